/** Starts and ends of rows, in arrays that grow and are used again for the next block; or only how many there are. */
export class LineList {
  starts: Uint32Array
  ends: Uint32Array
  count = 0
  /** Newlines in the bytes that were searched, if a search that filled the list has counted them; else -1. */
  newlines = -1
  /** Only `count` is kept. */
  readonly counts: boolean

  constructor(counts = false) {
    this.counts = counts
    this.starts = new Uint32Array(counts ? 0 : 64)
    this.ends = new Uint32Array(counts ? 0 : 64)
  }

  /** Bytes of all the rows. */
  get bytes(): number {
    let sum = 0
    for (let i = 0; i < this.count; i++) sum += this.ends[i] - this.starts[i]
    return sum
  }

  clear(): void {
    this.count = 0
    this.newlines = -1
  }

  /** `push`, to be handed on. */
  readonly add = (start: number, end: number): void => this.push(start, end)

  push(start: number, end: number): void {
    if (this.counts) {
      this.count++
      return
    }
    this.makeRoom(1)
    this.starts[this.count] = start
    this.ends[this.count++] = end
  }

  /** Rows whose starts and ends these are, which are copied. */
  append(starts: Uint32Array, ends: Uint32Array): void {
    this.makeRoom(starts.length)
    this.starts.set(starts, this.count)
    this.ends.set(ends, this.count)
    this.count += starts.length
  }

  private makeRoom(more: number): void {
    const { starts, ends, count } = this
    if (count + more <= starts.length) return
    const length = Math.max(2 * starts.length, count + more)
    this.starts = new Uint32Array(length)
    this.ends = new Uint32Array(length)
    this.starts.set(starts)
    this.ends.set(ends)
  }
}
