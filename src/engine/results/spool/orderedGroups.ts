/** Groups as rows, and in what order they are: by the first result, the largest first, then by their keys. */
import type { GroupOrder } from '../../stages/contract.ts'

/** The texts of a key of some rows. */
export interface KeyColumn {
  readonly bytes: Buffer
  isMissing(row: number): boolean
  start(row: number): number
  end(row: number): number
}

/** Bytes of a key that a number holds exactly, and how many such numbers are compared before the bytes are. */
const PREFIX = 6

/** Which of the two words of a number of 64 bits has its upper half. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0]
const LOW = 1 - HIGH
const DOUBLE = new Float64Array(1)
const DOUBLE_WORDS = new Uint32Array(DOUBLE.buffer)

/** Rows, and what they are compared by. */
export class OrderedRows {
  readonly keys: readonly KeyColumn[]
  readonly length: number
  private readonly order: GroupOrder
  /** The first result, -Infinity where there is none. */
  readonly ranks: Float64Array
  private readonly hasRank: (row: number) => boolean
  /** Of the first key: its number, or its first bytes and the next ones, as numbers. */
  readonly firsts: Float64Array
  readonly seconds: Float64Array

  constructor(rows: number, keys: readonly KeyColumn[], order: GroupOrder, ranks: Float64Array, hasRank: (row: number) => boolean) {
    this.length = rows
    this.keys = keys
    this.order = order
    this.ranks = ranks
    this.hasRank = hasRank
    this.firsts = new Float64Array(rows)
    this.seconds = new Float64Array(rows)
    const [key] = keys
    for (let row = 0; row < rows; row++) {
      if (key.isMissing(row)) {
        this.firsts[row] = Infinity
        continue
      }
      const [start, end] = [key.start(row), key.end(row)]
      if (order[0]) this.firsts[row] = Number(key.bytes.toString('latin1', start, end))
      else {
        this.firsts[row] = prefixOf(key.bytes, start, end)
        this.seconds[row] = prefixOf(key.bytes, start + PREFIX, end)
      }
    }
  }

  /** As compareGroups. */
  compare(row: number, other: OrderedRows, otherRow: number): number {
    const [rank, otherRank] = [this.ranks[row], other.ranks[otherRow]]
    if (rank !== otherRank) return rank > otherRank ? -1 : 1
    if (rank === -Infinity && this.hasRank(row) !== other.hasRank(otherRow)) return this.hasRank(row) ? -1 : 1
    const apart = this.firsts[row] - other.firsts[otherRow] || this.seconds[row] - other.seconds[otherRow]
    return apart || this.compareKeys(row, other, otherRow)
  }

  /** The numbers of the rows in order. */
  sorted(): Uint32Array {
    const { length } = this
    const { ends, members } = this.byRank()
    const words = new Uint32Array(2 * length)
    const keys = new BigUint64Array(words.buffer)
    const indexBits = 32 - Math.clz32(length)
    this.keyWords(words, members, indexBits)
    const index = 2 ** indexBits - 1
    const sorted = new Uint32Array(length)
    let start = 0
    for (const end of ends) {
      if (end - start > 1) keys.subarray(start, end).sort()
      for (let from = start; from < end; ) {
        let to = from
        do sorted[to] = members[words[2 * to + LOW] & index]
        while (++to < end && words[2 * to + HIGH] === words[2 * from + HIGH] && (words[2 * to + LOW] ^ words[2 * from + LOW]) >>> indexBits === 0)
        if (to - from > 1) sorted.subarray(from, to).sort((a, b) => this.compare(a, this, b))
        from = to
      }
      start = end
    }
    return sorted
  }

  /** Where those of each rank end among `members`, the greatest first; last those that have none. */
  private byRank(): { readonly ends: Uint32Array; readonly members: Uint32Array } {
    const { ranks, length } = this
    const ascending = ranks.slice(0, length).sort()
    let distinct = 0
    for (let i = 0; i < length; i++) if (i === 0 || ascending[i] !== ascending[distinct - 1]) ascending[distinct++] = ascending[i]
    const ends = new Uint32Array(distinct + 1)
    const places = new Uint32Array(length)
    for (let row = 0; row < length; row++) {
      const rank = ranks[row]
      let [from, to] = [0, distinct - 1]
      while (from < to) {
        const middle = (from + to) >>> 1
        if (ascending[middle] < rank) from = middle + 1
        else to = middle
      }
      ends[(places[row] = rank === -Infinity && !this.hasRank(row) ? distinct : distinct - 1 - from)]++
    }
    for (let i = 1; i < ends.length; i++) ends[i] += ends[i - 1]
    const next = ends.slice()
    const members = new Uint32Array(length)
    for (let row = length - 1; row >= 0; row--) members[--next[places[row]]] = row
    return { ends, members }
  }

