/** Makes sorted runs of rows: they are gathered in memory, and written in order when there are enough of them. */
import { freeNow } from '../../../common/freeNow.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { RowOrder } from '../../stages/contract.ts'
import { Rank, type FieldKeys } from '../../stages/sequential/sortKeys.ts'
import { GrowingBytes, viewOf } from './growingBytes.ts'
import { KeyBytes } from './keyBytes.ts'
import { orderOfKeys } from './keyOrder.ts'
import { madeBy, madeOf } from './madeFields.ts'
import { writeMore, type MoreOfRow } from './moreOfRow.ts'
import { openText } from './openColumn.ts'
import { RowState } from './rowWriter.ts'
import type { StoredChunk } from './rowReader.ts'
import { At, Flag, HEAD_BYTES } from './runRecord.ts'
import { RunWriter, type RunFile, type StoredRun } from './runWriter.ts'

/** Rows of a run, in memory. */
const RUN_BYTES = 9 * 1024 * 1024

export interface RunMakerOptions {
  readonly order: RowOrder
  /** Of the fields that stages make only these are kept; undefined: all. */
  readonly wanted: readonly string[] | undefined
  /** As in RUN_BYTES. */
  readonly bytes?: number
}

export class RunMaker {
  private readonly options: RunMakerOptions
  private readonly most: number
  private readonly key = new KeyBytes()
  private readonly number = new Float64Array(1)
  private readonly halves = new Uint32Array(this.number.buffer)
  private readonly rows = new GrowingBytes()
  private starts = new Uint32Array(1024)
  private count = 0
  /** Some keys are longer than what the heads have of them. */
  private hasRests = false
  /** Of the block that rows come from. */
  private bytes: Buffer | undefined
  private view: DataView | undefined

  constructor(options: RunMakerOptions) {
    this.options = options
    this.most = options.bytes ?? RUN_BYTES
  }

