/** What `stats` can compute over the rows of a group. Names are those of OpenSearch's PPL where it has them. */
import { nearest } from '../../query/diagnostics.ts'
import type { Edge } from './edges.ts'
import { LISTED_VALUES } from './lists.ts'
import { readPercent, type Percent } from './percent.ts'

/** What is computed. */
export type Measure =
  | { readonly kind: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'values' | Edge }
  | { readonly kind: 'percentile'; readonly percent: Percent }
  | { readonly kind: 'variance'; readonly isSample: boolean; readonly root: boolean }
  | { readonly kind: 'list'; readonly limit: number }
  /** Rows, or the sum of a field, in so many milliseconds. */
  | { readonly kind: 'rate'; readonly per: number }

export interface AggregateFunction {
  readonly field: 'needed' | 'possible'
  /** It reads the field's values as numbers. */
  readonly numbers?: boolean
  /** What its second argument is. */
  readonly second?: 'percent' | 'limit'
  /** `second`: the second argument, as it is written. */
  measure(second: string | undefined): Measure
}

/** The calls that messages list: the most usual ones. */
export const aggregateCalls: readonly string[] = ['count()', 'sum(x)', 'avg(x)', 'min(x)', 'max(x)', 'median(x)', 'p95(x)']

/** Those that completion offers. */
export const offeredCalls: readonly string[] = [
  ...aggregateCalls, 'p99(x)', 'percentile(x, 95)', 'stddev(x)', 'var(x)', 'dc(x)', 'first(x)', 'last(x)', 'earliest(x)', 'latest(x)', 'list(x)', 'take(x, 10)', 'values(x)', 'rate()',
]

const MEDIAN: Percent = { numerator: 50, denominator: 100 }
/** As PPL's `take`. */
const TAKEN = 10
/** More would be no cell of a table. */
export const MAX_TAKEN = 1000

const ofField = (measure: Measure): AggregateFunction => ({ field: 'needed', measure: () => measure })
const ofNumbers = (measure: Measure): AggregateFunction => ({ ...ofField(measure), numbers: true })

const percentile: AggregateFunction = {
  field: 'needed',
  numbers: true,
  second: 'percent',
  measure: (written) => ({ kind: 'percentile', percent: (written === undefined ? undefined : readPercent(written)) ?? MEDIAN }),
}

const distinct = ofField({ kind: 'distinct' })
const spread = (isSample: boolean, root: boolean): AggregateFunction => ofNumbers({ kind: 'variance', isSample, root })
const rate = (seconds: number): AggregateFunction => ({ field: 'possible', numbers: true, measure: () => ({ kind: 'rate', per: 1000 * seconds }) })

const functions: ReadonlyMap<string, AggregateFunction> = new Map<string, AggregateFunction>([
  ['count', { field: 'possible', measure: () => ({ kind: 'count' }) }],
  ['sum', ofNumbers({ kind: 'sum' })],
  ['avg', ofNumbers({ kind: 'avg' })],
  ['min', ofNumbers({ kind: 'min' })],
  ['max', ofNumbers({ kind: 'max' })],
  ['median', ofNumbers({ kind: 'percentile', percent: MEDIAN })],
  ['percentile', percentile],
  ['percentile_approx', percentile],
  ['stddev', spread(true, true)],
  ['stddev_samp', spread(true, true)],
  ['stddev_pop', spread(false, true)],
  ['var', spread(true, false)],
  ['var_samp', spread(true, false)],
  ['var_pop', spread(false, false)],
  ['dc', distinct],
  ['distinct_count', distinct],
  ['distinct_count_approx', distinct],
  ['first', ofField({ kind: 'first' })],
  ['last', ofField({ kind: 'last' })],
  ['earliest', ofField({ kind: 'earliest' })],
  ['latest', ofField({ kind: 'latest' })],
  ['list', ofField({ kind: 'list', limit: LISTED_VALUES })],
  ['take', { field: 'needed', second: 'limit', measure: (written) => ({ kind: 'list', limit: written === undefined ? TAKEN : Number(written) }) }],
  ['values', ofField({ kind: 'values' })],
  ['rate', rate(1)],
  ['per_second', rate(1)],
  ['per_minute', rate(60)],
  ['per_hour', rate(3600)],
  ['per_day', rate(86_400)],
])

/** Names, in lower case, but those of percentiles such as `p95`. */
export const functionNames: readonly string[] = [...functions.keys()]

/** p0 to p100 (in PPL also perc95), with fractions: p99.9. */
const PERCENTILE_NAME = /^p(?:erc)?(\d+(?:\.\d+)?)$/

/** The function of a name in lower case. */
export function aggregateFunction(name: string): AggregateFunction | undefined {
  const written = PERCENTILE_NAME.exec(name)?.[1]
  const percent = written === undefined ? undefined : readPercent(written)
  return percent ? ofNumbers({ kind: 'percentile', percent }) : functions.get(name)
}

/** Whether a name would be that of a percentile, if it were one from 0 to 100. */
export function isPercentileName(name: string): boolean {
  return PERCENTILE_NAME.test(name)
}

/** What other tools call these functions. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['c', 'count'],
  ['mean', 'avg'],
  ['average', 'avg'],
  ['total', 'sum'],
  ['minimum', 'min'],
  ['maximum', 'max'],
  ['quantile', 'percentile'],
  ['pct', 'percentile'],
  ['count_distinct', 'dc'],
  ['count_uniq', 'dc'],
  ['estdc', 'dc'],
  ['uniq', 'dc'],
  ['stdev', 'stddev'],
  ['std', 'stddev'],
  ['stdevp', 'stddev_pop'],
  ['variance', 'var'],
  ['varp', 'var_pop'],
  ['collect', 'list'],
  ['any', 'first'],
])

/** The function that somebody who typed `name` most likely wants. */
export function likelyFunction(name: string): string | undefined {
  return elsewhere.get(name.toLowerCase()) ?? nearest(name, functionNames)
}
