import type { Block } from '../../lines/block.ts'
import { MAX_LINE_BYTES } from '../../../common/constants.ts'
import { plainKernels, type Kernels } from '../../lines/kernels.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { FieldExtractor } from '../../records/fields/extractor.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { TableBatch, type StoredCells, type TableData } from '../../records/tableBatch.ts'
import { viewOf } from './growingBytes.ts'
import { StoredKeys } from './keyWriter.ts'
import { withOpenTexts } from './openColumn.ts'
import { RowState, type ChunkHead } from './rowWriter.ts'
import { Sections } from './sections.ts'
import { StoredValues } from './valueColumn.ts'

/** What rows that were taken out of their files need of these. */
export interface SpoolSources {
  fieldsOf(source: number): FieldExtractor
  /** The whole of a line that is too long to be handled: see Block.longWindows. */
  longWindows(source: number, offset: number, overlap: number): Generator<Buffer>
}

/** Every row of a chunk is one by itself. */
const everyRow = { test: () => true }

/** A chunk taken apart. */
export interface StoredChunk {
  readonly head: ChunkHead
  readonly states: Buffer
  /** Ends of the texts of changed rows, and these. */
  readonly changedEnds: Uint32Array
  readonly changedText: Buffer
  /** How many rows above one are changed. */
  changedBefore(row: number): number
  readonly columns: readonly StoredValues[]
  /** Where the rows are from; undefined for those of a table. */
  readonly lines: StoredLines | undefined
  /** By what the rows are to be sorted, where that has been stored. */
  readonly keys: readonly StoredKeys[]
}

export interface StoredLines {
  readonly offsets: Float64Array
  readonly numbers: Float64Array
  readonly sources: Uint32Array
  /** In the text: ends of the rows without and with their newlines. */
  readonly ends: Uint32Array
  readonly nexts: Uint32Array
  readonly text: Buffer
  readonly view: DataView
}

export function openChunk(chunk: ArrayBuffer): StoredChunk {
  const sections = new Sections(chunk)
  const [length] = sections.words(1)
  const head = JSON.parse(sections.bytes(length).toString()) as ChunkHead
  const states = sections.bytes(head.rows)
  const changedEnds = sections.words(head.changed)
  const changedText = sections.bytes(head.changedText)
  const columns = head.lengths.map((lengths) => new StoredValues(sections, head.rows, lengths))
  const lines = head.kind === 'lines' ? openLines(sections, head) : undefined
  const keys = head.keys.map((lengths) => new StoredKeys(sections, head.rows, lengths))
  return { head, states, changedEnds, changedText, changedBefore: countingChanged(head, states), columns, lines, keys }
}

function countingChanged({ rows, changed }: ChunkHead, states: Buffer): (row: number) => number {
  // Where all are changed, as is usual, it is known.
  if (changed === rows) return (row) => row
  return (row) => {
    let before = 0
    for (let i = 0; i < row; i++) before += states[i]
    return before
  }
}

function openLines(sections: Sections, { rows, text }: ChunkHead): StoredLines {
  const [offsets, numbers] = [sections.doubles(rows), sections.doubles(rows)]
  const [sources, ends, nexts] = [sections.words(rows), sections.words(rows), sections.words(rows)]
  const bytes = sections.bytes(text)
  return { offsets, numbers, sources, ends, nexts, text: bytes, view: viewOf(bytes) }
}

function tableOf({ head: { rows, names }, columns }: StoredChunk): TableData {
  const named = columns.slice(0, names.length)
  return { columns: names, rows: Array.from({ length: rows }, (_, row) => named.map((column) => column.value(row))) }
}

/** The same, whose rows are not made before they are asked for. */
class StoredTable implements TableData {
  readonly columns: readonly string[]
  readonly stored: StoredCells
  private readonly chunk: StoredChunk
  private made: TableData['rows'] | undefined

  constructor(chunk: StoredChunk) {
    this.chunk = chunk
    this.columns = chunk.head.names
    this.stored = { rows: chunk.head.rows, columns: chunk.columns }
  }

  get rows(): TableData['rows'] {
    return (this.made ??= tableOf(this.chunk).rows)
  }
}