  /** There are enough rows for a run. */
  get isFull(): boolean {
    return this.rows.length >= this.most
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Takes rows of a batch; `source` and `linesAbove` (above its block) tell where those of files come from. `full` is called when there are enough. */
  addBatch(batch: RecordBatch, source: number, linesAbove: number, full: () => void): void {
    const { order, wanted } = this.options
    const keys = order.keys(batch)
    const made = madeBy(batch, wanted)
    const lines = batch instanceof LineBatch ? batch : undefined
    const isPlain = lines !== undefined && made.names.length === 0 && !made.open
    const { length } = batch
    for (let row = 0; row < length; row++) {
      this.begin(keys, row)
      const isLong = lines !== undefined && lines.isLong(row)
      if (lines) this.addLine(lines, row, lines.source(row) ?? source, linesAbove + lines.lineAbove(row) + 1, isLong)
      const changed = batch.changed(row)
      if (!isPlain || changed || isLong) {
        const values = made.names.map((name) => batch.field(name, row))
        if (made.open) values.push(openText(batch, row))
        const long = isLong ? { at: lines.block.longLine - lines.start(row), offset: lines.block.sourceOffset(lines.block.longLine) } : undefined
        this.addMore({ kind: lines ? 'lines' : 'table', made, values, changed: changed ? batch.text(row) : undefined, long })
      }
      if (this.isFull) full()
    }
    for (const { release } of keys) release?.()
  }

  /** Takes a row that a RowWriter has stored with its keys. */
  addStored({ head, lines, states, changedBefore, changedEnds, changedText, columns, keys }: StoredChunk, row: number): void {
    const { fields } = this.options.order
    this.key.clear()
    keys.forEach((key, i) => {
      const { rank, value } = key.at(row)
      this.key.add(rank, value, fields[i].descending)
    })
    this.beginWithKey()
    const at = this.starts[this.count - 1]
    const from = lines && row > 0 ? lines.nexts[row - 1] : 0
    const isLong = lines !== undefined && head.longLine >= from && head.longLine < lines.nexts[row]
    if (lines) {
      const { view } = this.rows
      view.setFloat64(at + At.Offset, lines.offsets[row], true)
      view.setFloat64(at + At.Line, lines.numbers[row], true)
      view.setUint32(at + At.Source, lines.sources[row], true)
      view.setUint32(at + At.Text, lines.ends[row] - from, true)
      view.setUint32(at + At.Flags, lines.nexts[row] - lines.ends[row], true)
      this.rows.add(lines.text, lines.view, from, lines.nexts[row])
    }
    const isChanged = states[row] === RowState.Changed
    if (lines && columns.length === 0 && !isChanged && !isLong) return
    const before = isChanged ? changedBefore(row) : 0
    this.addMore({
      kind: head.kind,
      made: madeOf(head.names, head.open),
      values: columns.map((column) => column.value(row)),
      changed: isChanged ? changedText.toString('utf8', before === 0 ? 0 : changedEnds[before - 1], changedEnds[before]) : undefined,
      long: isLong ? { at: head.longLine - from, offset: head.longOffset } : undefined,
    })
  }

  /** Writes what there is as a run; there is nothing then. */
  store(file: RunFile): StoredRun {
    const { rows, count } = this
    const starts = this.starts.subarray(0, count)
    const { bytes, view } = rows
    const prefixes = new Uint32Array(2 * count)
    for (let row = 0; row < count; row++) {
      prefixes[2 * row] = view.getUint32(starts[row] + At.Low, true)
      prefixes[2 * row + 1] = view.getUint32(starts[row] + At.High, true)
    }
    const rests = this.hasRests ? restsOf(bytes, view, starts) : undefined
    const order = orderOfKeys({ prefixes, count, rests })
    const writer = new RunWriter(file)
    for (const row of order) {
      const at = starts[row]
      writer.add(bytes, view, at, (row + 1 < count ? starts[row + 1] : rows.length) - at)
    }
    for (const done of [prefixes, order, ...(rests ? [rests.starts, rests.ends] : [])]) freeNow(done)
    this.clear()
    return writer.end()
  }

  clear(): void {
    this.rows.clear()
    this.count = 0
    this.hasRests = false
  }

  /** Gives its memory back: no row comes any more. */
  dispose(): void {
    this.rows.release()
    freeNow(this.starts)
  }

  private begin(keys: readonly FieldKeys[], row: number): void {
    const { fields } = this.options.order
    const first = keys.length === 1 && keys[0].numbers ? keys[0].numbers[row] : NaN
    if (first === first) {
      this.beginWithNumber(first, fields[0].descending)
      return
    }
    this.key.clear()
    for (let i = 0; i < keys.length; i++) {
      const { numbers, keyOf } = keys[i]
      const number = numbers ? numbers[row] : NaN
      if (number === number) this.key.add(Rank.Number, number, fields[i].descending)
      else {
        const { rank, value } = keyOf(row)
        this.key.add(rank, value, fields[i].descending)
      }
    }
    this.beginWithKey()
  }

  /** What KeyBytes would give. */
  private beginWithNumber(value: number, descending: boolean): void {
    const { halves } = this
    this.number[0] = value === 0 ? 0 : value
    const flip = (value < 0 ? -1 : 0) ^ (descending ? -1 : 0)
    const sign = value < 0 ? 0 : 0x80000000
    this.head(halves[0] ^ flip, halves[1] ^ flip ^ sign, 0)
  }

  private beginWithKey(): void {
    const { high, low, rest } = this.key
    this.head(low, high, rest.length)
    if (rest.length === 0) return
    this.hasRests = true
    this.rows.add(rest, viewOf(rest), 0, rest.length)
  }

  private head(low: number, high: number, rest: number): void {
    const { rows, count } = this
    if (count === this.starts.length) {
      const larger = new Uint32Array(2 * count)
      larger.set(this.starts)
      freeNow(this.starts)
      this.starts = larger
    }
    const at = rows.length
    this.starts[this.count++] = at
    const { view } = rows.reserve(HEAD_BYTES)
    view.setUint32(at + At.Low, low, true)
    view.setUint32(at + At.High, high, true)
    view.setFloat64(at + At.Offset, -1, true)
    view.setFloat64(at + At.Line, 0, true)
    view.setUint32(at + At.Source, 0, true)
    view.setUint32(at + At.Text, 0, true)
    view.setUint32(at + At.Flags, 0, true)
    view.setUint32(at + At.Rest, rest, true)
    rows.length += HEAD_BYTES
  }

  private addLine(batch: LineBatch, row: number, source: number, line: number, isLong: boolean): void {
    const { block } = batch
    const { rows } = this
    if (block.bytes !== this.bytes) {
      this.bytes = block.bytes
      this.view = viewOf(block.bytes)
    }
    const start = batch.start(row)
    const end = batch.end(row)
    const at = this.starts[this.count - 1]
    let lineEnd = 0
    rows.add(block.bytes, this.view!, start, end)
    if (!isLong) {
      if (end < block.stop && block.bytes[end] === 13) {
        rows.byte(13)
        lineEnd++
      }
      rows.byte(10)
      lineEnd++
    }
    const { view } = rows
    view.setFloat64(at + At.Offset, block.sourceOffset(start), true)
    view.setFloat64(at + At.Line, line, true)
    view.setUint32(at + At.Source, source, true)
    view.setUint32(at + At.Text, end - start, true)
    view.setUint32(at + At.Flags, lineEnd, true)
  }

  private addMore(more: MoreOfRow): void {
    const at = this.starts[this.count - 1]
    writeMore(this.rows, more)
    const { view } = this.rows
    view.setUint32(at + At.Flags, view.getUint32(at + At.Flags, true) | Flag.More, true)
  }
}

function restsOf(bytes: Buffer, view: DataView, starts: Uint32Array): { readonly bytes: Buffer; readonly starts: Uint32Array; readonly ends: Uint32Array } {
  const restStarts = starts.map((at) => at + HEAD_BYTES)
  return { bytes, starts: restStarts, ends: starts.map((at) => at + HEAD_BYTES + view.getUint32(at + At.Rest, true)) }
}