  /**
   * For each member 64 bits as two words: as much as there is room for of what its first key is in order by, then, in the last `indexBits`, where it is among the members. Of texts it is
   * the bytes behind those with which all of them begin.
   */
  private keyWords(words: Uint32Array, members: Uint32Array, indexBits: number): void {
    const [key] = this.keys
    const same = this.order[0] ? 0 : this.sameBytes()
    const rest = -1 << indexBits
    for (let i = 0; i < members.length; i++) {
      const row = members[i]
      let [high, low] = [-1, -1]
      if (!key.isMissing(row)) {
        if (this.order[0]) {
          // Minus zero is as zero.
          DOUBLE[0] = this.firsts[row] + 0
          const flip = DOUBLE_WORDS[HIGH] >> 31
          high = DOUBLE_WORDS[HIGH] ^ (flip | 0x80000000)
          low = DOUBLE_WORDS[LOW] ^ flip
        } else {
          const [start, end] = [key.start(row) + same, key.end(row)]
          high = wordOf(key.bytes, start, end)
          low = wordOf(key.bytes, start + 4, end)
        }
      }
      words[2 * i + HIGH] = high
      words[2 * i + LOW] = (low & rest) | i
    }
  }

  /** With how many bytes all first keys begin that are the same. */
  private sameBytes(): number {
    const [{ bytes, isMissing, start, end }] = this.keys
    let first = -1
    let same = 0
    for (let row = 0; row < this.length; row++) {
      if (isMissing(row)) continue
      const [from, length] = [start(row), end(row) - start(row)]
      if (first < 0) {
        first = from
        same = length
      }
      if (length < same) same = length
      for (let at = 0; at < same; at++) if (bytes[from + at] !== bytes[first + at]) same = at
    }
    return same
  }

  private compareKeys(row: number, other: OrderedRows, otherRow: number): number {
    for (let i = 0; i < this.keys.length; i++) {
      const [a, b] = [this.keys[i], other.keys[i]]
      const isMissing = a.isMissing(row)
      if (isMissing || b.isMissing(otherRow)) {
        if (isMissing !== b.isMissing(otherRow)) return isMissing ? 1 : -1
        continue
      }
      const [start, end, otherStart, otherEnd] = [a.start(row), a.end(row), b.start(otherRow), b.end(otherRow)]
      const numbers = this.order[i] ? Number(a.bytes.toString('latin1', start, end)) - Number(b.bytes.toString('latin1', otherStart, otherEnd)) : 0
      const apart = numbers || compareBytes(a.bytes, start, end, b.bytes, otherStart, otherEnd)
      if (apart !== 0) return apart
    }
    return 0
  }
}

/** So that bytes of UTF-8 are in the order of the UTF-16 units of their texts: there surrogates are before U+E000 to U+FFFF. */
function unitOrder(byte: number): number {
  return byte < 0xee ? byte : byte < 0xf0 ? byte + 7 : byte - 2
}

function prefixOf(bytes: Buffer, start: number, end: number): number {
  let prefix = 0
  for (let at = start; at < start + PREFIX; at++) prefix = prefix * 256 + (at < end ? unitOrder(bytes[at]) : 0)
  return prefix
}

/** Four bytes, as a word that is in order as they are. */
function wordOf(bytes: Buffer, start: number, end: number): number {
  let word = 0
  for (let at = start; at < start + 4; at++) word = (word << 8) | (at < end ? unitOrder(bytes[at]) : 0)
  return word
}

function compareBytes(a: Buffer, start: number, end: number, b: Buffer, otherStart: number, otherEnd: number): number {
  const length = Math.min(end - start, otherEnd - otherStart)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a[start + i], b[otherStart + i]]
    if (x !== y) return unitOrder(x) - unitOrder(y)
  }
  return end - start - (otherEnd - otherStart)
}
