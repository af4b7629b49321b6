/**
 * How many messages there are over time, in few numbers: equal parts of time whose length is a power of two of milliseconds, the least with which all
 * messages are within `SPARK_PARTS` parts. Parts begin at multiples of their length, so two of them are exactly one of the next length: what a set of messages comes to does
 * not depend on the order in which they come, nor on how they were shared out.
 */

export const SPARK_PARTS = 32

/** Plain data. Part i lasts from (start + i) * 2 ** shift milliseconds since 1970; both ends have messages. */
export interface Spark {
  readonly shift: number
  readonly start: number
  readonly counts: readonly number[]
}

/** The number of the part that a time is in. */
export function partOf(time: number, shift: number): number {
  return Math.floor(time / 2 ** shift)
}

/** The least shift, from `least` on, with which both times are within SPARK_PARTS parts. */
export function shiftFor(first: number, last: number, least = 0): number {
  let shift = least
  while (partOf(last, shift) - partOf(first, shift) >= SPARK_PARTS) shift++
  return shift
}

/** Both together; undefined is none. */
export function addSparks(a: Spark | undefined, b: Spark | undefined): Spark | undefined {
  if (!a || !b) return a ?? b
  const first = Math.min(a.start * 2 ** a.shift, b.start * 2 ** b.shift)
  const last = Math.max(lastOf(a), lastOf(b))
  const shift = shiftFor(first, last, Math.max(a.shift, b.shift))
  const start = partOf(first, shift)
  const counts = new Array<number>(partOf(last, shift) - start + 1).fill(0)
  for (const each of [a, b]) addTo(counts, each, shift, start)
  return { shift, start, counts }
}

/** The numbers of a spark in the parts of a coarser one, which holds its time. */
export function countsWithin(spark: Spark | undefined, whole: Spark): number[] {
  const counts = new Array<number>(whole.counts.length).fill(0)
  if (spark) addTo(counts, spark, whole.shift, whole.start)
  return counts
}

function lastOf({ shift, start, counts }: Spark): number {
  return (start + counts.length - 1) * 2 ** shift
}

function addTo(counts: number[], { counts: from, start: fromStart, shift: fromShift }: Spark, shift: number, start: number): void {
  const ratio = 2 ** (shift - fromShift)
  from.forEach((count, i) => (counts[Math.floor((fromStart + i) / ratio) - start] += count))
}
