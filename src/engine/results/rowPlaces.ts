/**
 * Where the rows of blocks are that have few: a page of such a result reads these rows, and not two hundred whole blocks. Kept for a
 * result whose rows are those of the files; everything else is found by running the stages on whole blocks.
 */
import type { RecordBatch } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'

/** Blocks with more rows are read whole: a page has few of them. */
export const SPARSE_ROWS = 8
/** Rows of one result whose places are kept: 6 MB. */
const MAX_KEPT_ROWS = 512 * 1024
/** Numbers of a place: byte of the block at which the row starts, its bytes, and lines of the block above it. */
const PLACE_NUMBERS = 3

/** Notes the places of rows while their blocks are scanned. */
export class PlaceNotes {
  private readonly blockBytes: number
  private readonly kept: number[] = []
  private readonly rows: number[] = []
  private usable = true

  constructor(blockBytes: number) {
    this.blockBytes = blockBytes
  }

  /** To be told every batch of a block's output, before the next is pulled. */
  add(batch: RecordBatch): void {
    if (!this.usable || batch.length === 0) return
    if (!(batch instanceof LineBatch) || this.rows.length + PLACE_NUMBERS * batch.length > PLACE_NUMBERS * SPARSE_ROWS) {
      this.usable = false
      return
    }
    const { block } = batch
    for (let row = 0; row < batch.length; row++) {
      const start = batch.start(row)
      const offset = block.sourceOffset(start)
      const at = offset - block.index * this.blockBytes
      const before = this.rows.at(-PLACE_NUMBERS)
      // A line that is cut, or gives several rows, needs its block.
      if (batch.isLong(row) || (before !== undefined && at <= before)) {
        this.usable = false
        return
      }
      this.rows.push(at, block.sourceOffset(batch.end(row)) - offset, batch.lineAbove(row))
    }
  }

  /** The block is over; `index`: its number in the range. */
  end(index: number): void {
    if (this.usable && this.rows.length > 0) this.kept.push(index, this.rows.length / PLACE_NUMBERS, ...this.rows)
    this.rows.length = 0
    this.usable = true
  }

  /** Of every block with places: its number in the range, the number of its rows, and their places. */
  take(): Uint32Array {
    return Uint32Array.from(this.kept)
  }
}

/** Where a row is. */
export interface RowPlace {
  /** Byte of its block at which it starts. */
  readonly at: number
  /** Bytes of the source to its end, without its line end. */
  readonly bytes: number
  /** Lines of the block above it. */
  readonly line: number
}

/** The places of a result's rows, as far as they are kept. */
export class RowPlaces {
  /** Index into `numbers` of the block's row count, which its places follow; -1 where there are none. */
  private readonly starts: Int32Array
  private numbers = new Uint32Array(1024)
  private used = 0
  private kept = 0
  private readonly maxRows: number

  constructor(blocks: number, maxRows = MAX_KEPT_ROWS) {
    this.starts = new Int32Array(blocks).fill(-1)
    this.maxRows = maxRows
  }

  /** Takes what `PlaceNotes` gave for a range of blocks that starts at `from`. */
  add(from: number, packed: Uint32Array): void {
    for (let i = 0; i < packed.length; ) {
      const rows = packed[i + 1]
      const end = i + 2 + PLACE_NUMBERS * rows
      if (this.kept + rows > this.maxRows) return
      this.starts[from + packed[i]] = this.used
      this.append(packed.subarray(i + 1, end))
      this.kept += rows
      i = end
    }
  }

  /** Places of rows `from` … `from + count - 1` of a block; undefined where they are not kept. */
  of(block: number, from: number, count: number): RowPlace[] | undefined {
    const { numbers } = this
    const start = this.starts[block]
    if (start < 0 || from + count > numbers[start]) return undefined
    return Array.from({ length: count }, (_, i) => {
      const place = start + 1 + PLACE_NUMBERS * (from + i)
      return { at: numbers[place], bytes: numbers[place + 1], line: numbers[place + 2] }
    })
  }

  private append(more: Uint32Array): void {
    if (this.used + more.length > this.numbers.length) {
      const grown = new Uint32Array(2 * (this.used + more.length))
      grown.set(this.numbers)
      this.numbers = grown
    }
    this.numbers.set(more, this.used)
    this.used += more.length
  }
}
