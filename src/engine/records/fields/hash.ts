import type { Kernels } from '../../lines/kernels.ts'
import type { SpanColumn } from '../spans.ts'
import { PlacedColumn, workOf } from './chunks.ts'

interface HashExports {
  hashSpans(base: number, starts: number, ends: number, count: number, hashes: number): void
}

/** Rows handed to the kernel at a time: 12 bytes each, so that they stay in the nearest cache. */
const CHUNK_ROWS = 2048

/**
 * A hash of 32 bits of the bytes of each of the first `count` rows (MurmurHash3, seed 0), the same with and without WASM: equal bytes have
 * equal hashes, whatever their kinds. A missing value has the hash of no bytes. Those of a chunk are good as long as it is, until others are asked for.
 */
export function hashSpans(column: SpanColumn, count: number, kernels: Kernels): Uint32Array {
  if (column instanceof PlacedColumn) return hashPlaced(column, count)
  const hashes = new Uint32Array(count)
  const { bytes, starts, ends } = column
  const { wasm } = kernels
  if (bytes !== wasm?.buffer) {
    for (let row = 0; row < count; row++) hashes[row] = hashSpan(bytes, starts[row], ends[row])
    return hashes
  }
  const exports = wasm.exports as HashExports
  const words = new Uint32Array(wasm.memory.buffer, wasm.outAt, 3 * CHUNK_ROWS)
  for (let row = 0; row < count; row += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, count - row)
    words.set(starts.subarray(row, row + rows))
    words.set(ends.subarray(row, row + rows), CHUNK_ROWS)
    exports.hashSpans(wasm.bufferAt, wasm.outAt, wasm.outAt + 4 * CHUNK_ROWS, rows, wasm.outAt + 8 * CHUNK_ROWS)
    hashes.set(words.subarray(2 * CHUNK_ROWS, 2 * CHUNK_ROWS + rows), row)
  }
  return hashes
}

function hashPlaced(column: PlacedColumn, count: number): Uint32Array {
  const { wasm, startsAt, endsAt } = column
  const { hashes } = workOf(column)
  ;(wasm.exports as HashExports).hashSpans(wasm.bufferAt, startsAt, endsAt, count, hashes)
  return new Uint32Array(wasm.memory.buffer, hashes, count)
}

/** The hash of bytes[start, end): what hashSpans gives for them. */
export function hashSpan(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    hash ^= scramble(word)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let i = end - 1; i >= at; i--) rest = (rest << 8) | bytes[i]
  hash ^= scramble(rest) ^ (end - start)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
