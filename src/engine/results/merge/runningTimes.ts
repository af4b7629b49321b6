/** By which time rows are merged: the greatest that their file has had so far (SEMANTICS: merge by time). */
import type { FieldExtractor } from '../../records/fields/extractor.ts'
import type { LineBatch } from '../../records/lineBatch.ts'

/** Of the records of one block, each with the greatest time of those of the block up to it; -Infinity before the first that has one. */
export class RunningTimes {
  /** Of all records of the block. */
  readonly greatest: number
  private readonly starts: Uint32Array
  private readonly running: Float64Array

  /** `records`: all of the block. */
  constructor(records: LineBatch, fields: FieldExtractor) {
    const lines = records.firstLines
    this.starts = lines.starts
    const running = fields.times?.(records.block.bytes, lines, records.block.sourceOffset) ?? new Float64Array(lines.count).fill(NaN)
    let greatest = -Infinity
    for (let row = 0; row < lines.count; row++) {
      // False for NaN: a record without a time takes that of the one above.
      if (running[row] > greatest) greatest = running[row]
      running[row] = greatest
    }
    this.running = running
    this.greatest = greatest
  }

  /** Writes those of the rows of a batch of the same block to `into`, from `at` on. */
  write(rows: LineBatch, into: Float64Array, at: number): void {
    const { starts, running } = this
    let record = 0
    for (let row = 0; row < rows.length; row++) {
      const start = rows.start(row)
      while (record + 1 < running.length && starts[record + 1] <= start) record++
      into[at + row] = running[record]
    }
  }
}

/** Numbers that are added at the end, as one array in the end. */
export class KeyList {
  private values = new Float64Array(1024)
  private length = 0

  /** Adds those of the rows of a batch. */
  add(times: RunningTimes, rows: LineBatch): void {
    times.write(rows, this.reserve(rows.length), this.length)
    this.length += rows.length
  }

  push(value: number): void {
    this.reserve(1)[this.length++] = value
  }

  take(): Float64Array<ArrayBuffer> {
    const taken = this.values.slice(0, this.length)
    this.length = 0
    return taken
  }

  private reserve(more: number): Float64Array {
    if (this.length + more <= this.values.length) return this.values
    const before = this.values
    this.values = new Float64Array(Math.max(this.length + more, 2 * before.length))
    this.values.set(before)
    return this.values
  }
}