/** The rows of a chunk of a table. */
export function readTable(chunk: ArrayBuffer): TableData {
  return tableOf(openChunk(chunk))
}

/** The rows of a chunk that RowWriter has made. `kernels`: their buffer takes the texts, so that they are looked at fast; without them nothing else is overwritten. */
export function readChunk(chunk: ArrayBuffer, sources: SpoolSources, kernels: Kernels = plainKernels): Generator<RecordBatch> {
  return readStored(openChunk(chunk), sources, kernels)
}

/** The same of a chunk that has been taken apart. */
export function* readStored(stored: StoredChunk, sources: SpoolSources, kernels: Kernels): Generator<RecordBatch> {
  const { head, columns, lines } = stored
  const texts = head.changed > 0 ? changedTexts(stored) : undefined
  const open = head.open ? columns[head.names.length] : undefined
  if (!lines) {
    const table = new TableBatch(new StoredTable(stored))
    const changed = texts ? table.withText((text, row) => texts[row] ?? text) : table
    yield open ? withOpenTexts(changed, (row) => open.value(row)) : changed
    return
  }
  for (const { batch, from } of lineBatches(lines, head, sources, kernels)) {
    const changed = texts ? batch.withText((text, row) => texts[from + row] ?? text) : batch
    const opened = open ? withOpenTexts(changed, (row) => open.value(from + row)) : changed
    yield head.names.length > 0 ? opened.withStored(head.names, (column, row) => columns[column].value(from + row)) : opened
  }
}

/** The texts of changed rows, by row. */
function changedTexts({ states, changedEnds: ends, changedText: bytes }: StoredChunk): (string | undefined)[] {
  let next = 0
  return Array.from(states, (state) => {
    if ((state & RowState.Changed) === 0) return undefined
    const text = bytes.toString('utf8', next === 0 ? 0 : ends[next - 1], ends[next])
    next++
    return text
  })
}

/** Rows of one source each, as they follow each other. */
function* lineBatches(stored: StoredLines, head: ChunkHead, sources: SpoolSources, kernels: Kernels): Generator<{ batch: RecordBatch; from: number }> {
  const { rows, text, longLine, longOffset } = head
  const { offsets, numbers: lines, sources: sourceOf, ends, nexts } = stored
  const placed = inBuffer(stored.text, kernels)
  const starts = new Uint32Array(rows)
  starts.set(nexts.subarray(0, rows - 1), 1)
  const rowAt = (at: number): number => lastNotAfter(starts, at)
  const block: Block = {
    index: 0,
    ...placed,
    first: 0,
    stop: text,
    longLine,
    firstLine: 0,
    linesStop: text,
    heads: everyRow,
    sourceOffset: (at) => (at === longLine ? longOffset : offsets[rowAt(at)] + at - starts[rowAt(at)]),
    windowBytes: MAX_LINE_BYTES,
    longWindows: (overlap) => sources.longWindows(sourceOf[rows - 1], longOffset, overlap),
    origins: { lineAt: (at) => lines[rowAt(at)], sourceAt: (at) => sourceOf[rowAt(at)] },
  }
  for (let from = 0; from < rows; ) {
    const source = sourceOf[from]
    let to = from + 1
    while (to < rows && sourceOf[to] === source) to++
    const isAll = to - from === rows
    const part = { starts: isAll ? starts : starts.slice(from, to), ends: isAll ? ends : ends.slice(from, to), count: to - from }
    yield { batch: LineBatch.of(block, sources.fieldsOf(source)).pick(part), from }
    from = to
  }
}

/** Texts in the kernels' buffer; where they are larger than that, the kernels cannot look at them. */
function inBuffer(text: Buffer, kernels: Kernels): Pick<Block, 'bytes' | 'kernels'> {
  const { wasm } = kernels
  if (!wasm) return { bytes: text, kernels }
  if (wasm.buffer.length < text.length) return { bytes: text, kernels: plainKernels }
  // A block of sorted rows has been put there.
  if (text.buffer !== wasm.buffer.buffer) wasm.buffer.set(text)
  return { bytes: wasm.buffer, kernels }
}

/** Index of the last of ascending numbers that is not greater. */
function lastNotAfter(ascending: Uint32Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (ascending[middle] <= value) low = middle
    else high = middle - 1
  }
  return low
}
