/**
 * Messages without what surely differs from one to the next: the first step to their patterns, in one walk over the bytes.
 *
 * A message is cut into words at blanks and punctuation. A word with a digit and a path become a mark, blanks become one, and marks with only a colon or a comma
 * between them (times, addresses with a port, 12,288) become one mark. `jk2_init`, `ssh2`: one digit among letters is a name.
 */

/** Stands for a variable in a masked message. No masked message has this byte otherwise. */
export const MARK = 1
export const MARK_TEXT = '\u0001'
/** Bytes of a message that are looked at; of one that is longer the last whole word before that ends it. */
export const MAX_MESSAGE = 1024

/** One digit among at least so many letters makes no variable. */
const LETTERS_OF_NAME = 3

// What a byte adds to the sum over a word; negative for what is no part of one.
const BLANK = -1
const PUNCTUATION = -2
const DIGIT = 1
const LETTER = 1 << 11
const SLASH = 1 << 22
const MANY_DIGITS = 2 * DIGIT

const WEIGHTS = new Int32Array(256)
for (let byte = 0; byte <= 0x20; byte++) WEIGHTS[byte] = BLANK
for (const each of '=,;:()[]{}<>"\'|') WEIGHTS[each.charCodeAt(0)] = PUNCTUATION
for (let byte = 0x30; byte <= 0x39; byte++) WEIGHTS[byte] = DIGIT
for (let byte = 0x41; byte <= 0x5a; byte++) WEIGHTS[byte] = WEIGHTS[byte | 0x20] = LETTER
for (let byte = 0x80; byte < 256; byte++) WEIGHTS[byte] = LETTER
WEIGHTS[0x2f] = SLASH
const SLASH_BYTE = 0x2f
const SPACE = 0x20
const COLON = 0x3a
const COMMA = 0x2c

export class Masker {
  /** The masked message that `mask` made last, from 0; zeros behind it up to a multiple of four. */
  readonly bytes = new Uint8Array(MAX_MESSAGE + 8)
  /** The same by four bytes. */
  readonly words = new Uint32Array(this.bytes.buffer)
  /** A hash of that, 32 bits. */
  hash = 0

  /** Masks bytes[start, end); returns the length of the result. */
  mask(bytes: Uint8Array, start: number, end: number): number {
    const out = this.bytes
    const stop = end - start > MAX_MESSAGE ? lastBreak(bytes, start, start + MAX_MESSAGE) : end
    let length = 0
    let at = start
    while (at < stop) {
      const byte = bytes[at]
      let weight = WEIGHTS[byte]
      if (weight < 0) {
        if (weight === PUNCTUATION) out[length++] = byte
        else if (length > 0 && out[length - 1] !== SPACE) out[length++] = SPACE
        at++
        continue
      }
      const word = at
      let sum = 0
      do {
        sum += weight
        if (++at === stop) break
        weight = WEIGHTS[bytes[at]]
      } while (weight >= 0)
      if (isVariable(sum, byte)) length = mark(out, length)
      else for (let i = word; i < at; i++) out[length++] = bytes[i]
    }
    if (length > 0 && out[length - 1] === SPACE) length--
    this.addHash(length)
    return length
  }

  private addHash(length: number): void {
    const { bytes, words } = this
    const count = (length + 3) >>> 2
    for (let i = length; i < count << 2; i++) bytes[i] = 0
    let hash = length
    for (let i = 0; i < count; i++) {
      hash = Math.imul(hash ^ words[i], 0x9e3779b1)
      hash ^= hash >>> 15
    }
    this.hash = hash >>> 0
  }
}

/** Where the last word that begins before `stop` does; `stop` if all is one word. */
function lastBreak(bytes: Uint8Array, start: number, stop: number): number {
  let at = stop
  while (at > start && WEIGHTS[bytes[at - 1]] !== BLANK) at--
  return at > start ? at : stop
}

/** Numbers and what has some in it, and paths. */
function isVariable(sum: number, firstByte: number): boolean {
  const digits = sum & (LETTER - 1)
  const letters = (sum & (SLASH - 1)) >>> 11
  if (digits >= MANY_DIGITS || (digits > 0 && letters < LETTERS_OF_NAME)) return true
  return sum >= SLASH && letters > 0 && (firstByte === SLASH_BYTE || sum >= 2 * SLASH)
}

/** Writes a mark, or takes the word for a part of the variable before it; returns the end. */
function mark(out: Uint8Array, length: number): number {
  if (length > 1 && out[length - 2] === MARK && (out[length - 1] === COLON || out[length - 1] === COMMA)) return length - 1
  out[length] = MARK
  return length + 1
}
