/** The buckets of a timeline: all of one width, which is a round one, beginning where clocks show round times. */
import { DAY_MS } from '../records/time/days.ts'
import type { Zone } from '../records/time/zones.ts'

/** Milliseconds; beyond these come 1, 2 and 5 times powers of ten in days. */
const WIDTHS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => 1000 * seconds),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60_000 * minutes),
  ...[1, 2, 3, 6, 12].map((hours) => 3_600_000 * hours),
]
/** More than any two times that are dates can be apart, in milliseconds. */
const GREATEST_SPAN = 2e16

export interface TimeBuckets {
  /** The moment at which the first begins, in milliseconds since 1970. */
  readonly from: number
  /** Milliseconds. */
  readonly width: number
  readonly count: number
}

/** The least round width of which no more than `buckets` are needed for so many milliseconds. */
export function roundWidth(span: number, buckets: number): number {
  const least = Math.min(span, GREATEST_SPAN) / buckets
  const found = WIDTHS.find((width) => width >= least)
  if (found !== undefined) return found
  for (let days = 1; ; days *= 10) {
    const factor = [1, 2, 5].find((each) => each * days * DAY_MS >= least)
    if (factor !== undefined) return factor * days * DAY_MS
  }
}

/** At most about `buckets` buckets that together hold all times from the first to the last one, both included. */
export function bucketsBetween(first: number, last: number, buckets: number, zone?: Zone): TimeBuckets {
  const width = roundWidth(last - first, Math.max(1, buckets - 1))
  // By the clocks at the start: where they are put back or forward within the log, hours stay as long as they are.
  const offset = zone ? zone.toWall(first) - first : 0
  const from = Math.floor((first + offset) / width) * width - offset
  return { from, width, count: Math.floor((last - from) / width) + 1 }
}
