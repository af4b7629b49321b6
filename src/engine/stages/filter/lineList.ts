import type { Rows } from '../../records/lineBatch.ts'

/** Starts and ends of rows, in arrays that grow and are used again for the next block. */
export class LineList implements Rows {
  starts = new Uint32Array(64)
  ends = new Uint32Array(64)
  count = 0

  /** Bytes of all the rows. */
  get bytes(): number {
    let sum = 0
    for (let i = 0; i < this.count; i++) sum += this.ends[i] - this.starts[i]
    return sum
  }

  clear(): void {
    this.count = 0
  }

  /** `push`, to be handed on. */
  readonly add = (start: number, end: number): void => this.push(start, end)

  push(start: number, end: number): void {
    if (this.count === this.starts.length) this.grow()
    this.starts[this.count] = start
    this.ends[this.count++] = end
  }

  private grow(): void {
    const { starts, ends } = this
    this.starts = new Uint32Array(2 * starts.length)
    this.ends = new Uint32Array(2 * ends.length)
    this.starts.set(starts)
    this.ends.set(ends)
  }
}
