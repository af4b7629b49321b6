import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { At } from '../../query/stageParser.ts'
import type { AggregateStage } from '../contract.ts'
import { rowsWithKeys } from './drillDown.ts'
import { explainStats } from './explain.ts'
import { aggregateFunction } from './functions.ts'
import { GroupedRun, type ComputedColumn } from './groups.ts'
import { parseAggregate } from './parseAggregate.ts'
import { readPercent } from './percent.ts'

/** One column that `stats` computes. */
export interface Aggregate {
  /** Name of the function in lower case. */
  readonly function: string
  readonly field: string | undefined
  /** The second argument of `percentile(x, 95)`. */
  readonly percent?: number
  /** What the person called the column. */
  readonly as: string | undefined
}

export interface StatsNode extends StageNode {
  readonly name: 'stats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly string[]
}

const NUMBERS = 'avg, sum, min and max take the values that are numbers.'
const PERCENTILES =
  'p0 to p100, p99.9, median, percentile(ms, 95): by nearest rank; exact up to 64 numbers in a group, else at most 0.2 % (1/512) off.'

export const stats: AggregateStage<StatsNode> = {
  kind: 'aggregate',
  names: ['stats'],
  summary: 'Counts rows and computes over their numbers, for each group of rows with the same values. The largest result comes first.',
  usage: 'stats count(), avg(x), p95(x), … [as name] [by field, …]',
  examples: [
    { query: 'error | stats count()', about: 'How many rows there are.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() by user', about: 'How many for each user.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() as all, count(ms) as timed', about: 'Rows that have a field.' },
    { query: '| parse "user=* took *ms" as user, ms | stats avg(ms), sum(ms), min(ms), max(ms)', about: NUMBERS },
    { query: '| parse "user=* took *ms" as user, ms | stats count(), p50(ms), p95(ms), p99(ms) by user', about: PERCENTILES },
  ],
  template: { text: 'stats count() by raw', select: [17, 20] },
  icon: 'table',
  parse(parser, span) {
    const aggregates = [parseAggregate(parser, "after 'stats'")]
    while (parser.takePunctuation(',')) aggregates.push(parseAggregate(parser, "after ','"))
    const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'") : []
    const columns = [...by, ...aggregates.map(({ value, span: at }) => ({ value: columnOf(value), span: at }))]
    repeated(columns).forEach(({ value, span: at }) =>
      parser.report(at, `expected different columns, found '${value}' again; 'as' gives a column another name`),
    )
    return { name: 'stats', aggregates: aggregates.map(({ value }) => value), by: by.map(({ value }) => value), span: span() }
  },
  print({ aggregates, by }) {
    const columns = aggregates.map((each) => printCall(each) + (each.as === undefined ? '' : ` as ${printName(each.as)}`))
    return `stats ${columns.join(', ')}${by.length === 0 ? '' : ` by ${by.map(printName).join(', ')}`}`
  },
  columns: (node) => ({ names: columnNames(node), chosen: true, table: true }),
  reads: ({ aggregates, by }) => [...new Set([...by, ...aggregates.flatMap(({ field }) => (field === undefined ? [] : [field]))])],
  explain: ({ aggregates, by }, inBytes) => explainStats(aggregates.map(computed), by, inBytes),
  drillDown: ({ by }, row) => rowsWithKeys(by, row),
  create: (node, context) => new GroupedRun(node.aggregates.map(computed), node.by, columnNames(node), context),
}

function computed({ function: name, field, percent }: Aggregate): ComputedColumn {
  const found = aggregateFunction(name)
  if (!found) throw new RangeError(`no aggregate function is called '${name}'`)
  return { measure: found.measure(percent === undefined ? undefined : readPercent(String(percent))), field }
}

function columnNames({ aggregates, by }: StatsNode): string[] {
  return [...by, ...aggregates.map(columnOf)]
}

function columnOf(aggregate: Aggregate): string {
  return aggregate.as ?? callOf(aggregate, aggregate.field)
}

function printCall(aggregate: Aggregate): string {
  const field = aggregate.field === undefined ? undefined : printName(aggregate.field)
  // Only after a blank do back quotes keep what is in them together.
  return callOf(aggregate, field?.startsWith('`') ? ` ${field}` : field)
}

function callOf({ function: name, percent }: Aggregate, field = ''): string {
  return `${name}(${field}${percent === undefined ? '' : `, ${percent}`})`
}

/** Names that have stood further left. */
function repeated(columns: readonly At<string>[]): At<string>[] {
  return columns.filter(({ value }, i) => columns.findIndex((column) => column.value === value) < i)
}
