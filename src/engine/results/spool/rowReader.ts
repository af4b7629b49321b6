import type { Block } from '../../lines/block.ts'
import { MAX_LINE_BYTES } from '../../../common/constants.ts'
import { plainKernels, type Kernels } from '../../lines/kernels.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { FieldExtractor } from '../../records/fields/extractor.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { TableBatch, type TableData } from '../../records/tableBatch.ts'
import { RowState, type ChunkHead } from './rowWriter.ts'
import { Sections } from './sections.ts'
import { readValues } from './valueColumn.ts'

/** What rows that were taken out of their files need of these. */
export interface SpoolSources {
  fieldsOf(source: number): FieldExtractor
  /** The whole of a line that is too long to be handled: see Block.longWindows. */
  longWindows(source: number, offset: number, overlap: number): Generator<Buffer>
}

/** Every row of a chunk is one by itself. */
const everyRow = { test: () => true }

interface Opened {
  readonly head: ChunkHead
  readonly columns: readonly ((row: number) => FieldValue)[]
  /** Of changed rows. */
  readonly texts: (string | undefined)[] | undefined
  /** What is behind. */
  readonly sections: Sections
}

function openChunk(chunk: ArrayBuffer): Opened {
  const sections = new Sections(chunk)
  const [length] = sections.words(1)
  const head = JSON.parse(sections.bytes(length).toString()) as ChunkHead
  const states = sections.bytes(head.rows)
  const changedEnds = sections.words(head.changed)
  const changedText = sections.bytes(head.changedText)
  const columns = head.lengths.map((lengths) => readValues(sections, head.rows, lengths))
  return { head, columns, texts: head.changed > 0 ? changedTexts(states, changedEnds, changedText) : undefined, sections }
}

function tableOf({ head: { rows, names }, columns }: Opened): TableData {
  return { columns: names, rows: Array.from({ length: rows }, (_, row) => columns.map((column) => column(row))) }
}

/** The rows of a chunk of a table. */
export function readTable(chunk: ArrayBuffer): TableData {
  return tableOf(openChunk(chunk))
}

/** The rows of a chunk that RowWriter has made. `kernels`: their buffer takes the texts, so that they are looked at fast; without them nothing else is overwritten. */
export function* readChunk(chunk: ArrayBuffer, sources: SpoolSources, kernels: Kernels = plainKernels): Generator<RecordBatch> {
  const opened = openChunk(chunk)
  const { head, columns, texts, sections } = opened
  if (head.kind === 'table') {
    const table = new TableBatch(tableOf(opened))
    yield texts ? table.withText((text, row) => texts[row] ?? text) : table
    return
  }
  for (const { batch, from } of lineBatches(sections, head, sources, kernels)) {
    const changed = texts ? batch.withText((text, row) => texts[from + row] ?? text) : batch
    yield head.names.length > 0 ? changed.withStored(head.names, (column, row) => columns[column](from + row)) : changed
  }
}

/** The texts of changed rows, by row. */
function changedTexts(states: Buffer, ends: Uint32Array, bytes: Buffer): (string | undefined)[] {
  let next = 0
  return Array.from(states, (state) => {
    if ((state & RowState.Changed) === 0) return undefined
    const text = bytes.toString('utf8', next === 0 ? 0 : ends[next - 1], ends[next])
    next++
    return text
  })
}

/** Rows of one source each, as they follow each other. */
function* lineBatches(sections: Sections, head: ChunkHead, sources: SpoolSources, kernels: Kernels): Generator<{ batch: RecordBatch; from: number }> {
  const { rows, text, longLine, longOffset } = head
  const offsets = sections.doubles(rows)
  const lines = sections.doubles(rows)
  const sourceOf = sections.words(rows)
  const ends = sections.words(rows)
  const nexts = sections.words(rows)
  const bytes = placed(sections.bytes(text), kernels)
  const starts = new Uint32Array(rows)
  starts.set(nexts.subarray(0, rows - 1), 1)
  const rowAt = (at: number): number => lastNotAfter(starts, at)
  const block: Block = {
    index: 0,
    bytes,
    kernels,
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
    const part = { starts: starts.slice(from, to), ends: ends.slice(from, to), count: to - from }
    yield { batch: LineBatch.of(block, sources.fieldsOf(source)).pick(part), from }
    from = to
  }
}

function placed(text: Buffer, kernels: Kernels): Buffer {
  const { wasm } = kernels
  if (!wasm || wasm.buffer.length < text.length) return text
  wasm.buffer.set(text)
  return wasm.buffer
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
