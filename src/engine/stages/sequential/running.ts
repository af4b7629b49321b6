/** Count, sum, least and greatest of the numbers so far, or of the last so many rows. */
export interface Totals {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
}

const NOTHING: Totals = { count: 0, sum: 0, min: Infinity, max: -Infinity }

const joined = (a: Totals, b: Totals): Totals => ({ count: a.count + b.count, sum: a.sum + b.sum, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) })
const of = (value: number): Totals => (Number.isNaN(value) ? NOTHING : { count: 1, sum: value, min: value, max: value })

export interface Running {
  readonly totals: Totals
  /** NaN: a row without a number. */
  add(value: number): void
}

/** Of all rows. Sums are compensated (Kahan-Babuška, as Neumaier has it), so that they do not drift over a long log. */
export class RunningTotals implements Running {
  private count = 0
  private sum = 0
  private lost = 0
  private min = Infinity
  private max = -Infinity

  add(value: number): void {
    if (Number.isNaN(value)) return
    this.count++
    const sum = this.sum + value
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum
    this.sum = sum
    this.min = Math.min(this.min, value)
    this.max = Math.max(this.max, value)
  }

  get totals(): Totals {
    return { count: this.count, sum: this.sum + this.lost, min: this.min, max: this.max }
  }
}

/**
 * Of the last so many rows, by two stacks: what leaves is never subtracted, so that nothing drifts and least and greatest are as easy as sums
 * (the queue of two stacks with running totals, which is folklore; see Tangwongsan, Hirzel, Schneider: "Low-latency sliding-window aggregation", 2017).
 */
export class WindowTotals implements Running {
  private readonly size: number
  /** Totals of a row and all that came in behind it, the oldest last. */
  private front: Totals[] = []
  private back: number[] = []
  private backTotals = NOTHING

  constructor(size: number) {
    this.size = size
  }

  add(value: number): void {
    this.back.push(value)
    this.backTotals = joined(this.backTotals, of(value))
    if (this.front.length + this.back.length > this.size) this.removeOldest()
  }

  get totals(): Totals {
    const oldest = this.front.at(-1)
    return oldest ? joined(oldest, this.backTotals) : this.backTotals
  }

  private removeOldest(): void {
    if (this.front.length === 0) {
      let totals = NOTHING
      for (let i = this.back.length - 1; i >= 0; i--) this.front.push((totals = joined(of(this.back[i]), totals)))
      this.back = []
      this.backTotals = NOTHING
    }
    this.front.pop()
  }
}
