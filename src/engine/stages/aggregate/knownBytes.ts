import { grown } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'

/** Bytes that are remembered in all; then all is forgotten and begun anew. */
const MAX_BYTES = 32 * 1024 * 1024
const MAX_ENTRIES = 1 << 20
/** Longer values come too seldom twice. */
const MAX_LENGTH = 4096
/** Slots that are looked at: a log that is made to collide may cost no more. */
const MAX_PROBES = 24

/**
 * Remembers byte sequences with a number each: a hash table without objects. It may forget, and it is no more than a short cut: what the bytes
 * mean, and whether two of them mean the same, others decide. Bytes of different kinds are told apart.
 */
export class KnownBytes {
  private table = new Uint32Array(256)
  private readonly factor = oddNumber()
  // Of each entry, from 1 on.
  private hashes = new Uint32Array(0)
  private starts = new Uint32Array(0)
  private lengths = new Uint16Array(0)
  private kinds = new Uint8Array(0)
  private ids = new Uint32Array(0)
  private used = 1
  private bytes = new Uint8Array(4096)
  private end = 0

  /** The number of bytes[start, end) of a kind, whose hash is given; -1 if they are not known. */
  find(bytes: Uint8Array, start: number, end: number, kind: number, hash: number): number {
    const { table, hashes } = this
    const mask = table.length - 1
    let at = this.slotOf(hash)
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const entry = table[at]
      if (entry === 0) return -1
      if (hashes[entry] === hash && this.lengths[entry] === end - start && this.kinds[entry] === kind && this.same(entry, bytes, start, end)) {
        return this.ids[entry]
      }
      at = (at + 1) & mask
    }
    return -1
  }

  /** Remembers bytes that are not known yet. */
  add(bytes: Uint8Array, start: number, end: number, kind: number, hash: number, id: number): void {
    const length = end - start
    if (length > MAX_LENGTH) return
    if (this.used >= MAX_ENTRIES || this.end + length > MAX_BYTES) this.forget()
    const entry = this.used++
    this.hashes = grown(this.hashes, this.used)
    this.starts = grown(this.starts, this.used)
    this.lengths = grown(this.lengths, this.used)
    this.kinds = grown(this.kinds, this.used)
    this.ids = grown(this.ids, this.used)
    this.bytes = grown(this.bytes, this.end + length)
    this.hashes[entry] = hash
    this.starts[entry] = this.end
    this.lengths[entry] = length
    this.kinds[entry] = kind
    this.ids[entry] = id
    for (let i = 0; i < length; i++) this.bytes[this.end + i] = bytes[start + i]
    this.end += length
    if (2 * this.used > this.table.length) {
      this.table = new Uint32Array(2 * this.table.length)
      for (let each = 1; each < entry; each++) this.enter(each)
    }
    this.enter(entry)
  }

  private same(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.bytes
    let at = this.starts[entry]
    for (let i = start; i < end; i++) if (bytes[i] !== known[at++]) return false
    return true
  }

  private slotOf(hash: number): number {
    return (Math.imul(hash, this.factor) >>> 8) & (this.table.length - 1)
  }

  private enter(entry: number): void {
    const mask = this.table.length - 1
    let at = this.slotOf(this.hashes[entry])
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      if (this.table[at] === 0) {
        this.table[at] = entry
        return
      }
      at = (at + 1) & mask
    }
  }

  private forget(): void {
    this.table.fill(0)
    this.used = 1
    this.end = 0
  }
}
