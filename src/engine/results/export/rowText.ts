import type { Block } from '../../lines/block.ts'
import type { WasmModule } from '../../lines/kernels.ts'
import type { LineBatch } from '../../records/lineBatch.ts'
import type { Rows } from '../../records/lineFrame.ts'
import { writeRaw } from './encoders.ts'
import type { Marks } from './marks.ts'
import type { ByteWriter } from './writer.ts'

interface RowExports {
  writeRows(
    base: number,
    starts: number,
    ends: number,
    count: number,
    stop: number,
    out: number,
    room: number,
    at: number,
    counted: number,
    first: number,
    place: number,
    places: number,
    lines: number,
  ): number
  writtenBytes(): number
  linesAboveRow(): number
}

/** Rows handed to the kernel at a time: 16 bytes each, and the text behind them. */
const MOST_ROWS = 2048
const LIST_BYTES = 16 * MOST_ROWS

/** Writes rows of blocks as text, and the numbers of their lines before them; `marks` are told where these are. */
export class RowText {
  private readonly out: ByteWriter
  private readonly marks: Marks | undefined
  private readonly numbered: boolean
  /** Lines that are not counted here, above those that are. */
  private base = 0
  /** Lines counted here above the block; and in it above `at`, with those. */
  private before = 0
  private lines = 0
  private at = 0
  private block: Block | undefined

  constructor(out: ByteWriter, numbered: boolean, marks?: Marks) {
    this.out = out
    this.numbered = numbered
    this.marks = marks
  }

  /** Goes on to the next block. A row's number is `base`, the lines above it that are counted here, and one; `before` of these are above the block. */
  begin(base: number, before: number): void {
    this.base = base
    this.before = before
    this.block = undefined
  }

  /** Lines of a block of which rows may have been written, with as little counting as is left to do. */
  lineCount(whole: LineBatch): number {
    const { bytes, linesStop, kernels } = whole.block
    if (this.block !== whole.block || whole.knownLines >= 0) return whole.lineCount
    const last = linesStop > 0 && bytes[linesStop - 1] !== 10 ? 1 : 0
    return this.lines - this.before + kernels.countNewlines(bytes, this.at, linesStop) + last
  }

  /** Writes the number of a row, if numbers are asked for. */
  number(batch: LineBatch, row: number): void {
    if (!this.numbered) return
    if (batch.block.origins) {
      this.out.text(`${batch.lineAbove(row) + 1}:`)
      return
    }
    this.countTo(batch.block, batch.start(row))
    this.marks?.add(this.out.position, this.lines)
    this.out.text(`${this.base + this.lines + 1}:`)
  }

  /** Writes all rows of a batch as the source has them; false, and nothing is written, where a stage may have changed some. */
  write(batch: LineBatch): boolean {
    const rows = batch.ownRows
    if (!rows) return false
    const { wasm } = batch.block.kernels
    // Only the last row can be one.
    const count = rows.count > 0 && batch.isLong(rows.count - 1) ? rows.count - 1 : rows.count
    for (let row = 0; row < rows.count; ) {
      if (wasm && row < count) row += this.writeSome(wasm, batch.block, rows, row, count)
      if (row === rows.count) break
      this.number(batch, row)
      writeRaw(this.out, batch, row++)
    }
    return true
  }

  /** Writes rows from `from` on as long as there are some and room for them; answers how many. */
  private writeSome(wasm: WasmModule, block: Block, { starts, ends }: Rows, from: number, count: number): number {
    const { out, marks, numbered } = this
    const exports = wasm.exports as RowExports
    const list = new Uint32Array(wasm.memory.buffer, wasm.outAt, 4 * MOST_ROWS)
    const textAt = wasm.outAt + LIST_BYTES
    let row = from
    while (row < count) {
      const most = Math.min(MOST_ROWS, count - row)
      list.set(starts.subarray(row, row + most))
      list.set(ends.subarray(row, row + most), MOST_ROWS)
      if (numbered) this.countTo(block, starts[row])
      const written = exports.writeRows(
        wasm.bufferAt,
        wasm.outAt,
        wasm.outAt + 4 * MOST_ROWS,
        most,
        block.stop,
        textAt,
        wasm.out.length - LIST_BYTES,
        this.at,
        this.lines,
        this.base + 1,
        out.position,
        wasm.outAt + 8 * MOST_ROWS,
        numbered ? wasm.outAt + 12 * MOST_ROWS : 0,
      )
      if (written === 0) break
      marks?.addAll(list.subarray(2 * MOST_ROWS, 2 * MOST_ROWS + written), list.subarray(3 * MOST_ROWS, 3 * MOST_ROWS + written))
      out.bytes(wasm.out, LIST_BYTES, LIST_BYTES + exports.writtenBytes())
      row += written
      if (numbered) {
        this.at = starts[row - 1]
        this.lines = exports.linesAboveRow()
      }
    }
    return row - from
  }

  /** Counts the lines of a block above `start`; cheap where this is asked for in ascending order. */
  private countTo(block: Block, start: number): void {
    if (this.block !== block || start < this.at) {
      this.block = block
      this.at = block.firstLine
      this.lines = this.before
    }
    this.lines += block.kernels.countNewlines(block.bytes, this.at, start)
    this.at = start
  }
}
