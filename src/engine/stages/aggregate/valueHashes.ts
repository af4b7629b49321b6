import type { BatchFields } from './batchFields.ts'
import { KnownBytes, MAX_ENTRIES } from './knownBytes.ts'

/**
 * Hashes of 64 bits of the texts of values, the same in every thread: values that print the same have the same. Bytes that were met before need not be decoded
 * again.
 */
export class ValueHashes {
  /** Those of the rows that were read last. */
  highs = new Uint32Array(0)
  lows = new Uint32Array(0)
  private known = new KnownBytes()
  private numbers = new Uint32Array(0)
  /** Of the values that are known, by their numbers. */
  private readonly knownHighs = new Uint32Array(MAX_ENTRIES)
  private readonly knownLows = new Uint32Array(MAX_ENTRIES)
  private count = 0

  /** Reads the values of a field. Rows without one have a hash that means nothing. */
  read(batch: BatchFields, name: string): void {
    const { rows } = batch
    if (this.highs.length < rows) {
      this.highs = new Uint32Array(rows)
      this.lows = new Uint32Array(rows)
      this.numbers = new Uint32Array(rows)
    }
    const column = batch.column(name)
    if (!column) {
      for (let row = 0; row < rows; row++) this.hash(row, batch.value(name, row))
      return
    }
    const { highs, lows, numbers, knownHighs, knownLows } = this
    const hashes = batch.hashes(column)
    for (let from = 0; from < rows; ) {
      const row = this.known.find(column, hashes, from, rows, numbers)
      for (let at = from; at < row; at++) {
        highs[at] = knownHighs[numbers[at]]
        lows[at] = knownLows[numbers[at]]
      }
      if (row < rows) {
        this.hash(row, column.value(row))
        if (this.count === MAX_ENTRIES) {
          this.known = new KnownBytes()
          this.count = 0
        }
        const number = this.count++
        knownHighs[number] = highs[row]
        knownLows[number] = lows[row]
        this.known.add(column, row, hashes[row], number)
      }
      from = row + 1
    }
  }

  private hash(row: number, value: string | number | undefined): void {
    hashText(String(value))
    this.highs[row] = hashed.high
    this.lows[row] = hashed.low
  }
}

/** What hashText has found. */
export const hashed = { high: 0, low: 0 }

/** Two hashes of 32 bits of the UTF-16 units of a text, mixed with one another at the end as MurmurHash3 does it. */
export function hashText(text: string): void {
  let a = 0x9747b28c
  let b = 0x3c6ef372
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x85ebca6b)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ unit, 0xc2b2ae35)
    b = (b << 16) | (b >>> 16)
  }
  a = mixed(a ^ text.length)
  b = mixed(b ^ a)
  hashed.high = mixed((a + b) | 0) >>> 0
  hashed.low = mixed((b ^ Math.imul(a, 0x9e3779b1)) | 0) >>> 0
}

function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
