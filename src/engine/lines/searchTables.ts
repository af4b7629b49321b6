/** What the kernel findLines (src/kernels/scan.ts, and shared/find.ts there) is given for a pattern: see there for how it is laid out. */
import { byteFrequency, byteSet, frequency, nibbleTables, type ByteSet } from './byteSet.ts'
import { isLetter, type BytePattern, type OrderedPattern, type WindowPattern } from './kernels.ts'
import { chooseProbes, type Sample } from './probes.ts'

const SEARCH_BYTES = 40
const NIBBLES = Buffer.alloc(16, 15)
/** The mask of a letter with another case beyond ASCII. */
const FOREIGN_MASK = 255
const CASE_BIT = 0x20

const Kind = { Masked: 0, Folded: 1, Window: 2, Any: 3, Ordered: 4 } as const

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

/** Texts that follow each other; each is a search of its own, and their tables stand behind these. */
export function orderedSearch({ texts }: OrderedPattern): SearchTables {
  const parts = texts.map((bytes) => bytesSearch({ bytes, folding: 'none' })!)
  return {
    length: parts.reduce((sum, part) => sum + part.length, SEARCH_BYTES),
    contentAt(address, sample) {
      let tables = address + SEARCH_BYTES * (1 + parts.length)
      const searches: Buffer[] = []
      const data: Buffer[] = []
      for (const part of parts) {
        // The search says where its tables are: right behind it, if it stood there.
        const content = part.contentAt(tables - SEARCH_BYTES, sample)
        searches.push(content.subarray(0, SEARCH_BYTES))
        data.push(content.subarray(SEARCH_BYTES))
        tables += part.length - SEARCH_BYTES
      }
      return Buffer.concat([search(Kind.Ordered, 0, parts.length, address + SEARCH_BYTES), ...searches, ...data])
    },
  }
}

const BUCKETS = 8
const BUCKETS_AT = 64
const NEEDLES_AT = BUCKETS_AT + 4 * (BUCKETS + 1) + 32 + 16

/** Any of several needles, in their forms that are ASCII. */
export function anySearch(patterns: readonly BytePattern[]): SearchTables {
  const needles = patterns.map(({ bytes, folding }): BytePattern => ({ bytes, folding: folding === 'foreign' ? 'ascii' : folding }))
  return {
    length: SEARCH_BYTES + NEEDLES_AT + needles.reduce((sum, { bytes }) => sum + 8 + 2 * bytes.length, 0),
    contentAt(address, sample) {
      const at = address + SEARCH_BYTES
      const buckets = intoBuckets(withPairs(needles, sample))
      const lists = buckets.map((list) => Buffer.concat(list.flatMap(({ needle, second }) => [word(needle.bytes.length), word(second), masked(needle)])))
      const starts = [at + NEEDLES_AT]
      for (const list of lists) starts.push(starts[starts.length - 1] + list.length)
      const tables = [bucketTables(buckets, -1), bucketTables(buckets, 0)]
      return Buffer.concat([search(Kind.Any, 0, at), ...tables, ...starts.map(word), Buffer.alloc(32), NIBBLES, ...lists])
    },
  }
}

export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A needle and the second of the two neighbouring bytes by which it is found; 0 in a needle of one byte. */
interface Paired {
  readonly needle: BytePattern
  readonly second: number
}

/** Chooses for each needle the pair of bytes that is the rarest in a sample, and of these the one that is rare in general. */
function withPairs(needles: readonly BytePattern[], { bytes, from, to }: Sample): Paired[] {
  const start = Math.max(from, (from + to - PAIR_SAMPLE_BYTES) >> 1)
  const often = new Map<number, number>()
  for (let at = start; at + 1 < Math.min(to, start + PAIR_SAMPLE_BYTES); at++) {
    const pair = folded(bytes[at]) * 256 + folded(bytes[at + 1])
    often.set(pair, (often.get(pair) ?? 0) + 1)
  }
  return needles.map((needle) => {
    const text = needle.bytes
    let best = 0
    let least = Infinity
    for (let second = 1; second < text.length; second++) {
      const [a, b] = [folded(text[second - 1]), folded(text[second])]
      const count = (often.get(a * 256 + b) ?? 0) + byteFrequency(a) * byteFrequency(b)
      if (count < least) [best, least] = [second, count]
    }
    return { needle, second: best }
  })
}

const PAIR_SAMPLE_BYTES = 4096

/** Letters of either case as one. */
function folded(byte: number): number {
  return isLetter(byte) ? byte | CASE_BIT : byte
}

/** Needles that look alike at their pairs go into the same bucket. */
function intoBuckets(needles: readonly Paired[]): Paired[][] {
  const key = ({ needle: { bytes }, second }: Paired): string => bytes.toString('latin1', Math.max(0, second - 1)).toLowerCase()
  const sorted = [...needles].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const buckets: Paired[][] = Array.from({ length: BUCKETS }, () => [])
  sorted.forEach((needle, i) => buckets[Math.floor((i * BUCKETS) / sorted.length)].push(needle))
  return buckets
}

/** Tables of nibbles with one bit for each bucket, set where a needle of the bucket may have its byte: the second of the pair, or the one so far from it. */
function bucketTables(buckets: readonly (readonly Paired[])[], offset: number): Buffer {
  const tables = Buffer.alloc(32)
  buckets.forEach((list, bucket) => {
    for (const { needle: { bytes, folding }, second } of list) {
      for (const form of formsAt(bytes, second + offset, folding)) {
        tables[form & 15] |= 1 << bucket
        tables[16 + (form >> 4)] |= 1 << bucket
      }
    }
  })
  return tables
}

/** Bytes that may stand at a position of a needle: before its first, all. */
function formsAt(bytes: Buffer, position: number, folding: BytePattern['folding']): readonly number[] {
  if (position < 0) return ALL_BYTES
  const byte = bytes[position]
  return folding !== 'none' && isLetter(byte) ? [byte | CASE_BIT, byte & ~CASE_BIT] : [byte]
}

const ALL_BYTES = Array.from({ length: 256 }, (_, byte) => byte)
