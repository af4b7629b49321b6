import type { SpanColumn } from '../../records/spans.ts'
import { grown } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'
import { sameBytes } from './sameBytes.ts'

/** Bytes that are remembered in all; then all is forgotten and begun anew. */
const MAX_BYTES = 32 * 1024 * 1024
export const MAX_ENTRIES = 1 << 20
/** Longer values come too seldom twice. */
const MAX_LENGTH = 4096
/** Slots that are looked at: a log that is made to collide may cost no more. */
const MAX_PROBES = 24

// What an entry is made of, in words.
const HASH = 0
const SHAPE = 1
const START = 2
const NUMBER = 3
const ENTRY_BITS = 2

/** Length and kind in one word, to compare both at once. */
function shapeOf(length: number, kind: number): number {
  return (length << 3) | kind
}

/**
 * Remembers byte sequences with a number each: a hash table without objects. It may forget, and it is no more than a short cut: what the
 * bytes mean, and whether two of them mean the same, others decide. Bytes of different kinds are told apart.
 */
export class KnownBytes {
  private table = new Uint32Array(256)
  private readonly factor: number
  /** From 1 on. */
  private entries = new Uint32Array(0)
  private used = 1
  private bytes = new Uint8Array(4096)
  private view = new DataView(this.bytes.buffer)
  private end = 0

  /** `factor`: an odd number that nobody who writes a log can know. */
  constructor(factor = oddNumber()) {
    this.factor = factor
  }

  /** Writes the numbers of the values of rows `from` … `to` - 1, up to the first that is not known: its row, or `to`. */
  find(column: SpanColumn, hashes: Uint32Array, from: number, to: number, numbers: Uint32Array): number {
    const { table, entries, view: known, factor } = this
    const { bytes, starts, ends, kinds } = column
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const mask = table.length - 1
    for (let row = from; row < to; row++) {
      const start = starts[row]
      const length = ends[row] - start
      const hash = hashes[row]
      const shape = shapeOf(length, kinds[row])
      let slot = slotOf(hash, factor)
      let found = 0
      for (let probe = 0; probe < MAX_PROBES; probe++) {
        const entry = table[slot++ & mask] << ENTRY_BITS
        if (entry === 0) break
        if (entries[entry + HASH] !== hash || entries[entry + SHAPE] !== shape) continue
        if (!sameBytes(view, start, known, entries[entry + START], length)) continue
        found = entry
        break
      }
      if (found === 0) return row
      numbers[row] = entries[found + NUMBER]
    }
    return to
  }

  /** Remembers a value that is not known, or no more. */
  add({ bytes, starts, ends, kinds }: SpanColumn, row: number, hash: number, number: number): void {
    const start = starts[row]
    const length = ends[row] - start
    if (length > MAX_LENGTH) return
    if (this.used >= MAX_ENTRIES || this.end + length > MAX_BYTES) this.forget()
    const entry = this.used++
    this.entries = grown(this.entries, this.used << ENTRY_BITS)
    this.entries.set([hash, shapeOf(length, kinds[row]), this.end, number], entry << ENTRY_BITS)
    if (this.bytes.length < this.end + length) {
      this.bytes = grown(this.bytes, this.end + length)
      this.view = new DataView(this.bytes.buffer)
    }
    for (let i = 0; i < length; i++) this.bytes[this.end++] = bytes[start + i]
    if (2 * this.used > this.table.length) {
      this.table = new Uint32Array(2 * this.table.length)
      for (let each = 1; each < entry; each++) this.enter(each)
    }
    this.enter(entry)
  }

  private enter(entry: number): void {
    const mask = this.table.length - 1
    let slot = slotOf(this.entries[(entry << ENTRY_BITS) + HASH], this.factor)
    for (let probe = 0; probe < MAX_PROBES; probe++, slot++) {
      if (this.table[slot & mask] !== 0) continue
      this.table[slot & mask] = entry
      return
    }
  }

  private forget(): void {
    this.table.fill(0)
    this.used = 1
    this.end = 0
  }
}

/** Where to look first, before it is cut to the size of the table. */
function slotOf(hash: number, factor: number): number {
  return Math.imul(hash, factor) >>> 8
}
