import type { TimeBuckets } from './buckets.ts'

/**
 * Numbers of several series, added up over buckets. What is added is of a range of times, over which it is spread evenly; what falls before or
 * behind the buckets is left out. However many buckets a range covers, it takes the same few steps: between the first and the last of them
 * only the change of the density is noted.
 */
export class Spread {
  private readonly buckets: TimeBuckets
  /** Series by series. */
  private readonly parts: Float64Array
  private readonly slopes: Float64Array
  private first = 0
  private last = 0
  private firstPart = 0
  private lastPart = 0
  private density = 0

  constructor(buckets: TimeBuckets, series: number) {
    this.buckets = buckets
    this.parts = new Float64Array(series * buckets.count)
    this.slopes = new Float64Array(series * buckets.count)
  }

  /** The range of times, both included, that what is added next is of. */
  range(least: number, greatest: number): void {
    const { from, width } = this.buckets
    const start = (least - from) / width
    const end = (greatest - from) / width
    this.first = Math.floor(start)
    this.last = Math.floor(end)
    if (this.first === this.last) return
    this.density = 1 / (end - start)
    this.firstPart = (this.first + 1 - start) * this.density
    this.lastPart = (end - this.last) * this.density
  }

  add(series: number, amount: number): void {
    const { first, last } = this
    const { count } = this.buckets
    const at = series * count
    if (first === last) {
      if (first >= 0 && first < count) this.parts[at + first] += amount
      return
    }
    if (first >= 0 && first < count) this.parts[at + first] += amount * this.firstPart
    if (last >= 0 && last < count) this.parts[at + last] += amount * this.lastPart
    const from = first + 1 > 0 ? first + 1 : 0
    if (from >= count || from >= last) return
    this.slopes[at + from] += amount * this.density
    if (last < count) this.slopes[at + last] -= amount * this.density
  }

  /** Bucket by bucket the sums of all series, to a thousandth. */
  sums(): number[] {
    const { count } = this.buckets
    const series = this.parts.length / count
    const sums = new Array<number>(this.parts.length).fill(0)
    for (let one = 0; one < series; one++) {
      let density = 0
      for (let bucket = 0; bucket < count; bucket++) {
        density += this.slopes[one * count + bucket]
        // What is left of differences may be a little less than nothing.
        sums[bucket * series + one] = Math.max(0, Math.round(1000 * (this.parts[one * count + bucket] + density))) / 1000
      }
    }
    return sums
  }
}
