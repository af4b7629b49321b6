import { MAX_LINE_BYTES, RECORD_REACH_BYTES } from '../../common/constants.ts'
import { SluiceError } from '../../common/errors.ts'
import type { ByteSource } from '../bytes/source.ts'
import type { HeadTest, LineEnds } from '../lines/block.ts'

/** Bytes that are waited with, at most: a line that is longer is none. */
const MOST_WAITING = 64 * 1024 * 1024

/** How lines and records begin and end in the bytes of a stream. */
export interface RecordBounds {
  /** Name of the encoding. */
  readonly encoding: string
  readonly lineEnds: LineEnds
  /** Without it every line is a record. */
  readonly heads: HeadTest | undefined
  /** A head shows itself within so many bytes. */
  readonly headBytes: number
  /** How far a line may be from the head that it belongs to. */
  readonly reachBytes?: number
}

/** Bytes [from, to) of a stream: whole records, all of them `continued` lines of one that was given before (then each is a row), or none of them. */
export interface Extent {
  readonly from: number
  readonly to: number
  readonly continued: boolean
}

/**
 * - sure: what no byte that comes can change.
 * - quiet: nothing has come for a while: the last record too, as far as its lines are there as a whole. What comes of it later is `continued`.
 * - end: all there is.
 */
export type Until = 'sure' | 'quiet' | 'end'

/** Finds the records in bytes as they come, and keeps those that have not been given yet (SEMANTICS: follow). Positions are of the stream, from 0 on. */
export class RecordStream {
  private readonly bounds: RecordBounds
  private readonly reach: number
  private readonly mostWaiting: number
  private buffer = Buffer.alloc(0)
  /** Position of the buffer's first byte. */
  private start = 0
  /** Bytes before this position have been given, those before the next end with a line, and there are bytes as far as the last. */
  private given = 0
  private whole = 0
  private end = 0
  /** Where the last head is among the whole lines that have been looked at; before everything where there is none. */
  private head = -Infinity
  private checked = 0
  /** The record of `head` was given before its end was known. */
  private isOpen = false

  constructor(bounds: RecordBounds, mostWaiting = MOST_WAITING) {
    this.bounds = bounds
    this.reach = bounds.reachBytes ?? Math.min(RECORD_REACH_BYTES, MAX_LINE_BYTES)
    this.mostWaiting = mostWaiting
  }

  /** There are whole lines that only quiet or the end may give. */
  get isWaiting(): boolean {
    return this.whole > this.given
  }

  /** Adds bytes. Throws `unsupported` where more would have to wait than there is room for. */
  add(bytes: Buffer): void {
    const { lineEnds: { unit, lineStartBefore } } = this.bounds
    this.makeRoom(bytes.length)
    bytes.copy(this.buffer, this.end - this.start)
    // A newline may be cut.
    const from = Math.max(this.whole, this.aligned(this.end)) - this.start
    this.end += bytes.length
    const to = this.aligned(this.end) - this.start
    const line = to - from < unit ? from : lineStartBefore(this.buffer, from, to)
    if (line > from) this.whole = this.start + line
  }

  /** Leaves out bytes at the start, which belong to no line: a byte order mark. */
  skip(length: number): void {
    this.given = this.checked = length
    this.whole = Math.max(this.whole, length)
  }

  /** The records that are there until then, each given once. Their bytes can be read until the next `add`. */
  take(until: Until): Extent[] {
    const extents: Extent[] = []
    const give = (to: number, continued: boolean): void => {
      if (to > this.given) extents.push({ from: this.given, to, continued })
      this.given = Math.max(this.given, to)
    }
    if (this.isOpen) this.continue(give)
    give(this.sureTo(), false)
    if (until === 'quiet' && this.whole > this.given) {
      this.isOpen = this.bounds.heads !== undefined
      give(this.whole, false)
    }
    if (until === 'end') give(this.end, this.isOpen && this.given === this.whole && !this.isHead(this.whole, this.end))
    return extents
  }

  /** An extent as a source of its own. */
  source(extent: Pick<Extent, 'from' | 'to'>): Pick<ByteSource, 'size' | 'read'> {
    return {
      size: extent.to - extent.from,
      read: (target, targetStart, length, position) => {
        const from = extent.from + position - this.start
        return this.buffer.copy(target, targetStart, from, Math.min(from + length, extent.to - this.start))
      },
    }
  }

  /** The first bytes of the stream, as far as they are there; to be asked for before anything is given. */
  get first(): Buffer {
    return this.buffer.subarray(0, this.end)
  }

  /** Lines behind a record that was given already, as far as they belong to it. */
  private continue(give: (to: number, continued: boolean) => void): void {
    let line = this.given
    while (line < this.whole) {
      if (line - this.head > this.reach || this.isHead(line, this.whole)) {
        this.isOpen = false
        break
      }
      line = this.nextLine(line)
    }
    give(line, true)
  }

  /** Where the records end that no byte that comes can change. */
  private sureTo(): number {
    if (!this.bounds.heads) return this.whole
    this.findHead()
    const last = this.lineBefore(this.given, this.whole)
    return last - this.head > this.reach ? this.whole : this.head
  }

  /** The last head among the whole lines. */
  private findHead(): void {
    for (let line = this.whole; line > this.checked; ) {
      line = this.lineBefore(this.checked, line)
      if (!this.isHead(line, this.whole)) continue
      this.head = line
      break
    }
    this.checked = this.whole
  }

  private isHead(line: number, end: number): boolean {
    const { heads, headBytes } = this.bounds
    return line < end && heads !== undefined && heads.test(this.buffer, line - this.start, Math.min(end, line + headBytes) - this.start)
  }

  /** Where the line starts that ends at `line`; not before `from`. */
  private lineBefore(from: number, line: number): number {
    const { lineEnds: { unit, lineStartBefore } } = this.bounds
    return line <= from ? from : this.start + lineStartBefore(this.buffer, from - this.start, line - unit - this.start)
  }

  private nextLine(line: number): number {
    const { lineEnds: { unit, nextNewline } } = this.bounds
    const newline = nextNewline(this.buffer, line - this.start, this.whole - this.start)
    return newline < 0 ? this.whole : this.start + newline + unit
  }

  private aligned(position: number): number {
    const { unit } = this.bounds.lineEnds
    return position - (position % unit)
  }

  private makeRoom(length: number): void {
    const needed = this.end - this.given + length
    if (needed > this.mostWaiting) {
      throw new SluiceError('unsupported', `A line that has not ended yet has more than ${Math.floor(this.mostWaiting / 1024 / 1024)} MiB, which is more than can be waited for.`)
    }
    if (this.end - this.start + length <= this.buffer.length) return
    const buffer = needed <= this.buffer.length / 2 ? this.buffer : Buffer.allocUnsafeSlow(Math.max(2 * needed, 64 * 1024))
    this.buffer.copy(buffer, 0, this.given - this.start, this.end - this.start)
    this.buffer = buffer
    this.start = this.given
  }
}
