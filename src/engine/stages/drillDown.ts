/** From a row of a table back to the rows that it was made of. */
import { joinStages, stageTexts, type StageText } from '../query/editing.ts'
import type { QueryStage } from '../query/ast.ts'
import type { Columns, TableRow } from './contract.ts'
import { parse, stageOf } from './registry.ts'

const NO_COLUMNS: Columns = { names: [], chosen: false, table: false }

/**
 * The query for the rows behind a row of the table that `query` gives: the last aggregate and what stands behind it give place to a filter on its keys. Undefined where
 * the row does not tell: a stage behind the aggregate may have changed its keys, or the aggregate has none.
 */
export function drillDown(query: string, row: TableRow): string | undefined {
  const { query: { stages }, diagnostics } = parse(query)
  if (diagnostics.length > 0) return undefined
  const at = stages.findLastIndex((each) => each.on && stageOf(each.node).kind === 'aggregate')
  if (at < 0) return undefined
  const { node } = stages[at]
  const aggregate = stageOf(node)
  if (aggregate.kind !== 'aggregate' || !aggregate.drillDown) return undefined
  const changed = namesWritten(stages.slice(at + 1), aggregate.columns(node, NO_COLUMNS))
  if (!changed) return undefined
  const filters = aggregate.drillDown(node, {
    has: (column) => row.has(column) && !changed.has(column),
    value: (column) => row.value(column),
  })
  if (!filters) return undefined
  const before = stageTexts(query).slice(0, at)
  const result = joinStages([...before, ...filters.map((text) => ({ text, on: true }))])
  const written = searchedFirst(before, filters) ?? result
  return [written, result].find((text) => parse(text).diagnostics.length === 0)
}

/** Where nothing is searched before it, the filter is what a person would have written: the search at the start. */
function searchedFirst(before: readonly StageText[], [filter, ...rest]: readonly string[]): string | undefined {
  const [first, ...others] = before
  if (others.length > 0 || !first?.on || first.above || first.behind || !['', '*'].includes(first.text.trim())) return undefined
  const search = /^search\s+(.*)$/s.exec(filter ?? '')?.[1]
  return search === undefined ? undefined : joinStages([search, ...rest].map((text) => ({ text, on: true })))
}

/** Columns of a table that stages may have given other values; undefined where that is not known. */
function namesWritten(stages: readonly QueryStage[], table: Columns): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  let columns = table
  for (const { node, on } of stages) {
    if (!on) continue
    const stage = stageOf(node)
    const before = columns
    columns = stage.columns(node, before)
    // Those that see rows in their order leave them as they are, unless they make columns.
    const same = columns.names.join('\n') === before.names.join('\n')
    const keeps = stage.kind === 'ordered' || stage.kind === 'sequential' ? same : stage.kind === 'blockLocal' && stage.filters
    const written = keeps ? [] : stage.kind === 'blockLocal' ? stage.writes?.(node) : undefined
    if (!written) return undefined
    for (const name of written) names.add(name)
  }
  return names
}
