/** Walks over rows that find several fields at once, with the kernels where they reach the bytes. */
import type { WasmModule } from '../../lines/kernels.ts'
import type { Placed } from '../../lines/scratch.ts'
import type { LinesKernel, LineWalk } from './chunks.ts'
import type { Escapes } from './escapes.ts'
import type { LineSpans } from './extractor.ts'
import { ByteColumn } from './spanColumn.ts'

/** Fields that one walk looks for at most. */
export const MAX_FIELDS = 64

/** Notes that a field was found; the first one counts. True if nothing more is looked for. */
export type Take = (field: number, kind: number, start: number, end: number) => boolean

/** A kernel over `count` rows, which stores a column of `stride` starts, ends and kinds for each field; see src/kernels/fields.ts. */
export type WalkKernel = (
  ...args: [
    base: number,
    starts: number,
    ends: number,
    count: number,
    tables: number,
    fields: number,
    spans: number,
    stride: number,
    work: number,
  ]
) => void

/** How the values of up to MAX_FIELDS fields are found in records of one layout. */
export interface Walk {
  readonly fields: number
  readonly escapes: Escapes
  /** The kernel, its tables in the memory, and the kernel that finds the lines too; undefined without WASM and for what is too large for it. */
  readonly fast: { readonly kernel: WalkKernel; readonly tables: Placed; readonly lines: LinesKernel | undefined; readonly markStrange?: LineWalk['markStrange'] } | undefined
  /** The walk over one row: bytes[start, end). */
  plain(bytes: Buffer, start: number, end: number, take: Take): void
}

/** Rows handed to a kernel at a time, so that they stay near. */
const CHUNK_ROWS = 2048
/** A row's start and end; and a start, an end and a kind for each of its fields. */
const ROW_BYTES = 8
const FIELD_BYTES = 9
/** What src/kernels/jsonFields.ts needs. */
const WORK_BYTES = 3072

export function runWalk(walk: Walk, bytes: Buffer, lines: LineSpans, wasm: WasmModule | undefined): ByteColumn[] {
  const columns = Array.from({ length: walk.fields }, () => new ByteColumn(bytes, lines.count, walk.escapes))
  if (walk.fast && wasm && bytes === wasm.buffer) runKernel(walk.fast, wasm, lines, columns)
  else runPlain(walk, bytes, lines, columns)
  return columns
}

function runKernel({ kernel, tables }: NonNullable<Walk['fast']>, wasm: WasmModule, lines: LineSpans, columns: ByteColumn[]): void {
  const { outAt, bufferAt, out } = wasm
  const fields = columns.length
  const room = Math.floor((out.length - WORK_BYTES) / (ROW_BYTES + FIELD_BYTES * fields))
  // A multiple of four keeps all columns on addresses of 32-bit words.
  const stride = Math.min(CHUNK_ROWS, room) & ~3
  const words = new Uint32Array(wasm.memory.buffer, outAt, out.length / 4)
  const address = tables.address()
  const spansAt = ROW_BYTES * stride
  const workAt = outAt + out.length - WORK_BYTES
  for (let row = 0; row < lines.count; row += stride) {
    const count = Math.min(stride, lines.count - row)
    words.set(lines.starts.subarray(row, row + count))
    words.set(lines.ends.subarray(row, row + count), stride)
    kernel(bufferAt, outAt, outAt + 4 * stride, count, address, fields, outAt + spansAt, stride, workAt)
    for (let field = 0; field < fields; field++) {
      const at = spansAt + FIELD_BYTES * stride * field
      columns[field].starts.set(words.subarray(at / 4, at / 4 + count), row)
      columns[field].ends.set(words.subarray(at / 4 + stride, at / 4 + stride + count), row)
      columns[field].kinds.set(out.subarray(at + 8 * stride, at + 8 * stride + count), row)
    }
  }
}

function runPlain(walk: Walk, bytes: Buffer, lines: LineSpans, columns: readonly ByteColumn[]): void {
  const found = new Uint8Array(walk.fields)
  for (let row = 0; row < lines.count; row++) {
    found.fill(0)
    let left = walk.fields
    walk.plain(bytes, lines.starts[row], lines.ends[row], (field, kind, start, end) => {
      if (found[field] === 1) return false
      found[field] = 1
      left--
      if (kind !== 0) {
        columns[field].starts[row] = start
        columns[field].ends[row] = end
        columns[field].kinds[row] = kind
      }
      return left === 0
    })
  }
}
