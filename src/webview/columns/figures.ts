/** Which columns hold numbers that a stage has computed: only these are read as numbers, and never those that are names, such as an id. */
import { aggregateFunction } from '../../engine/stages/aggregate/functions.ts'
import { columnOf, type Aggregate } from '../../engine/stages/aggregate/parseAggregate.ts'
import { parse } from '../../engine/stages/registry.ts'

/** Functions that give values of rows as they are. */
const GIVES_VALUE = /^(?:first|last|earliest|latest|list|take|values)$/
/** What stages without functions call their numbers. */
const COUNTED: Readonly<Record<string, readonly string[]>> = { top: ['count', 'percent'], rare: ['count', 'percent'], patterns: ['count', 'percent'], facets: ['count'], histogram: ['count'] }

/** Names of such columns behind a query. */
export function figureColumns(query: string): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { node, on } of parse(query).query.stages) {
    if (!on) continue
    for (const name of COUNTED[node.name] ?? []) names.add(name)
    for (const aggregate of (node as { aggregates?: readonly Aggregate[] }).aggregates ?? []) if (aggregateFunction(aggregate.function) && !GIVES_VALUE.test(aggregate.function)) names.add(columnOf(aggregate))
  }
  return names
}
