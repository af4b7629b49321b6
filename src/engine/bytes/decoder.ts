import { isAscii } from 'node:buffer'
import { errorOf } from '../../common/errorTexts.ts'
import type { SluiceError } from '../../common/errors.ts'
import { encodingNamed, UTF16_BE, UTF16_LE, WINDOWS_1252, type Encoding } from '../../common/encodings.ts'

/** No byte of a source gives more bytes of UTF-8: one that is no character becomes U+FFFD. */
export const MOST_UTF8 = 3
/** Bytes decoded at a time, where lines allow it: larger strings take several times as long. */
const CHUNK_BYTES = 32 * 1024
/** Of windows-1252, bytes 80 to 9F. */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** As TextDecoder: without bytes it gives what is left of a character that has begun. */
interface TextReader {
  decode(bytes?: Buffer, options?: { stream: boolean }): string
}

/** Decodes bytes of one encoding to UTF-8. Sequences that are invalid become U+FFFD as TextDecoder does it; no line depends on others. */
export class Decoder {
  /** Bytes of a code unit. */
  readonly unit: 1 | 2
  private readonly encoding: Encoding
  private readonly reader: TextReader
  /** As Node's search for little-endian units has to look for it. */
  private readonly wideNewline: string
  private readonly lineEnd: Buffer

  /** Throws `unsupportedEncoding` where this program or its Node cannot decode it. */
  constructor(name: string) {
    const found = encodingNamed(name)
    if (!found) throw unsupported(name)
    this.encoding = found
    this.unit = isWide(found) ? 2 : 1
    this.reader = textReader(found)
    this.wideNewline = found === UTF16_LE ? '\n' : '\u0a00'
    this.lineEnd = this.unit === 1 ? Buffer.of(10) : Buffer.from(this.wideNewline, 'utf16le')
  }

  /** Writes source[from, to), which ends where a line or the source does, to `target` at `at`; answers where that ends. */
  decode(source: Buffer, from: number, to: number, target: Buffer, at: number): number {
    let out = at
    for (let start = from; start < to; ) {
      const end = this.chunkEnd(source, start, to)
      const bytes = source.subarray(start, end)
      if (this.unit === 1 && isAscii(bytes)) out += bytes.copy(target, out)
      else out += target.write(this.reader.decode(bytes), out)
      start = end
    }
    return out
  }

  /** The text of some bytes. */
  text(bytes: Buffer): string {
    return this.reader.decode(bytes)
  }

  /** As `decode`, for a line without its line end, which decides what becomes of a character that has begun before it. */
  decodeLine(source: Buffer, from: number, to: number, target: Buffer, at: number): number {
    const line = Buffer.concat([source.subarray(from, to), this.lineEnd])
    return this.decode(line, 0, line.length, target, at) - 1
  }

  /** As `decode`, for bytes that may end within a character, which is left out then. */
  decodeCut(source: Buffer, from: number, to: number, target: Buffer, at: number): number {
    const text = this.reader.decode(source.subarray(from, to), { stream: true })
    this.reader.decode()
    return at + target.write(text, at)
  }

  /** Bytes whose end is not known yet, piece by piece: each gives the characters that it ends. The last is given with `end`. */
  stream(): (bytes: Buffer, end: boolean) => Buffer {
    const decoder = textReader(this.encoding)
    return (bytes, end) => Buffer.from(decoder.decode(bytes, { stream: !end }))
  }

  /** The end of the last character that bytes[0, length) hold whole: a place from which others may decode. */
  wholeEnd(bytes: Buffer): number {
    for (let end = bytes.length - (bytes.length % this.unit); end > 0; end -= this.unit) {
      this.reader.decode(bytes.subarray(0, end), { stream: true })
      if (this.reader.decode() === '') return end
    }
    return bytes.length
  }

  /** Index of the first newline in bytes[from, to), or -1. Indexes are multiples of `unit`. */
  nextNewline(bytes: Buffer, from: number, to: number): number {
    if (from >= to) return -1
    const at = this.unit === 1 ? bytes.indexOf(10, from) : bytes.indexOf(this.wideNewline, from, 'utf16le')
    return at >= 0 && at + this.unit <= to ? at : -1
  }

  /** Index behind the last newline in bytes[from, to), or `from` where there is none. */
  lineStartBefore(bytes: Buffer, from: number, to: number): number {
    const { unit } = this
    // What is left of a unit at the end of the source counts as one.
    const last = Math.ceil(to / unit) * unit - unit
    if (last < from) return from
    const at = unit === 1 ? bytes.lastIndexOf(10, last) : bytes.lastIndexOf(this.wideNewline, last, 'utf16le')
    return at >= from ? at + unit : from
  }

  private chunkEnd(source: Buffer, start: number, to: number): number {
    if (to - start <= CHUNK_BYTES) return to
    const cut = this.lineStartBefore(source, start, start + CHUNK_BYTES)
    if (cut > start) return cut
    const newline = this.nextNewline(source, start + CHUNK_BYTES, to)
    return newline < 0 ? to : newline + this.unit
  }
}

function isWide(encoding: Encoding): boolean {
  return encoding === UTF16_LE || encoding === UTF16_BE
}

function textReader(encoding: Encoding): TextReader {
  if (encoding === WINDOWS_1252) return { decode: (bytes) => (bytes ? westernText(bytes) : '') }
  try {
    // A byte order mark at the start of a block is a character of its text.
    const decoder = new TextDecoder(encoding.label, { ignoreBOM: true })
    return isWide(encoding) ? decoder : withAscii(decoder)
  } catch {
    throw unsupported(encoding.name)
  }
}

const ASCII = Buffer.from(Array.from({ length: 0x80 }, (_, byte) => byte))

/** Node has some ASCII bytes of Shift_JIS stand for others of them, as IBM did; the WHATWG standard has them as they are, and so has a copy of them. */
function withAscii(decoder: TextDecoder): TextReader {
  const text = decoder.decode(ASCII)
  const wrong = new Map([...text].map((char, byte) => [char, String.fromCharCode(byte)] as const).filter(([char, right]) => char !== right))
  if (wrong.size === 0) return decoder
  const found = new RegExp(`[${[...wrong.keys()].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]`, 'g')
  return { decode: (bytes, options) => decoder.decode(bytes, options).replace(found, (char) => wrong.get(char)!) }
}

/** Many versions of Node have another encoding for windows-1252 (github.com/nodejs/node/issues/56542, 60888). */
function westernText(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (char) => WESTERN[char.charCodeAt(0) - 0x80])
}

function unsupported(name: string): SluiceError {
  return errorOf('unsupportedEncoding', 'unreadableEncoding', { encoding: name })
}
