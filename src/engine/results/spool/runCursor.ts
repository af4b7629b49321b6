import { freeNow } from '../../../common/freeNow.ts'
import { compareBytes } from './keyOrder.ts'
import { At, HEAD_BYTES, recordBytes } from './runRecord.ts'
import type { StoredRun } from './runWriter.ts'
import type { SpoolReader } from './spoolFile.ts'

/** Walks over the rows of a run, some of which are in memory. */
export class RunCursor {
  /** Number of the run among those that are walked over. */
  readonly run: number
  /** Where the row is in its run, and which one it is. */
  position = 0
  row = -1
  /** In `bytes`. */
  at = 0
  size = 0
  low = 0
  high = 0
  bytes: Buffer
  view: DataView
  private readonly stored: Pick<StoredRun, 'offset' | 'bytes'>
  private readonly reader: SpoolReader
  private filled = 0

  /** `window`: bytes in memory; at least as many as the head of a row has. */
  constructor(run: number, stored: Pick<StoredRun, 'offset' | 'bytes'>, reader: SpoolReader, window: number) {
    this.run = run
    this.stored = stored
    this.reader = reader
    this.bytes = Buffer.allocUnsafeSlow(Math.max(HEAD_BYTES, Math.min(window, stored.bytes)))
    this.view = new DataView(this.bytes.buffer)
  }

  /** Goes to the next row; false where there is none, and then the memory has been given back. */
  next(): boolean {
    this.position += this.size
    this.at += this.size
    this.size = 0
    this.row++
    if (this.position === this.stored.bytes) {
      this.dispose()
      return false
    }
    if (this.at + HEAD_BYTES > this.filled) this.fill(HEAD_BYTES)
    const { view } = this
    const { at } = this
    this.low = view.getUint32(at + At.Low, true)
    this.high = view.getUint32(at + At.High, true)
    this.size = this.sizeOfRow()
    return true
  }

  dispose(): void {
    freeNow(this.bytes)
  }

  /** What of the key is behind its first 8 bytes. */
  get restStart(): number {
    return this.at + HEAD_BYTES
  }

  get restEnd(): number {
    return this.at + HEAD_BYTES + this.view.getUint32(this.at + At.Rest, true)
  }

  /** Less than 0 where this row comes before that of the other, for their keys. */
  compare(other: RunCursor): number {
    if (this.high !== other.high) return this.high - other.high
    if (this.low !== other.low) return this.low - other.low
    return compareBytes(this.bytes, this.restStart, this.restEnd, other.bytes, other.restStart, other.restEnd)
  }

  private sizeOfRow(): number {
    // What there is more says how long it is, behind a text that may be longer than what is in memory.
    for (;;) {
      const needed = recordBytes(this.view, this.at, this.filled)
      if (this.at + needed <= this.filled) return needed
      this.fill(needed)
    }
  }

  /** Has so many bytes of the row in memory. */
  private fill(needed: number): void {
    const kept = this.filled - this.at
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * needed)
      this.bytes.copy(larger, 0, this.at, this.filled)
      freeNow(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    } else this.bytes.copyWithin(0, this.at, this.filled)
    this.at = 0
    const length = Math.min(this.bytes.length - kept, this.stored.bytes - this.position - kept)
    this.reader.readInto(this.bytes, kept, this.stored.offset + this.position + kept, length)
    this.filled = kept + length
  }
}
