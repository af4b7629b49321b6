/** Keys of some rows of a run, by which all rows are cut into blocks. */
import { GrowingBytes } from './growingBytes.ts'
import { GrowingNumbers } from './growingNumbers.ts'

/** A row is noted after so many, or so many bytes. */
const STEP_ROWS = 64
const STEP_BYTES = 6 * 1024
/** No more is kept of what of a key is behind its first 8 bytes. */
const REST_BYTES = 64

export interface Samples {
  /** The first 8 bytes of each key, as in runRecord.ts, the lower half first. */
  readonly prefixes: Uint32Array<ArrayBuffer>
  /** Which row of its run it is; -1 where only the beginning of the key is kept. */
  readonly rows: Int32Array<ArrayBuffer>
  /** Bytes of the rows from the one before on. */
  readonly bytes: Float64Array<ArrayBuffer>
  /** What is behind the first 8 bytes of the keys, and where it ends for each of them. */
  readonly rests: Uint8Array<ArrayBuffer>
  readonly restEnds: Uint32Array<ArrayBuffer>
}

/** Is told of each row of a run, in order. */
export class SampleWriter {
  private readonly prefixes = new GrowingNumbers(Uint32Array)
  private readonly rows = new GrowingNumbers(Float64Array)
  private readonly sizes = new GrowingNumbers(Float64Array)
  private readonly rests = new GrowingBytes()
  private readonly restEnds = new GrowingNumbers(Uint32Array)
  private row = 0
  private rowsLeft = STEP_ROWS
  private bytesLeft = STEP_BYTES

  /** The key's rest is bytes[restStart, restStart + rest). */
  note(low: number, high: number, size: number, bytes: Buffer, view: DataView, restStart: number, rest: number): void {
    const row = this.row++
    this.bytesLeft -= size
    if (--this.rowsLeft > 0 && this.bytesLeft > 0) return
    this.prefixes.push(low)
    this.prefixes.push(high)
    this.rows.push(rest > REST_BYTES ? -1 : row)
    this.sizes.push(STEP_BYTES - this.bytesLeft)
    this.rests.add(bytes, view, restStart, restStart + Math.min(rest, REST_BYTES))
    this.restEnds.push(this.rests.length)
    this.rowsLeft = STEP_ROWS
    this.bytesLeft = STEP_BYTES
  }

  /** Of a whole run; the next one begins. */
  take(): Samples {
    const { prefixes, rows, sizes, rests, restEnds } = this
    const taken = { prefixes: prefixes.all.slice(), rows: Int32Array.from(rows.all), bytes: sizes.all.slice(), rests: Uint8Array.from(rests.all), restEnds: restEnds.all.slice() } as Samples
    for (const each of [prefixes, rows, sizes, rests, restEnds]) each.clear()
    this.row = 0
    this.rowsLeft = STEP_ROWS
    this.bytesLeft = STEP_BYTES
    return taken
  }
}
