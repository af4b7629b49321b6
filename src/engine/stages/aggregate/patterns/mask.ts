/**
 * Messages without what surely differs from one to the next: the first step to their patterns, in one walk over the bytes.
 *
 * A message is cut into words at blanks and punctuation. A word with a digit becomes a mark, blanks become one, and marks with only a colon or a comma
 * between them (times, addresses with a port, 12,288) become one mark. `jk2_init`, `ssh2`: one digit among letters is a name.
 */

/** Stands for a variable in a masked message. No masked message has this byte otherwise. */
export const MARK = 1
export const MARK_TEXT = '\u0001'
/** Bytes of a message that are looked at; of one that is longer the last whole word before that ends it. */
export const MAX_MESSAGE = 1024

/** One digit among at least so many letters makes no variable. */
const LETTERS_OF_NAME = 3

const BLANK = 1
const PUNCTUATION = 2
const DIGIT = 3
const LETTER = 4

const CLASSES = new Uint8Array(256)
for (let byte = 0; byte <= 0x20; byte++) CLASSES[byte] = BLANK
for (const each of '=,;:()[]{}<>"\'|') CLASSES[each.charCodeAt(0)] = PUNCTUATION
for (let byte = 0x30; byte <= 0x39; byte++) CLASSES[byte] = DIGIT
for (let byte = 0x41; byte <= 0x5a; byte++) CLASSES[byte] = CLASSES[byte | 0x20] = LETTER
for (let byte = 0x80; byte < 256; byte++) CLASSES[byte] = LETTER

const SPACE = 0x20
const COLON = 0x3a
const COMMA = 0x2c

export class Masker {
  /** The masked message that `mask` made last, from 0; zeros behind it up to a multiple of four. */
  readonly bytes = new Uint8Array(MAX_MESSAGE + 8)
  private readonly words = new Uint32Array(this.bytes.buffer)
  /** A hash of that, 32 bits. */
  hash = 0

  /** Masks bytes[start, end); returns the length of the result. */
  mask(bytes: Uint8Array, start: number, end: number): number {
    const out = this.bytes
    const stop = end - start > MAX_MESSAGE ? lastBreak(bytes, start, start + MAX_MESSAGE) : end
    let length = 0
    let at = start
    while (at < stop) {
      let byte = bytes[at]
      let kind = CLASSES[byte]
      if (kind === BLANK) {
        if (length > 0 && out[length - 1] !== SPACE) out[length++] = SPACE
        at++
        continue
      }
      if (kind === PUNCTUATION) {
        out[length++] = byte
        at++
        continue
      }
      const word = length
      let digits = 0
      let letters = 0
      do {
        out[length++] = byte
        if (kind === DIGIT) digits++
        else if (kind === LETTER) letters++
        if (++at === stop) break
        byte = bytes[at]
        kind = CLASSES[byte]
      } while (kind !== BLANK && kind !== PUNCTUATION)
      if (digits > 1 || (digits === 1 && letters < LETTERS_OF_NAME)) length = markAt(out, word)
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
  while (at > start && CLASSES[bytes[at - 1]] !== BLANK) at--
  return at > start ? at : stop
}

/** Writes a mark for the word at `word`, or takes it for a part of the variable before it; returns the end. */
function markAt(out: Uint8Array, word: number): number {
  if (word > 1 && out[word - 2] === MARK && (out[word - 1] === COLON || out[word - 1] === COMMA)) return word - 1
  out[word] = MARK
  return word + 1
}
