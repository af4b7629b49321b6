import type { Kernels, WasmModule } from '../../lines/kernels.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import { PlacedColumn, workOf } from './chunks.ts'

interface NumberExports {
  parseNumbers(base: number, starts: number, ends: number, kinds: number, count: number, numbers: number, left: number): number
}

/** Rows handed to the kernel at a time, a multiple of eight: 21 bytes each. */
const CHUNK_ROWS = 2048

/** What comparisons take for a number (engine/query/number.ts), which a test holds this to. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The first `count` values as numbers; NaN where one is missing or not a number. Text that is a number counts as one, since most formats have
 * no types. Those of a chunk are good as long as it is, until others are asked for.
 */
export function parseNumbers(column: SpanColumn, count: number, kernels: Kernels): Float64Array {
  if (column instanceof PlacedColumn) return parsePlaced(column, count)
  const numbers = new Float64Array(count)
  const { wasm } = kernels
  if (wasm && column.bytes === wasm.buffer) parseWithKernel(column, numbers, wasm)
  else for (let row = 0; row < count; row++) numbers[row] = parseOne(column, row)
  return numbers
}

function parseWithKernel(column: SpanColumn, numbers: Float64Array, { exports, memory, out, outAt, bufferAt }: WasmModule): void {
  const { parseNumbers } = exports as NumberExports
  const parsed = new Float64Array(memory.buffer, outAt, CHUNK_ROWS)
  const words = new Uint32Array(memory.buffer, outAt + 8 * CHUNK_ROWS, 3 * CHUNK_ROWS)
  const startsAt = outAt + 8 * CHUNK_ROWS
  const endsAt = startsAt + 4 * CHUNK_ROWS
  const leftAt = endsAt + 4 * CHUNK_ROWS
  const kindsAt = leftAt + 4 * CHUNK_ROWS
  for (let row = 0; row < numbers.length; row += CHUNK_ROWS) {
    const end = Math.min(row + CHUNK_ROWS, numbers.length)
    words.set(column.starts.subarray(row, end))
    words.set(column.ends.subarray(row, end), CHUNK_ROWS)
    out.set(column.kinds.subarray(row, end), kindsAt - outAt)
    const left = parseNumbers(bufferAt, startsAt, endsAt, kindsAt, end - row, outAt, leftAt)
    numbers.set(parsed.subarray(0, end - row), row)
    for (let i = 0; i < left; i++) {
      const other = row + words[2 * CHUNK_ROWS + i]
      numbers[other] = parseOne(column, other)
    }
  }
}

function parsePlaced(column: PlacedColumn, count: number): Float64Array {
  const { wasm, startsAt, endsAt, kindsAt } = column
  const work = workOf(column)
  const left = (wasm.exports as NumberExports).parseNumbers(wasm.bufferAt, startsAt, endsAt, kindsAt, count, work.numbers, work.left)
  const numbers = new Float64Array(wasm.memory.buffer, work.numbers, count)
  for (const row of new Uint32Array(wasm.memory.buffer, work.left, left)) numbers[row] = parseOne(column, row)
  return numbers
}

function parseOne(column: SpanColumn, row: number): number {
  const kind = column.kinds[row]
  if (kind === ValueKind.Escaped) return numberOf(String(column.value(row)))
  if (kind !== ValueKind.Text && kind !== ValueKind.Number) return NaN
  return numberOf(column.bytes.toString('latin1', column.starts[row], column.ends[row]))
}

function numberOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : NaN
}
