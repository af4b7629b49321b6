/** The lines of a block, and which of them start records, found in one walk over its bytes. */
import type { HeadTest } from '../lines/block.ts'
import { lineTextEnd, nextNewline, type Kernels, type WasmModule } from '../lines/kernels.ts'
import type { Placed } from '../lines/scratch.ts'
import type { LineSpans } from './fields/extractor.ts'
import { TableHeadTest } from './formats/heads.ts'

export interface SplitLines extends LineSpans {
  /** 1 for a line that starts a record, else 0; undefined if nothing was asked for. */
  readonly heads: Uint8Array | undefined
}

type SplitKernel = (
  ...args: [base: number, from: number, to: number, heads: number, room: number, starts: number, ends: number, flags: number]
) => number

/** Instead of the address of tables. */
export const NO_ADDRESS = -1
/** Lines that the kernel gives at a time: nine bytes each. */
const ROOM = 16_384

/**
 * The lines of bytes[from, to), in arrays of their own: their ends are without LF or CRLF. A last one without newline counts. `from` is
 * the start of a line.
 */
export function splitLines(bytes: Buffer, from: number, to: number, kernels: Kernels, heads: HeadTest | undefined): SplitLines {
  const { wasm } = kernels
  if (bytes === wasm?.buffer && (heads === undefined || heads instanceof TableHeadTest)) return splitFast(wasm, from, to, heads)
  const starts: number[] = []
  const ends: number[] = []
  for (let start = from; start < to; ) {
    const newline = nextNewline(bytes, start, to)
    starts.push(start)
    ends.push(newline < 0 ? to : lineTextEnd(bytes, start, newline))
    start = newline < 0 ? to : newline + 1
  }
  return {
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    count: starts.length,
    heads: heads && Uint8Array.from(starts, (start, line) => Number(heads.test(bytes, start, ends[line]))),
  }
}

function splitFast(wasm: WasmModule, from: number, to: number, heads: TableHeadTest | undefined): SplitLines {
  const { splitLines: split } = wasm.exports as { splitLines: SplitKernel }
  const { bufferAt, outAt, out } = wasm
  const tables = heads ? placedHeads(wasm, heads).address() : NO_ADDRESS
  const parts: SplitLines[] = []
  for (let at = from; at < to; ) {
    const count = split(bufferAt, bufferAt + at, bufferAt + to, tables, ROOM, outAt, outAt + 4 * ROOM, outAt + 8 * ROOM)
    const words = new Uint32Array(wasm.memory.buffer, outAt, 2 * ROOM)
    const ends = words.slice(ROOM, ROOM + count)
    parts.push({ starts: words.slice(0, count), ends, count, heads: heads && Uint8Array.from(out.subarray(8 * ROOM, 8 * ROOM + count)) })
    if (count < ROOM) break
    const newline = nextNewline(wasm.buffer, ends[count - 1], to)
    at = newline < 0 ? to : newline + 1
  }
  return parts.length === 1 ? parts[0] : join(parts, heads !== undefined)
}

function join(parts: readonly SplitLines[], withHeads: boolean): SplitLines {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  const heads = withHeads ? new Uint8Array(count) : undefined
  let at = 0
  for (const part of parts) {
    starts.set(part.starts, at)
    ends.set(part.ends, at)
    if (part.heads) heads?.set(part.heads, at)
    at += part.count
  }
  return { starts, ends, count, heads }
}

const tablesOf = new WeakMap<WasmModule, WeakMap<TableHeadTest, Placed>>()

/** The tables of a test in the memory of the kernels. */
export function placedHeads(wasm: WasmModule, heads: TableHeadTest): Placed {
  const known = tablesOf.get(wasm) ?? new WeakMap<TableHeadTest, Placed>()
  tablesOf.set(wasm, known)
  const found = known.get(heads) ?? wasm.scratch.place(heads.tables.length, () => heads.tables)
  if (!found) throw new RangeError('no room for the tables of heads')
  known.set(heads, found)
  return found
}
