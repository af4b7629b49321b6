/** Which encoding a file has: by its byte order mark, else by samples of it. */
import { isAscii, isUtf8 } from 'node:buffer'
import { errorOf } from '../../common/errorTexts.ts'
import { encodingNamed, UTF16_BE, UTF16_LE, UTF8, type Encoding } from '../../common/encodings.ts'

export interface Mark {
  readonly encoding: Encoding
  /** Of the mark. */
  readonly bytes: number
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  [UTF8, [0xef, 0xbb, 0xbf]],
  [UTF16_LE, [0xff, 0xfe]],
  [UTF16_BE, [0xfe, 0xff]],
  [encodingNamed('GB18030')!, [0x84, 0x31, 0x95, 0x33]],
]

/** Throws `unsupportedEncoding` if a file called `name` begins with the mark of UTF-32. */
export function refuseUtf32(head: Buffer, name: string): void {
  const first = head.subarray(0, 4).toString('hex')
  if (first !== 'fffe0000' && first !== '0000feff') return
  const utf32 = `UTF-32${first.startsWith('ff') ? 'LE' : 'BE'}`
  throw errorOf('unsupportedEncoding', 'utf32', { name, encoding: utf32 })
}

/** The byte order mark at the start of a file. */
export function markOf(head: Buffer): Mark | undefined {
  for (const [encoding, mark] of MARKS) {
    if (mark.every((byte, at) => head[at] === byte)) return { encoding, bytes: mark.length }
  }
  return undefined
}

/** Bytes in which zeros are counted; fewer say nothing. So many of the code units must have one. */
const ZERO_BYTES = 4096
const LEAST_UNITS = 8
const LEAST_ZEROS = 1 / 16

/** For one invalid byte a file in UTF-8 has at least so many characters that are valid beyond ASCII. */
const MOST_DAMAGE = 4

/**
 * The encoding of a file without a mark: UTF-16, whose ASCII characters have a zero each, or UTF-8; undefined if it is neither. Samples begin
 * at even offsets. What has zeros otherwise is binary, and read as UTF-8.
 */
export function unicodeOf(samples: readonly Buffer[]): Encoding | undefined {
  const [head] = samples
  const zeros = [0, 0]
  const units = Math.min(head.length, ZERO_BYTES) >> 1
  for (let at = 0; at < 2 * units; at++) if (head[at] === 0) zeros[at & 1]++
  const [even, odd] = zeros
  if (units >= LEAST_UNITS && Math.max(even, odd) > LEAST_ZEROS * units && Math.min(even, odd) * 16 < Math.max(even, odd)) {
    const encoding = odd > even ? UTF16_LE : UTF16_BE
    if (looksLikeText(new TextDecoder(encoding.label).decode(head.subarray(0, 2 * units)))) return encoding
  }
  return samples.every((sample) => isAscii(sample) || isMostlyUtf8(sample)) || samples.some((sample) => sample.includes(0)) ? UTF8 : undefined
}

/** Few controls, which small numbers of two bytes would be, and few characters that are none. */
function looksLikeText(text: string): boolean {
  const strange = text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/g)?.length ?? 0
  return strange * 50 <= text.length
}

/** A sample may begin and end within a character, and a log may have some damage. */
function isMostlyUtf8(bytes: Buffer): boolean {
  let start = 0
  while (start < 3 && (bytes[start] & 0xc0) === 0x80) start++
  let end = bytes.length
  for (let at = end - 1; at >= bytes.length - 3 && bytes[at] >= 0x80; at--) if (bytes[at] >= 0xc0) end = at
  if (isUtf8(bytes.subarray(start)) || isUtf8(bytes.subarray(start, end))) return true
  const text = bytes.toString('utf8')
  const bad = text.match(/\ufffd/g)?.length ?? 0
  const good = text.match(/[\x80-\ufffc\u{10000}-\u{10ffff}]/gu)?.length ?? 0
  return bad * MOST_DAMAGE <= good
}
