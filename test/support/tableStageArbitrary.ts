/** Random stages that sort rows or make tables of them; names of fields are those that the language has uses for. */
import fc from 'fast-check'
import type { CompareOp, SearchExpr, Span, StageNode } from '../../src/engine/query/ast.ts'
import type { FacetsNode } from '../../src/engine/stages/aggregate/facets/facets.ts'
import type { HistogramNode } from '../../src/engine/stages/aggregate/histogram.ts'
import { keyColumn, type GroupKey } from '../../src/engine/stages/aggregate/groupKey.ts'
import { columnOf } from '../../src/engine/stages/aggregate/parseAggregate.ts'
import type { Comparison, PatternsNode, Side } from '../../src/engine/stages/aggregate/patterns/node.ts'
import type { SpanWidth } from '../../src/engine/stages/aggregate/spanWidth.ts'
import type { Aggregate, StatsNode } from '../../src/engine/stages/aggregate/stats.ts'
import type { TimechartNode } from '../../src/engine/stages/aggregate/timechart.ts'
import type { TopNode } from '../../src/engine/stages/aggregate/top.ts'
import type { BetweenNode } from '../../src/engine/stages/filter/between.ts'
import type { DedupNode } from '../../src/engine/stages/sequential/dedup.ts'
import type { DeltaNode } from '../../src/engine/stages/sequential/delta.ts'
import type { SampleNode } from '../../src/engine/stages/sequential/sample.ts'
import type { SortNode } from '../../src/engine/stages/sequential/sort.ts'
import type { SortField } from '../../src/engine/stages/sequential/sortKeys.ts'
import type { StreamstatsNode } from '../../src/engine/stages/sequential/streamstats.ts'
import type { TransactionNode } from '../../src/engine/stages/sequential/transaction.ts'
import type { QueryParts } from './queryArbitrary.ts'

const NOWHERE: Span = { start: 0, end: 0 }
const NAMES = ['by', 'as', 'span', 'asc', 'desc', 'd', 'num', 'str', 'count', 'countfield', 'limit', 'mode', 'compare', 'with', 'to', 'in', 'not', 'AND', 'bins', 'my field', 'a-b', '`', 'é', '1', 'time', 'level']

function node<N extends StageNode>(of: Omit<N, 'span'>): N {
  return { ...of, span: NOWHERE } as N
}

const width = (units: readonly string[]): fc.Arbitrary<SpanWidth> => fc.record({ digits: fc.integer({ min: 1, max: 500 }).map(String), unit: fc.constantFrom(...units) })
const timeWidth = width(['ms', 's', 'm', 'h', 'd', 'w', 'M', 'q', 'y'])
const valueWidth = fc.oneof(width(['', 'ms', 's', 'm', 'h', 'B', 'KB', 'MB', 'KiB', 'GiB']), fc.constantFrom<SpanWidth>({ digits: '0.5', unit: '' }, { digits: '2.25', unit: 's' }, { digits: '1.5', unit: 'KB' }))

