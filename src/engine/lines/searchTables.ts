/** What the kernels findWindow and findAny (src/kernels/scan.ts) are given: see there for how it is laid out. */
import { byteFrequency, frequency, nibbleTables, type ByteSet } from './byteSet.ts'
import { isLetter, type BytePattern } from './kernels.ts'

const BUCKETS = 8
const BUCKETS_AT = 96
const NEEDLES_AT = BUCKETS_AT + 4 * (BUCKETS + 1) + 16 + 16
const NIBBLES = Buffer.alloc(16, 15)

interface WindowTables {
  readonly content: Buffer
  readonly probes: [number, number, number, number]
}

export function windowTables(sets: readonly ByteSet[]): WindowTables {
  const probes = rarestPositions(sets)
  const words = Buffer.alloc(512)
  for (let byte = 0; byte < 256; byte++) {
    let word = 0
    sets.forEach((set, i) => (word |= set[byte] << i))
    words.writeUInt16LE(word, 2 * byte)
  }
  return { content: Buffer.concat([words, ...probes.map((probe) => nibbleTables(sets[probe])), NIBBLES]), probes }
}

/** Four positions that let the least through; of equals those that are far apart, which depend less on each other. */
function rarestPositions(sets: readonly ByteSet[]): [number, number, number, number] {
  const chosen: number[] = []
  const left = new Set(sets.keys())
  const cost = (position: number): number =>
    frequency(sets[position]) - 0.001 * Math.min(...chosen.map((other) => Math.abs(other - position)), 16)
  while (chosen.length < 4 && left.size > 0) {
    const best = [...left].reduce((a, b) => (cost(b) < cost(a) ? b : a))
    left.delete(best)
    chosen.push(best)
  }
  const [a, b = a, c = b, d = c] = chosen
  return [a, b, c, d]
}

interface AnyTables {
  readonly length: number
  readonly contentAt: (address: number) => Buffer
  readonly shortest: number
  readonly probes: [number, number, number]
}

/** `masked`: a needle as it is compared, followed by its mask. */
export function anyTables(needles: readonly BytePattern[], masked: (needle: BytePattern) => Buffer): AnyTables {
  const shortest = Math.min(...needles.map(({ bytes }) => bytes.length))
  const probes = rarestProbes(needles, shortest)
  const buckets = intoBuckets(needles, probes[0])
  const tables = probes.map((probe) => bucketTables(buckets, probe))
  const lists = buckets.map((list) => Buffer.concat(list.flatMap((needle) => [word(needle.bytes.length), masked(needle)])))
  const length = NEEDLES_AT + lists.reduce((sum, list) => sum + list.length, 0)
  const contentAt = (address: number): Buffer => {
    const starts = [address + NEEDLES_AT]
    for (const list of lists) starts.push(starts[starts.length - 1] + list.length)
    return Buffer.concat([...tables, ...starts.map(word), Buffer.alloc(16), NIBBLES, ...lists])
  }
  return { length, contentAt, shortest, probes }
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Three neighbouring positions that all needles have and where their bytes are the rarest. */
function rarestProbes(needles: readonly BytePattern[], shortest: number): [number, number, number] {
  let best = 0
  let least = Infinity
  for (let at = 0; at + Math.min(3, shortest) <= shortest; at++) {
    let sum = 0
    for (const { bytes } of needles) {
      sum += [...bytes.subarray(at, Math.min(at + 3, shortest))].reduce((product, byte) => product * byteFrequency(byte | 0x20), 1)
    }
    if (sum < least) [best, least] = [at, sum]
  }
  const last = shortest - 1
  return [best, Math.min(best + 1, last), Math.min(best + 2, last)]
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
    for (const { bytes, anyCase } of needles) {
      const byte = bytes[probe]
      const forms = anyCase && isLetter(byte) ? [byte | 0x20, byte & ~0x20] : [byte]
      for (const form of forms) {
        tables[form & 15] |= 1 << bucket
        tables[16 + (form >> 4)] |= 1 << bucket
      }
    }
  })
  return tables
}
