import { MemberIndex } from './memberIndex.ts'
import type { Walk } from './walk.ts'

/** Up to the end of the extra field's first subfield. */
const HEADER_BYTES = 18
const TRAILER_BYTES = 8
/** Content of a member, at most. */
const MOST_BYTES = 65536

/**
 * The members of a .gz that bgzip has made (BGZF; SAM specification, 4.1): each says how long it is, in its extra field `BC`, and at its end how long its content is.
 * Undefined for any other .gz, whose members end where inflating them ends, and for one that is not whole.
 */
export function* bgzfIndex(size: number): Walk<MemberIndex | undefined> {
  const index = new MemberIndex()
  for (let at = 0; at < size; ) {
    const header = yield [at, HEADER_BYTES]
    const length = memberBytes(header)
    if (length === undefined || at + length > size) return undefined
    const trailer = yield [at + length - 4, 4]
    // The file may have become shorter.
    const plain = trailer.length === 4 ? trailer.readUInt32LE(0) : Infinity
    if (plain > MOST_BYTES || !index.add({ packed: length, plain })) return undefined
    at += length
  }
  return index.end()
}

/** How long a member is that begins so; undefined if it does not say. */
function memberBytes(header: Buffer): number | undefined {
  // Only the flag for an extra field, which holds nothing but a number of two bytes: so bgzip and its libraries write it.
  if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== 0x04088b1f || header.readUInt16LE(10) !== 6) return undefined
  if (header[12] !== 66 || header[13] !== 67 || header.readUInt16LE(14) !== 2) return undefined
  const length = header.readUInt16LE(16) + 1
  return length > HEADER_BYTES + TRAILER_BYTES ? length : undefined
}
