/** What the kernel findLines (src/kernels/scan.ts, and shared/find.ts there) is given for a pattern: see there for how it is laid out. */
import { byteFrequency, byteSet, frequency, nibbleTables, type ByteSet } from './byteSet.ts'
import { isLetter, type BytePattern, type WindowPattern } from './kernels.ts'
import { chooseProbes, type Sample } from './probes.ts'

const SEARCH_BYTES = 40
const NIBBLES = Buffer.alloc(16, 15)
/** The mask of a letter with another case beyond ASCII. */
const FOREIGN_MASK = 255
const CASE_BIT = 0x20

const Kind = { Masked: 0, Folded: 1, Window: 2, Any: 3 } as const

/** A search and its tables, as they are to stand in the memory of the kernels from an address on. */
export interface SearchTables {
  readonly length: number
  /** `sample`: bytes like those that are going to be searched. */
  contentAt(address: number, sample: Sample): Buffer
}

/** A search with its kernel's arguments. */
function search(kind: number, lead: number, ...rest: readonly number[]): Buffer {
  const words = Buffer.alloc(SEARCH_BYTES)
  ;[kind, lead, 0, ...rest].forEach((word, i) => words.writeUInt32LE(word, 4 * i))
  return words
}

/** Undefined for a pattern of which the kernels could find only other forms: of nothing but letters with another case beyond ASCII. */
export function bytesSearch(pattern: BytePattern): SearchTables | undefined {
  const { bytes: { length }, folding } = pattern
  const data = masked(pattern)
  const sets = Array.from({ length }, (_, i) => maskedSet(data[i], data[length + i]))
  const total = SEARCH_BYTES + data.length
  const tables = (segment: readonly [number, number] | undefined): SearchTables => ({
    length: total,
    contentAt(address, sample) {
      const [from, to] = segment ?? [0, length]
      const [first, second = first] = chooseProbes(sets.slice(from, to), 2, sample).map((probe) => from + probe)
      const at = address + SEARCH_BYTES
      const bounds = segment ?? []
      const kind = segment ? Kind.Folded : Kind.Masked
      return Buffer.concat([search(kind, 0, at, at + length, length, first, second, ...bounds), data])
    },
  })
  if (folding !== 'foreign' || !data.includes(FOREIGN_MASK, length)) return tables(undefined)
  const segment = bestSegment(data, sets)
  return segment && tables(segment)
}

/** A needle as it is compared, followed by the mask that a text is or-ed with before. */
function masked({ bytes, folding }: BytePattern): Buffer {
  const size = bytes.length
  const all = Buffer.alloc(2 * size)
  for (let i = 0; i < size; i++) {
    // A letter's two cases differ in one bit, which the mask sets.
    const mask = folding !== 'none' && isLetter(bytes[i]) ? CASE_BIT : 0
    all[i] = bytes[i] | mask
    all[size + i] = folding === 'foreign' && isForeign(bytes[i]) ? FOREIGN_MASK : mask
  }
  return all
}

/** Whether an ASCII letter has another case beyond ASCII. */
export function isForeign(byte: number): boolean {
  const lower = byte | CASE_BIT
  return lower === 0x6b || lower === 0x73
}

function maskedSet(byte: number, mask: number): ByteSet {
  return byteSet(mask === CASE_BIT ? [byte, byte & ~CASE_BIT] : [byte])
}

/** The part of a needle between letters with another case beyond ASCII that is the rarest, by a rough guess. */
function bestSegment(data: Buffer, sets: readonly ByteSet[]): [number, number] | undefined {
  let best: [number, number] | undefined
  let least = Infinity
  for (let from = 0; from < sets.length; from++) {
    let to = from
    let likelihood = 1
    while (to < sets.length && data[sets.length + to] !== FOREIGN_MASK) likelihood *= frequency(sets[to++])
    if (to === from) continue
    if (likelihood < least) [best, least] = [[from, to], likelihood]
    from = to
  }
  return best
}

export function windowSearch({ sets, before }: WindowPattern): SearchTables {
  const words = new Uint16Array(256)
  sets.forEach((set, i) => {
    for (let byte = 0; byte < 256; byte++) words[byte] |= set[byte] << i
  })
  const covers = sets.map(rangeOver)
  return {
    length: SEARCH_BYTES + words.byteLength + 32 + 64,
    contentAt(address, sample) {
      const [first, second = first] = chooseProbes(covers.map(({ set }) => set), 2, sample)
      const others = chooseProbes(sets, 4, sample).filter((position) => position !== first && position !== second)
      const [third = first, fourth = third] = others
      const at = address + SEARCH_BYTES
      return Buffer.concat([
        search(Kind.Window, before ? 1 : 0, at, at + words.byteLength, sets.length, first, second, third, fourth),
        Buffer.from(words.buffer),
        Buffer.from([...covers[first].bytes, ...covers[second].bytes]),
        Buffer.alloc(10),
        NIBBLES,
        nibbleTables(sets[third]),
        nibbleTables(sets[fourth]),
      ])
    },
  }
}

