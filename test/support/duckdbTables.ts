/** Random tables, each as a query and as the statement of DuckDB that gives the same rows. */
import fc from 'fast-check'

export interface Table {
  readonly text: string
  readonly sql: string
  /** How many columns in front are the group. */
  readonly keys: number
  /** Of the other columns, those that may be off by the error that is stated for percentiles. */
  readonly percentiles: ReadonlySet<number>
}

interface Key {
  readonly text: string
  readonly sql: string
}

const TIME_TEXT = '%Y-%m-%dT%H:%M:%S.%gZ'
const LENGTHS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const CALENDAR = { d: 'day', w: 'week', M: 'month', q: 'quarter', y: 'year' }

/** Spans of time, and the start of the one that a row is in, as a TIMESTAMP. */
export const timeSpans: fc.Arbitrary<Key> = fc.oneof(
  fc.tuple(fc.constantFrom('ms' as const, 's' as const, 'm' as const, 'h' as const), fc.constantFrom(1, 2, 5, 7, 15, 250)).map(([unit, digits]) => {
    const width = digits * LENGTHS[unit]
    return { text: `${digits}${unit}`, sql: `epoch_ms((epoch_ms(time) // ${width}) * ${width})` }
  }),
  fc.constantFrom('d' as const, 'w' as const, 'M' as const, 'q' as const, 'y' as const).map((unit) => ({ text: `1${unit}`, sql: `date_trunc('${CALENDAR[unit]}', time)::TIMESTAMP` })),
)

export const timeText = (sql: string): string => `strftime(${sql}, '${TIME_TEXT}')`

const key: fc.Arbitrary<Key> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('host', 'level', 'user', 'status').map((field) => ({ text: field, sql: `"${field}"` })) },
  timeSpans.map(({ text, sql }) => ({ text: `span(time, ${text})`, sql: timeText(sql) })),
  fc.tuple(fc.constantFrom('took', 'size'), fc.constantFrom(1, 10, 250, 1000)).map(([field, width]) => ({ text: `span(${field}, ${width})`, sql: `floor(${field} / ${width}) * ${width}` })),
)

const field = fc.constantFrom('took', 'took', 'size', 'status')
const any = fc.constantFrom('took', 'user', 'host', 'level', 'status')
const of = (name: string, sql: (column: string) => string, fields: fc.Arbitrary<string> = field): fc.Arbitrary<Key> => fields.map((column) => ({ text: `${name}(${column})`, sql: sql(`"${column}"`) }))
const percent = (text: (column: string) => string, part: string): fc.Arbitrary<Key> => field.map((column) => ({ text: text(column), sql: `quantile_disc(${column}, ${part})` }))

const exact: readonly fc.Arbitrary<Key>[] = [
  fc.constant({ text: 'count()', sql: 'count(*)' }),
  of('count', (column) => `count(${column})`, any),
  ...['sum', 'avg', 'min', 'max', 'stddev', 'stddev_samp', 'stddev_pop', 'var_samp', 'var_pop'].map((name) => of(name, (column) => `${name}(${column})`)),
  of('var', (column) => `var_samp(${column})`),
  ...['dc', 'distinct_count'].map((name) => of(name, (column) => `count(DISTINCT ${column})`, any)),
  of('first', (column) => `arg_min(${column}, id)`, any),
  of('last', (column) => `arg_max(${column}, id)`, any),
  fc.constant({ text: 'rate()', sql: 'count(*) * 1000 / nullif(epoch_ms(max(time)) - epoch_ms(min(time)), 0)' }),
]
const quantiles: readonly fc.Arbitrary<Key>[] = [
  percent((column) => `median(${column})`, '0.5'),
  percent((column) => `p95(${column})`, '0.95'),
  percent((column) => `p99.9(${column})`, '0.999'),
  percent((column) => `percentile(${column}, 25)`, '0.25'),
]

const result = fc.oneof(
  ...exact.map((arbitrary) => arbitrary.map((each) => ({ ...each, isPercentile: false }))),
  ...quantiles.map((arbitrary) => arbitrary.map((each) => ({ ...each, isPercentile: true }))),
)
const results = fc.uniqueArray(result, { minLength: 1, maxLength: 6, selector: ({ text }) => text })

export const statsTables: fc.Arbitrary<Table> = fc.tuple(results, fc.uniqueArray(key, { maxLength: 3, selector: ({ text }) => text })).map(([columns, by]) => {
  // Of a bucket a rate is for its whole time.
  const wanted = by.some(({ text }) => text.startsWith('span(time')) ? columns.filter(({ text }) => text !== 'rate()') : columns
  const all = wanted.length > 0 ? wanted : [{ text: 'count()', sql: 'count(*)', isPercentile: false }]
  const keys = by.map(({ sql }) => sql)
  return {
    text: `stats ${all.map(({ text }) => text).join(', ')}${by.length > 0 ? ` by ${by.map(({ text }) => text).join(', ')}` : ''}`,
    sql: `SELECT ${[...keys, ...all.map(({ sql }) => sql)].join(', ')} FROM log WHERE $filter${keys.length > 0 ? ` GROUP BY ${keys.map((_, i) => i + 1).join(', ')}` : ''}`,
    keys: by.length,
    percentiles: new Set(all.flatMap(({ isPercentile }, i) => (isPercentile ? [i] : []))),
  }
})
