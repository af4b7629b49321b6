import { MemberIndex } from './memberIndex.ts'
import { isSkippable, isZstdFrame } from './packing.ts'
import type { Walk } from './walk.ts'

const SEEK_TABLE = 0x184d2a5e
const SEEKABLE_MAGIC = 0x8f92eab1
/** At the end of a seek table: frames, what is known of each, magic number. */
const FOOTER_BYTES = 9
/** A table that is larger is of content beyond what this is for. */
const MOST_TABLE_BYTES = 256 * 1024 * 1024

const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]
/** Magic number, descriptor, window, dictionary and content size. */
const HEADER_BYTES = 18

export interface Frame {
  readonly end: number
  /** Bytes of its content; undefined where it does not say. */
  readonly plain: number | undefined
  /** It holds content. */
  readonly data: boolean
}

/** The frames of a .zst: by its seek table, else, where all say how long their content is, by their headers. Undefined if that cannot be, and for a file that is not whole. */
export function* zstdIndex(size: number): Walk<MemberIndex | undefined> {
  return (yield* seekTable(size)) ?? (yield* frames(size))
}

/** By the table that the seekable format has at its end (contrib/seekable_format of zstd). */
function* seekTable(size: number): Walk<MemberIndex | undefined> {
  const footer = yield [Math.max(0, size - FOOTER_BYTES), FOOTER_BYTES]
  if (footer.length < FOOTER_BYTES || footer.readUInt32LE(5) !== SEEKABLE_MAGIC) return undefined
  const count = footer.readUInt32LE(0)
  const entryBytes = (footer[4] & 0x80) !== 0 ? 12 : 8
  const tableBytes = 8 + count * entryBytes + FOOTER_BYTES
  if (tableBytes > size || tableBytes > MOST_TABLE_BYTES) return undefined
  const head = yield [size - tableBytes, 8]
  if (head.length < 8 || head.readUInt32LE(0) !== SEEK_TABLE || head.readUInt32LE(4) !== tableBytes - 8) return undefined
  const index = new MemberIndex()
  let sum = 0
  for (let i = 0; i < count; i++) {
    const entry = yield [size - tableBytes + 8 + i * entryBytes, 8]
    if (entry.length < 8) return undefined
    const packed = entry.readUInt32LE(0)
    sum += packed
    if (!index.add({ packed, plain: entry.readUInt32LE(4) })) return undefined
  }
  return sum === size - tableBytes ? index.end() : undefined
}

function* frames(size: number): Walk<MemberIndex | undefined> {
  const index = new MemberIndex()
  for (let at = 0; at < size; ) {
    const frame = yield* frameAt(at, size)
    if (frame?.plain === undefined || !index.add({ packed: frame.end - at, plain: frame.plain })) return undefined
    at = frame.end
  }
  return index.end()
}

/** The frame that begins at a place (RFC 8878, 3.1), by what its header and its blocks say, without decoding. Undefined where there is none, or none that ends before byte `size`. */
export function* frameAt(start: number, size: number): Walk<Frame | undefined> {
  const head = yield [start, HEADER_BYTES]
  if (head.length < 8) return undefined
  const magic = head.readUInt32LE(0)
  if (isSkippable(magic)) {
    const end = start + 8 + head.readUInt32LE(4)
    return end <= size ? { end, plain: 0, data: false } : undefined
  }
  if (!isZstdFrame(magic)) return undefined
  const descriptor = head[4]
  const single = (descriptor & 32) !== 0
  const sizeBytes = SIZE_BYTES[descriptor >> 6] || (single ? 1 : 0)
  const before = 5 + (single ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3]
  if (head.length < before + sizeBytes) return undefined
  // The same of more than 9 PB would be inexact; that is far more than is opened.
  const plain = sizeBytes === 0 ? undefined : sizeBytes === 8 ? Number(head.readBigUInt64LE(before)) : head.readUIntLE(before, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
  for (let at = start + before + sizeBytes, last = false; ; ) {
    if (last) {
      const end = at + ((descriptor & 4) === 0 ? 0 : 4)
      return end <= size ? { end, plain, data: true } : undefined
    }
    const block = yield [at, 3]
    if (block.length < 3) return undefined
    const value = block.readUIntLE(0, 3)
    const type = (value >> 1) & 3
    if (type === 3) return undefined
    last = (value & 1) !== 0
    at += 3 + (type === 1 ? 1 : value >> 3)
    if (at > size) return undefined
  }
}