interface Range {
  /** All bytes in the range. */
  readonly set: ByteSet
  /** A byte to or with, the lowest byte, and how much more the highest is. */
  readonly bytes: readonly [number, number, number]
}

/** A range that has all bytes of a set. */
function rangeOver(set: ByteSet): Range {
  const exact = maskedRange(set, 0)
  const folded = maskedRange(set, CASE_BIT)
  return frequency(folded.set) < frequency(exact.set) ? folded : exact
}

function maskedRange(set: ByteSet, mask: number): Range {
  let lowest = 255
  let highest = 0
  for (let byte = 0; byte < 256; byte++) {
    if (set[byte] === 0) continue
    lowest = Math.min(lowest, byte | mask)
    highest = Math.max(highest, byte | mask)
  }
  highest = Math.max(lowest, highest)
  const all = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) if ((byte | mask) >= lowest && (byte | mask) <= highest) all[byte] = 1
  return { set: all, bytes: [mask, lowest, highest - lowest] }
}

const BUCKETS = 8
const BUCKETS_AT = 96
const NEEDLES_AT = BUCKETS_AT + 4 * (BUCKETS + 1) + 16 + 16

/** Any of several needles, in their forms that are ASCII. */
export function anySearch(patterns: readonly BytePattern[]): SearchTables {
  const needles = patterns.map(({ bytes, folding }): BytePattern => ({ bytes, folding: folding === 'foreign' ? 'ascii' : folding }))
  const shortest = Math.min(...needles.map(({ bytes }) => bytes.length))
  const first = rarestStart(needles, shortest)
  const buckets = intoBuckets(needles, first)
  const tables = [first, first + 1, first + 2].map((probe) => (probe < shortest ? bucketTables(buckets, probe) : Buffer.alloc(32, 255)))
  const lists = buckets.map((list) => Buffer.concat(list.flatMap((needle) => [word(needle.bytes.length), masked(needle)])))
  return {
    length: SEARCH_BYTES + NEEDLES_AT + lists.reduce((sum, list) => sum + list.length, 0),
    contentAt(address) {
      const at = address + SEARCH_BYTES
      const starts = [at + NEEDLES_AT]
      for (const list of lists) starts.push(starts[starts.length - 1] + list.length)
      return Buffer.concat([search(Kind.Any, 0, at, shortest, first), ...tables, ...starts.map(word), Buffer.alloc(16), NIBBLES, ...lists])
    },
  }
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Where three neighbouring positions that all needles have begin whose bytes are the rarest. */
function rarestStart(needles: readonly BytePattern[], shortest: number): number {
  let best = 0
  let least = Infinity
  for (let at = 0; at + Math.min(3, shortest) <= shortest; at++) {
    let sum = 0
    for (const { bytes } of needles) {
      sum += [...bytes.subarray(at, Math.min(at + 3, shortest))].reduce((product, byte) => product * byteFrequency(byte | CASE_BIT), 1)
    }
    if (sum < least) [best, least] = [at, sum]
  }
  return best
}

/** Needles that look alike at the probes go into the same bucket. */
function intoBuckets(needles: readonly BytePattern[], probe: number): BytePattern[][] {
  const key = ({ bytes }: BytePattern): string => bytes.toString('latin1', probe).toLowerCase()
  const sorted = [...needles].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const buckets: BytePattern[][] = Array.from({ length: BUCKETS }, () => [])
  sorted.forEach((needle, i) => buckets[Math.floor((i * BUCKETS) / sorted.length)].push(needle))
  return buckets
}

/** Tables of nibbles with one bit for each bucket, set where a needle of the bucket may have its byte. */
function bucketTables(buckets: readonly (readonly BytePattern[])[], probe: number): Buffer {
  const tables = Buffer.alloc(32)
  buckets.forEach((needles, bucket) => {
    for (const { bytes, folding } of needles) {
      const byte = bytes[probe]
      const forms = folding !== 'none' && isLetter(byte) ? [byte | CASE_BIT, byte & ~CASE_BIT] : [byte]
      for (const form of forms) {
        tables[form & 15] |= 1 << bucket
        tables[16 + (form >> 4)] |= 1 << bucket
      }
    }
  })
  return tables
}