export function tableStages(parts: QueryParts): fc.Arbitrary<StageNode>[] {
  const field = fc.constantFrom(...parts.fields, ...NAMES)
  const maybe = fc.option(field, { nil: undefined })
  const several = fc.uniqueArray(field, { minLength: 1, maxLength: 3 })
  const any = fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: several })

  const call = (functions: readonly string[], of: fc.Arbitrary<string | undefined>, second: fc.Arbitrary<number | undefined> = fc.constant(undefined)): fc.Arbitrary<Aggregate> =>
    fc.record({ function: fc.constantFrom(...functions), field: of, second, as: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: field }) })
  const aggregate = fc.oneof(
    call(['count', 'rate', 'per_second', 'per_minute', 'per_hour', 'per_day'], maybe),
    call(['sum', 'avg', 'min', 'max', 'median', 'p95', 'perc99.9', 'stddev', 'stddev_samp', 'stddev_pop', 'var', 'var_samp', 'var_pop'], field),
    call(['dc', 'distinct_count', 'distinct_count_approx', 'first', 'last', 'earliest', 'latest', 'list', 'values'], field),
    call(['percentile', 'percentile_approx'], field, fc.constantFrom(0, 0.5, 95, 99.999999, 100)),
    call(['take'], field, fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined })),
  )
  const aggregates = fc.array(aggregate, { minLength: 1, maxLength: 3 })
  const key: fc.Arbitrary<GroupKey> = fc.tuple(field, fc.option(timeWidth, { nil: undefined }), fc.option(valueWidth, { nil: undefined }), maybe).map(([name, time, value, as]) => {
    const span = name === 'time' ? time : value
    return { field: name, ...(span ? { span } : {}), ...(as === undefined ? {} : { as }) }
  })
  const keys = fc.array(key, { maxLength: 2 })
  const running = fc.oneof(call(['count'], maybe), call(['sum', 'avg', 'min', 'max'], field))
  const milliseconds = fc.option(fc.integer({ min: 1, max: 1e8 }), { nil: undefined })

  const sortField: fc.Arbitrary<SortField> = fc.record({ field, descending: fc.boolean(), as: fc.constantFrom('auto' as const, 'num' as const, 'str' as const, 'ip' as const) })
  const side: fc.Arbitrary<Side> = parts.texts.map((text) => ({ text }))
  const timeSide: fc.Arbitrary<Side> = fc.constantFrom<Side>({ text: '2024-05-01' }, { text: '2024-05-01 12:00', to: '2024-05-01 13:00' }, { text: '-15m', to: 'now' })
  const comparison: fc.Arbitrary<Comparison> = field.chain((name) => {
    const of = name === 'time' ? timeSide : side
    return fc.record({ field: fc.constant(name), baseline: of, other: fc.option(of, { nil: undefined }) })
  })
  return [
    fc.record({ rows: fc.option(fc.nat(50), { nil: undefined }), fields: fc.uniqueArray(sortField, { minLength: 1, maxLength: 3, selector: (each) => each.field }) }).map((rest) => node<SortNode>({ name: 'sort', ...rest })),
    fc
      .record({ rows: fc.integer({ min: 1, max: 9 }), fields: several, keepEmpty: fc.boolean(), consecutive: fc.boolean() })
      .map((rest) => node<DedupNode>({ name: 'dedup', ...rest })),
    fc.record({ rows: fc.integer({ min: 1, max: 1000 }), isPart: fc.boolean(), seed: fc.nat(9) }).map((rest) => node<SampleNode>({ name: 'sample', ...rest })),
    fc
      .record({ field: field.filter((name) => !['as', 'by', 'since'].includes(name)), as: field, sinceFirst: fc.boolean(), by: any })
      .map((rest) => node<DeltaNode>({ name: 'delta', ...rest })),
    fc
      .record({ aggregates: fc.array(running, { minLength: 1, maxLength: 3 }), by: any, window: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }), current: fc.boolean() })
      .filter(({ aggregates: all }) => areDifferent(all.map(columnOf)))
      .map((rest) => node<StreamstatsNode>({ name: 'streamstats', ...rest })),
    fc
      .record({ by: several.filter((names) => !names.some((name) => ['time', 'level', 'count', 'duration', 'first', 'last'].includes(name))), maxPause: milliseconds, maxSpan: milliseconds })
      .map((rest) => node<TransactionNode>({ name: 'transaction', ...rest })),
    fc.constantFrom(['2024-05-01', '2024-05-02 12:30'], ['-15m', '-5m'], ['now-1h', 'now'], ['2024-05-01T12:00:00Z', '-1m']).map(([from, to]) => node<BetweenNode>({ name: 'between', from, to, expr: within(from, to) })),
    fc.record({ aggregates, by: keys }).filter(({ aggregates: all, by }) => areDifferent([...by.map(keyColumn), ...all.map(columnOf)])).map((rest) => node<StatsNode>({ name: 'stats', ...rest })),
    fc
      .record({ width: timeWidth, limit: fc.nat(1000), useOther: fc.boolean(), useNull: fc.boolean(), nullText: fc.oneof(fc.constant('NULL'), parts.texts), aggregates, by: fc.option(key, { nil: undefined }) })
      .filter(({ aggregates: all, by }) => areDifferent(['time', ...(by ? [keyColumn(by)] : []), ...all.map(columnOf)]))
      .map((rest) => node<TimechartNode>({ name: 'timechart', ...rest })),
    fc
      .record({ name: fc.constantFrom('top' as const, 'rare' as const), rows: fc.integer({ min: 1, max: 100_000 }), showCount: fc.boolean(), countField: fc.oneof(fc.constant('count'), field), useNull: fc.boolean(), fields: several, by: any })
      .map((rest) => (rest.showCount ? rest : { ...rest, countField: 'count' }))
      .filter(({ fields, by, showCount, countField }) => areDifferent([...by, ...fields, ...(showCount ? [countField] : [])]))
      .map((rest) => node<TopNode>(rest)),
    fc.record({ field: field.filter((name) => name !== 'time'), width: fc.option(valueWidth, { nil: undefined }), bins: fc.integer({ min: 2, max: 100 }) }).map((rest) => node<HistogramNode>({ name: 'histogram', ...rest })),
    fc.record({ limit: fc.integer({ min: 1, max: 1000 }), fields: any }).map((rest) => node<FacetsNode>({ name: 'facets', ...rest })),
    fc
      .record({ field: maybe, by: any, compare: fc.option(comparison, { nil: undefined }), labels: fc.boolean(), samples: fc.nat(10), newField: fc.oneof(fc.constant('patterns_field'), field) })
      .map(({ by, compare, labels, ...rest }) => node<PatternsNode>({ name: 'patterns', ...rest, labels: labels && by.length === 0 && !compare, by: compare ? [] : by, compare })),
  ]
}

function areDifferent(columns: readonly string[]): boolean {
  return new Set(columns).size === columns.length
}

function within(from: string, to: string): SearchExpr {
  const compare = (op: CompareOp, text: string): SearchExpr => ({ type: 'compare', field: 'time', op, value: { type: 'text', text, quoted: true }, span: NOWHERE })
  return { type: 'and', items: [compare('>=', from), compare('<=', to)], span: NOWHERE }
}
