import type { StageNode } from '../../query/ast.ts'
import { listOf, nearest, QueryError, shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import type { AggregateStage } from '../contract.ts'
import { aggregateFunction, aggregateFunctions } from './functions.ts'
import { GroupedRun } from './groups.ts'

/** One column that `stats` computes. */
export interface Aggregate {
  readonly function: string
  readonly field: string | undefined
  /** What the person called the column. */
  readonly as: string | undefined
}

export interface StatsNode extends StageNode {
  readonly name: 'stats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly string[]
}

export const stats: AggregateStage<StatsNode> = {
  kind: 'aggregate',
  names: ['stats'],
  summary: 'Counts rows, for each group of rows with the same values. The largest group comes first.',
  usage: 'stats count() [as name] [by field, …]',
  examples: [
    { query: 'error | stats count()', about: 'How many rows there are.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() by user', about: 'How many for each user.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() as all, count(ms) as timed by user', about: 'count(field): rows that have the field.' },
  ],
  template: { text: 'stats count() by raw', select: [17, 20] },
  icon: 'table',
  parse(parser, span) {
    const aggregates = [parseAggregate(parser, "after 'stats'")]
    while (parser.takePunctuation(',')) aggregates.push(parseAggregate(parser, "after ','"))
    const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'") : []
    reportRepeated(parser, [...by, ...aggregates.map(({ value, span: at }) => ({ value: columnOf(value), span: at }))])
    return { name: 'stats', aggregates: aggregates.map(({ value }) => value), by: by.map(({ value }) => value), span: span() }
  },
  print({ aggregates, by }) {
    const columns = aggregates.map((each) => printCall(each) + (each.as === undefined ? '' : ` as ${printName(each.as)}`))
    return `stats ${columns.join(', ')}${by.length === 0 ? '' : ` by ${by.map(printName).join(', ')}`}`
  },
  columns: (node) => ({ names: columnNames(node), chosen: true, table: true }),
  reads: ({ aggregates, by }) => [...new Set([...by, ...aggregates.flatMap(({ field }) => (field === undefined ? [] : [field]))])],
  create(node, context) {
    const functions = node.aggregates.map((each) => ({ function: aggregateFunction(each.function), field: each.field }))
    return new GroupedRun(functions, node.by, columnNames(node), context)
  },
}

function columnNames({ aggregates, by }: StatsNode): string[] {
  return [...by, ...aggregates.map(columnOf)]
}

function columnOf(aggregate: Aggregate): string {
  return aggregate.as ?? `${aggregate.function}(${aggregate.field ?? ''})`
}

function printCall(aggregate: Aggregate): string {
  const field = aggregate.field === undefined ? '' : printName(aggregate.field)
  // Only after a blank do back quotes keep what is in them together.
  return field.startsWith('`') ? `${aggregate.function}( ${field} )` : `${aggregate.function}(${field})`
}

function parseAggregate(parser: StageParser, where: string): At<Aggregate> {
  const names = aggregateFunctions.map(({ name }) => name)
  const known = listOf(names.map((name) => `${name}()`))
  const written = parser.peekName()
  const name = names.find((candidate) => candidate === written?.toLowerCase())
  if (!name) {
    if (written === undefined) parser.fail(`expected ${known} ${where}`)
    const near = nearest(written, names)
    const hint = near ? `: did you mean '${near}'?` : ''
    throw new QueryError(parser.peekSpan(), `unknown function ${shown(written)}${hint} (expected ${known})`)
  }
  const { span } = parser.takeName('function')!
  const field = parseArgument(parser, name)
  let end = parser.readTo
  const as = parser.takeKeyword('as') ? parser.expectName("a name for the column after 'as'") : undefined
  end = as?.span.end ?? end
  return { value: { function: name, field, as: as?.value }, span: { start: span.start, end } }
}

/** Parentheses may be left out where there is nothing in them. */
function parseArgument(parser: StageParser, name: string): string | undefined {
  const [least, most] = aggregateFunction(name).arguments
  if (!parser.takePunctuation('(')) return least === 0 ? undefined : parser.fail(`expected '(' after '${name}'`)
  const field = most > 0 ? parser.takeName()?.value : undefined
  if (field === undefined && least > 0) parser.fail(`expected a field in '${name}(…)'`)
  if (!parser.takePunctuation(')')) parser.fail(`expected ${field === undefined && most > 0 ? "a field or ')'" : "')'"} after '${name}('`)
  return field
}

function reportRepeated(parser: StageParser, columns: readonly At<string>[]): void {
  columns.forEach(({ value, span }, i) => {
    if (columns.findIndex((column) => column.value === value) < i) {
      parser.report(span, `expected different columns, found '${value}' again; 'as' gives a column another name`)
    }
  })
}

