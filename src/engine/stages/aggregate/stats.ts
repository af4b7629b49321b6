import type { StageNode } from '../../query/ast.ts'
import type { AggregateStage } from '../contract.ts'
import { rowsWithGroup } from './groupDrillDown.ts'
import { explainStats } from './explain.ts'
import { GroupedRun } from './groups.ts'
import { keyColumn, parseBy, printBy, type GroupKey } from './groupKey.ts'
import { columnOf, computed, fieldsRead, parseAggregates, printAggregate, reportRepeated, type Aggregate } from './parseAggregate.ts'

export type { Aggregate } from './parseAggregate.ts'

export interface StatsNode extends StageNode {
  readonly name: 'stats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly GroupKey[]
  /** Of the clocks by which days begin, resolved for one pass. */
  readonly zone?: string
}

const NUMBERS =
  'avg, sum, min and max take the values that are numbers, durations (1.5s) or sizes (10KB). Where all of a group are of one kind so is the result; mixed ones are milliseconds, bytes and plain numbers alike. What is computed (as avg, sum, stddev, rate) has 15 digits at most, whole numbers all of theirs.'
const PERCENTILES =
  'p0 to p100, p99.9, median, percentile(ms, 95): by nearest rank; exact up to 64 numbers in a group, else at most 0.2 % (1/512) off.'
const SPREAD = 'Of samples; stddev_pop, var_pop of all there is, as in PPL. Sums are exact, so nothing is lost where numbers are large and close to each other.'
const DISTINCT = 'How many different values: exact up to 4,096 in a group, then HyperLogLog with a standard error of 0.8 %. PPL also says distinct_count.'
const ROWS = 'first and last by the order of the rows (of several files one after the other), earliest and latest by their time. Rows without the field do not count.'
const LISTS = 'As JSON: the first 100 values, or as many as take says (10), and the first 100 different ones in order. PPL sets no limit to values.'
const RATE = 'Rows, or the sum of a field, per second: from the first to the last time of the group, or for the bucket it is. Also per_second, per_minute, per_hour, per_day, as in PPL.'
const SPANS =
  'Buckets, in their order, not by the first result: ms, s, m, h counted from 1970 in UTC; d, w (from Monday), M, q, y by the clocks of the zone in which times are shown. Empty ones are left out; timechart has them.'

export const stats: AggregateStage<StatsNode> = {
  kind: 'aggregate',
  names: ['stats'],
  summary: 'Counts rows and computes over their numbers, for each group of rows with the same values. The largest result comes first.',
  usage: 'stats count(), avg(x), p95(x), … [as name] [by field, span(time, 1m), …]',
  examples: [
    { query: 'error | stats count()', about: 'How many rows there are.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() by user', about: 'How many for each user.' },
    { query: '| parse "user=* took *ms" as user, ms | stats count() as all, count(ms) as timed', about: 'Rows that have a field.' },
    { query: '| parse "user=* took *ms" as user, ms | stats avg(ms), sum(ms), min(ms), max(ms)', about: NUMBERS },
    { query: '| parse "user=* took *ms" as user, ms | stats count(), p50(ms), p95(ms), p99(ms) by user', about: PERCENTILES },
    { query: '| parse "user=* took *ms" as user, ms | stats stddev(ms), var_pop(ms)', about: SPREAD },
    { query: '| parse "user=* took *ms" as user, ms | stats dc(user)', about: DISTINCT },
    { query: '| parse "user=* took *ms" as user, ms | stats first(ms), last(ms), earliest(ms), latest(ms) by user', about: ROWS },
    { query: '| parse "user=* took *ms" as user, ms | stats list(ms), take(ms, 3), values(ms) by user', about: LISTS },
    { query: '| stats rate(), per_minute() by source', about: RATE },
    { query: '| stats count() by span(time, 1m)', about: SPANS },
    { query: '| parse "user=* took *ms" as user, ms | stats count() by span(ms, 100) as slower', about: 'Buckets of numbers, of durations (500ms) and of sizes (10KB).' },
  ],
  template: { text: 'stats count() by raw', select: [17, 20] },
  icon: 'table',
  parse(parser, span) {
    const aggregates = parseAggregates(parser, "after 'stats'")
    const by = parseBy(parser)
    const columns = [
      ...by.map(({ value, span: at }) => ({ value: keyColumn(value), span: at })),
      ...aggregates.map(({ value, span: at }) => ({ value: columnOf(value), span: at })),
    ]
    reportRepeated(parser, columns)
    return { name: 'stats', aggregates: aggregates.map(({ value }) => value), by: by.map(({ value }) => value), span: span() }
  },
  print: ({ aggregates, by }) => `stats ${aggregates.map(printAggregate).join(', ')}${printBy(by)}`,
  columns: (node) => ({ names: columnNames(node), chosen: true, table: true }),
  reads: ({ aggregates, by }) => fieldsRead(aggregates, by),
  explain: ({ aggregates, by }, inBytes) => explainStats(aggregates.map(computed), by, inBytes),
  drillDown: ({ by }, row) => rowsWithGroup(by, row),
  create: (node, context) =>
    new GroupedRun({ columns: node.aggregates.map(computed), by: node.by, names: columnNames(node), zone: node.zone }, context),
}

function columnNames({ aggregates, by }: StatsNode): string[] {
  return [...by.map(keyColumn), ...aggregates.map(columnOf)]
}
