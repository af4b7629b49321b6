/**
 * Fields of the records of a block, a few records at a time, found in the same walk that finds the lines. What is found stays in the memory of
 * the kernels, where others of them read it: nothing is kept for each row of the block.
 */
import type { HeadTest } from '../../lines/block.ts'
import type { WasmModule } from '../../lines/kernels.ts'
import type { Placed } from '../../lines/scratch.ts'
import type { FieldValue } from '../batch.ts'
import { TableHeadTest } from '../formats/heads.ts'
import type { SpanColumn } from '../spans.ts'
import type { Escapes } from './escapes.ts'
import type { LineSpans } from './extractor.ts'
import { valueAt } from './spanColumn.ts'
import type { WalkKernel } from './walk.ts'

/** The rows of a block, as bytes: see Block. */
export interface BlockBytes {
  readonly bytes: Buffer
  readonly first: number
  readonly stop: number
  readonly heads: HeadTest | undefined
}

/** Some rows, one behind the other. Good until the next chunk is pulled, or a kernel gives something back that is not about the chunk. */
export interface SpanChunk {
  readonly count: number
  /** Behind those that were asked for there may be others. */
  readonly columns: readonly PlacedColumn[]
  /** Where that was asked for: not 0 for rows that have values under other names too. What is in their columns need not be what they have. */
  readonly strange?: Uint8Array
}

/** Where the first lines of the rows of a chunk are: `stride` starts and as many ends (32 bits each) at an address. */
export interface PlacedRows {
  readonly at: number
  readonly stride: number
}

/** A kernel over the records that start in the lines of [from, to), at most `stride`; see src/kernels/jsonFields.ts. */
export type LinesKernel = (
  ...args: [
    base: number,
    from: number,
    to: number,
    heads: number,
    seen: number,
    tables: number,
    fields: number,
    spans: number,
    stride: number,
    room: number,
  ]
) => number

/** A walk over lines for some fields. */
export interface LineWalk {
  readonly kernel: LinesKernel
  /** The same over rows that are known already. Undefined where the walk is only for all of them. */
  readonly rowsKernel?: WalkKernel
  readonly tables: Placed
  readonly fields: number
  readonly escapes: Escapes
  readonly wasm: WasmModule
  /** Tells the kernel where to mark rows with values under other names (a byte each), or by 0 that nobody wants to know. Undefined where it cannot. */
  readonly markStrange?: (at: number) => void
}

interface LinesExports {
  restOfRecords(): number
  sawHead(): number
  keepRows(rows: number, stride: number): void
}

/** Rows of a chunk at most: few enough to stay in the nearest caches. */
export const CHUNK_ROWS = 1024
/** What is computed of a column of a chunk, at the start of the kernels' room: 20 bytes for each row. */
const WORK_BYTES = 20 * CHUNK_ROWS
/** What src/kernels needs: 3 KiB, and 4 bytes for each row and 64 more. */
const ROOM_BYTES = 8192
const SPANS_AT = WORK_BYTES + ROOM_BYTES
/** A start and an end. */
const ROW_BYTES = 8
/** A start, an end and a kind. */
const SPAN_BYTES = 9

/** A column of a chunk, and where it is in the memory of the kernels. */
export class PlacedColumn implements SpanColumn {
  readonly bytes: Buffer
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly kinds: Uint8Array
  readonly wasm: WasmModule
  readonly startsAt: number
  readonly endsAt: number
  readonly kindsAt: number
  private readonly escapes: Escapes

  constructor(wasm: WasmModule, at: number, stride: number, escapes: Escapes) {
    this.bytes = wasm.buffer
    this.wasm = wasm
    this.escapes = escapes
    this.startsAt = at
    this.endsAt = at + 4 * stride
    this.kindsAt = at + 8 * stride
    this.starts = new Uint32Array(wasm.memory.buffer, this.startsAt, stride)
    this.ends = new Uint32Array(wasm.memory.buffer, this.endsAt, stride)
    this.kinds = new Uint8Array(wasm.memory.buffer, this.kindsAt, stride)
  }

  value(row: number): FieldValue {
    return valueAt(this, row, this.escapes)
  }
}

/** Where kernels put what they compute of a column of a chunk: the addresses of 8, 4, 4 and 4 bytes for each row. */
export function workOf({ wasm }: PlacedColumn): { readonly numbers: number; readonly left: number; readonly hashes: number; readonly ids: number } {
  const { outAt } = wasm
  return { numbers: outAt, left: outAt + 8 * CHUNK_ROWS, hashes: outAt + 12 * CHUNK_ROWS, ids: outAt + 16 * CHUNK_ROWS }
}

