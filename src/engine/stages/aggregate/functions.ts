/** What `stats` can compute over the rows of a group. Names are those of OpenSearch's PPL where it has them. */
import { nearest } from '../../query/diagnostics.ts'
import { readPercent, type Percent } from './percent.ts'

/** What is computed. */
export type Measure =
  | { readonly kind: 'count' | 'sum' | 'avg' | 'min' | 'max' }
  | { readonly kind: 'percentile'; readonly percent: Percent }

export interface AggregateFunction {
  readonly field: 'needed' | 'possible'
  /** The percentage is its second argument. */
  readonly takesPercent: boolean
  /** `percent`: the second argument. */
  measure(percent: Percent | undefined): Measure
}

/** The calls that messages list. */
export const aggregateCalls: readonly string[] = ['count()', 'sum(x)', 'avg(x)', 'min(x)', 'max(x)', 'median(x)', 'p95(x)']

const MEDIAN: Percent = { numerator: 50, denominator: 100 }

const ofField = (measure: Measure): AggregateFunction => ({ field: 'needed', takesPercent: false, measure: () => measure })

const percentile: AggregateFunction = {
  field: 'needed',
  takesPercent: true,
  measure: (percent = MEDIAN) => ({ kind: 'percentile', percent }),
}

const functions: ReadonlyMap<string, AggregateFunction> = new Map<string, AggregateFunction>([
  ['count', { field: 'possible', takesPercent: false, measure: () => ({ kind: 'count' }) }],
  ['sum', ofField({ kind: 'sum' })],
  ['avg', ofField({ kind: 'avg' })],
  ['min', ofField({ kind: 'min' })],
  ['max', ofField({ kind: 'max' })],
  ['median', ofField({ kind: 'percentile', percent: MEDIAN })],
  ['percentile', percentile],
  ['percentile_approx', percentile],
])

/** p0 to p100 (in PPL also perc95), with fractions: p99.9. */
const PERCENTILE_NAME = /^p(?:erc)?(\d+(?:\.\d+)?)$/

/** The function of a name in lower case. */
export function aggregateFunction(name: string): AggregateFunction | undefined {
  const written = PERCENTILE_NAME.exec(name)?.[1]
  const percent = written === undefined ? undefined : readPercent(written)
  return percent ? ofField({ kind: 'percentile', percent }) : functions.get(name)
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
])

/** The function that somebody who typed `name` most likely wants. */
export function likelyFunction(name: string): string | undefined {
  return elsewhere.get(name.toLowerCase()) ?? nearest(name, [...functions.keys()])
}
