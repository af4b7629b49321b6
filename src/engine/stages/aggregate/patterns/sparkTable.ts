/**
 * Sparks of many kinds at once, while messages come: all of them in the parts that the messages of all kinds together ask for. These are never longer than those of more messages,
 * so nothing is lost for whoever adds up more.
 */
import { partOf, shiftFor, SPARK_PARTS, type Spark } from './spark.ts'

export class SparkTable {
  private readonly counts: Float64Array
  private readonly row = new Float64Array(SPARK_PARTS)
  /** Kinds that may have messages. */
  private used = 0
  private shift = 0
  private start = 0
  /** Parts in a millisecond. */
  private scale = 1

  constructor(kinds: number) {
    this.counts = new Float64Array(kinds * SPARK_PARTS)
  }

  /** `time`: NaN for none, which is not counted. */
  add(kind: number, time: number): void {
    let part = Math.floor(time * this.scale) - this.start
    if (!(part >= 0 && part < SPARK_PARTS)) {
      if (Number.isNaN(time)) return
      this.reach(time)
      part = partOf(time, this.shift) - this.start
    }
    if (kind >= this.used) this.used = kind + 1
    this.counts[kind * SPARK_PARTS + part]++
  }

  of(kind: number): Spark | undefined {
    const { shift, start } = this
    const counts = [...this.counts.subarray(kind * SPARK_PARTS, (kind + 1) * SPARK_PARTS)]
    const from = counts.findIndex((count) => count > 0)
    return from < 0 ? undefined : { shift, start: start + from, counts: counts.slice(from, counts.findLastIndex((count) => count > 0) + 1) }
  }

  clear(): void {
    this.counts.fill(0, 0, this.used * SPARK_PARTS)
    this.used = 0
    this.shift = 0
    this.start = 0
    this.scale = 1
  }

  /** Makes room for a time: longer parts, or others. */
  private reach(time: number): void {
    const { shift: before, start: startBefore } = this
    const [from, to] = this.filled()
    const length = 2 ** before
    const first = from < 0 ? time : Math.min(time, (startBefore + from) * length)
    const last = from < 0 ? time : Math.max(time, (startBefore + to) * length)
    this.shift = shiftFor(first, last, before)
    this.scale = 2 ** -this.shift
    this.start = partOf(first, this.shift)
    if (from < 0) return
    const { counts, row, start } = this
    const ratio = 2 ** (this.shift - before)
    for (let at = 0; at < this.used * SPARK_PARTS; at += SPARK_PARTS) {
      row.fill(0)
      for (let part = from; part <= to; part++) row[Math.floor((startBefore + part) / ratio) - start] += counts[at + part]
      counts.set(row, at)
    }
  }

  /** The first and the last part that any kind has messages in; -1 for none. */
  private filled(): readonly [from: number, to: number] {
    const { counts } = this
    let from = SPARK_PARTS
    let to = -1
    for (let i = 0; i < this.used * SPARK_PARTS; i++) {
      if (counts[i] === 0) continue
      const part = i % SPARK_PARTS
      if (part < from) from = part
      if (part > to) to = part
    }
    return to < 0 ? [-1, -1] : [from, to]
  }
}
