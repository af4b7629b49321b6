/** Blocks of sorted rows: of each it is kept which parts of which runs it has, and it is merged when it is read. */
import { freeNow } from '../../../common/freeNow.ts'
import type { Kernels } from '../../lines/kernels.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { copyFew, SHORT, viewOf } from './growingBytes.ts'
import { orderOfKeys } from './keyOrder.ts'
import { MoreReader } from './moreOfRow.ts'
import { readChunk, readStored, type SpoolSources, type StoredChunk } from './rowReader.ts'
import { RowWriter } from './rowWriter.ts'
import type { RunPart } from './runCuts.ts'
import { At, Flag, HEAD_BYTES, recordBytes } from './runRecord.ts'
import { joinSections, Sections } from './sections.ts'
import type { SpoolReader } from './spoolFile.ts'

/** Chunks of rows begin with how long what they say of themselves is, which is never this. */
const SORTED = 0

/** What stands for the first `rows` rows of some parts of runs. */
export function packSortedBlock(parts: readonly RunPart[], rows: number): ArrayBuffer {
  const paths = [...new Set(parts.map(({ run }) => run.path))]
  const names = Buffer.from(JSON.stringify(paths))
  return joinSections([
    Uint32Array.of(SORTED, parts.length, rows, names.length),
    names,
    Float64Array.from(parts, ({ offset }) => offset),
    Uint32Array.from(parts, ({ bytes }) => bytes),
    Uint32Array.from(parts, ({ rows: count }) => count),
    Uint32Array.from(parts, ({ run }) => paths.indexOf(run.path)),
  ])
}

export function isSortedBlock(chunk: ArrayBuffer): boolean {
  return new Uint32Array(chunk, 0, 1)[0] === SORTED
}

/** Rows of some runs, as they lie in these, and the places of their heads. */
interface Records {
  readonly bytes: Buffer
  readonly view: DataView
  readonly starts: Uint32Array
  readonly order: Uint32Array
  /** None has anything but its text. */
  readonly isPlain: boolean
  /** Bytes of the texts of those in `order`. */
  readonly text: number
}

/** The rows of such a block, in order. */
export function* readSortedBlock(chunk: ArrayBuffer, readerOf: (path: string) => SpoolReader, sources: SpoolSources, kernels: Kernels): Generator<RecordBatch> {
  const records = readRecords(chunk, readerOf)
  if (records.isPlain) {
    const memory = new ArrayBuffer(records.order.length * 29 + 48)
    const stored = plainChunk(records, memory, kernels)
    release(records)
    yield* readStored(stored, sources, kernels)
    freeNow(new Uint8Array(memory))
    return
  }
  const writer = new RowWriter()
  const more = new MoreReader(records.bytes, records.view)
  for (const index of records.order) writer.addRecord(records.bytes, records.view, records.starts[index], more)
  release(records)
  for (const { bytes } of writer.take(true)) {
    yield* readChunk(bytes, sources, kernels)
    freeNow(new Uint8Array(bytes))
  }
}

function release({ bytes, starts, order }: Records): void {
  for (const each of [bytes, starts, order]) freeNow(each)
}

function readRecords(chunk: ArrayBuffer, readerOf: (path: string) => SpoolReader): Records {
  const sections = new Sections(chunk)
  const [, parts, most, nameBytes] = sections.words(4)
  const readers = (JSON.parse(sections.bytes(nameBytes).toString()) as string[]).map(readerOf)
  const offsets = sections.doubles(parts)
  const lengths = sections.words(parts)
  const rows = sections.words(parts)
  const fileOf = sections.words(parts)
  const bytes = Buffer.allocUnsafeSlow(lengths.reduce((sum, length) => sum + length, 0))
  for (let part = 0, at = 0; part < parts; at += lengths[part++]) readers[fileOf[part]].readInto(bytes, at, offsets[part], lengths[part])
  const view = viewOf(bytes)
  const count = rows.reduce((sum, each) => sum + each, 0)
  const starts = new Uint32Array(count)
  const prefixes = new Uint32Array(2 * count)
  let hasRests = false
  for (let row = 0, at = 0; row < count; row++) {
    starts[row] = at
    prefixes[2 * row] = view.getUint32(at + At.Low, true)
    prefixes[2 * row + 1] = view.getUint32(at + At.High, true)
    hasRests ||= view.getUint32(at + At.Rest, true) > 0
    at += recordBytes(view, at, bytes.length)
  }
  const rests = hasRests ? { bytes, starts: starts.map((at) => at + HEAD_BYTES), ends: starts.map((at) => at + HEAD_BYTES + view.getUint32(at + At.Rest, true)) } : undefined
  const all = orderOfKeys({ prefixes, count, rests })
  const order = most < count ? all.slice(0, most) : all
  let isPlain = true
  let text = 0
  for (const row of order) {
    const flags = view.getUint32(starts[row] + At.Flags, true)
    isPlain &&= (flags & Flag.More) === 0
    text += view.getUint32(starts[row] + At.Text, true) + (flags & Flag.LineEnd)
  }
  for (const done of [prefixes, ...(rests ? [rests.starts, rests.ends] : []), ...(order === all ? [] : [all])]) freeNow(done)
  return { bytes, view, starts, order, isPlain, text }
}

/** What openChunk would give of them. `memory`: 29 bytes for each, and 48. Their text goes into the buffer of the kernels, if it has room. */
function plainChunk({ bytes, view, starts, order, text: textBytes }: Records, memory: ArrayBuffer, { wasm }: Kernels): StoredChunk {
  const rows = order.length
  const sections = new Sections(memory)
  const [offsets, numbers] = [sections.doubles(rows), sections.doubles(rows)]
  const [sources, ends, nexts] = [sections.words(rows), sections.words(rows), sections.words(rows)]
  const states = sections.bytes(rows)
  const target = wasm && wasm.buffer.length >= textBytes ? wasm.buffer : Buffer.allocUnsafeSlow(textBytes)
  const into = viewOf(target)
  let to = 0
  for (let row = 0; row < rows; row++) {
    const at = starts[order[row]]
    offsets[row] = view.getFloat64(at + At.Offset, true)
    numbers[row] = view.getFloat64(at + At.Line, true)
    sources[row] = view.getUint32(at + At.Source, true)
    const text = view.getUint32(at + At.Text, true)
    const from = at + HEAD_BYTES + view.getUint32(at + At.Rest, true)
    const end = from + text + (view.getUint32(at + At.Flags, true) & Flag.LineEnd)
    ends[row] = to + text
    if (end - from > SHORT) bytes.copy(target, to, from, end)
    else copyFew(view, from, end, into, to)
    nexts[row] = to += end - from
  }
  const text = target.subarray(0, textBytes)
  return {
    head: { kind: 'lines', rows, names: [], open: false, lengths: [], text: textBytes, changedText: 0, changed: 0, longLine: -1, longOffset: -1, keys: [] },
    states,
    changedEnds: new Uint32Array(),
    changedText: Buffer.alloc(0),
    changedBefore: () => 0,
    columns: [],
    lines: { offsets, numbers, sources, ends, nexts, text, view: into },
    keys: [],
  }
}