/** Whether the kernels can walk over the lines of a block. */
export function reaches({ wasm }: LineWalk, { bytes, heads }: BlockBytes): boolean {
  return bytes === wasm.buffer && (heads === undefined || heads instanceof TableHeadTest)
}

/** Sees the chunks of a walk before anybody else does. */
export interface ChunkWatcher {
  /** The fields whose columns it wants. */
  readonly names: readonly string[]
  /** A walk that finds the records for it alone, if it asks for no field. */
  readonly startsWalk: LineWalk | undefined
  /** A new block begins. */
  begin(): void
  /** `columns`: those of `names`. What it computes may be where others compute something afterwards. */
  add(count: number, columns: readonly PlacedColumn[], rows: PlacedRows): void
}

/**
 * Walks over all records of a block. `heads`: the address of the tables of its heads, or -1; `watcher`, and which columns are its; `marks`: strange rows
 * are marked. Gives their number.
 */
export function* walkChunks(
  walk: LineWalk,
  { first, stop }: BlockBytes,
  heads: () => number,
  watcher?: ChunkWatcher,
  watched: readonly number[] = [],
  marks = false,
): Generator<SpanChunk, number> {
  const { kernel, tables, fields, wasm } = walk
  const { bufferAt, outAt } = wasm
  const exports = wasm.exports as LinesExports
  const { rows, spansAt, marksAt, columns, strange } = roomOf(walk, CHUNK_ROWS, marks)
  const { stride } = rows
  const to = bufferAt + stop
  const watchedColumns = watched.map((i) => columns[i])
  let records = 0
  let seen = 0
  watcher?.begin()
  exports.keepRows(watcher ? rows.at : 0, stride)
  for (let at = bufferAt + first; at < to; ) {
    // The second of two tables may be put in the place of the first, but then not again.
    heads()
    tables.address()
    if (marks) walk.markStrange?.(marksAt)
    const count = kernel(bufferAt, at, to, heads(), seen, tables.address(), fields, spansAt, stride, outAt + WORK_BYTES)
    if (marks) walk.markStrange?.(0)
    at = exports.restOfRecords()
    seen = exports.sawHead()
    records += count
    if (count === 0) continue
    watcher?.add(count, watchedColumns, rows)
    yield { count, columns, strange }
  }
  return records
}

/** Walks over some rows, by their first lines, and marks strange ones. `kernel`: that of the walk for rows. Only where the kernels reach the bytes. */
export function* walkRows(walk: LineWalk, kernel: WalkKernel, { starts, ends, count }: LineSpans): Generator<SpanChunk> {
  const { tables, fields, wasm } = walk
  const { bufferAt, outAt } = wasm
  const { rows, spansAt, marksAt, columns, strange } = roomOf(walk, Math.min(CHUNK_ROWS, count + 3), true)
  const { at, stride } = rows
  const words = new Uint32Array(wasm.memory.buffer, at, 2 * stride)
  for (let row = 0; row < count; row += stride) {
    const some = Math.min(stride, count - row)
    words.set(starts.subarray(row, row + some))
    words.set(ends.subarray(row, row + some), stride)
    const address = tables.address()
    walk.markStrange?.(marksAt)
    kernel(bufferAt, at, at + 4 * stride, some, address, fields, spansAt, stride, outAt + WORK_BYTES)
    walk.markStrange?.(0)
    yield { count: some, columns, strange }
  }
}

/** Where the rows of a chunk, their fields and their marks are: of `most` rows, or of as many as there is room for. */
function roomOf({ fields, escapes, wasm }: LineWalk, most: number, marks: boolean) {
  const { outAt, out } = wasm
  // A multiple of four keeps all columns on addresses of 32-bit words.
  const stride = Math.min(most, Math.floor((out.length - SPANS_AT) / (ROW_BYTES + SPAN_BYTES * fields + 1))) & ~3
  const rows: PlacedRows = { at: outAt + SPANS_AT, stride }
  const spansAt = rows.at + ROW_BYTES * stride
  const columns = Array.from({ length: fields }, (_, i) => new PlacedColumn(wasm, spansAt + SPAN_BYTES * stride * i, stride, escapes))
  const marksAt = spansAt + SPAN_BYTES * stride * fields
  return { rows, spansAt, marksAt, columns, strange: marks ? new Uint8Array(wasm.memory.buffer, marksAt, stride) : undefined }
}
