/**
 * How text with escape sequences is read. `json`: those of JSON. `c`: these and those that Go and web servers write: \a \v \0 … \377 \xhh \Uhhhhhhhh
 * \'. `quotes`: two double quotes are one. A sequence that means nothing stands for itself; half a surrogate pair is U+FFFD.
 */
export type Escapes = 'json' | 'c' | 'quotes'

const BACKSLASH = 0x5c

const JSON_ESCAPES = single({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })
const C_ESCAPES = new Map([...JSON_ESCAPES, ...single({ a: '\x07', v: '\v', "'": "'" })])

function single(meanings: Record<string, string>): ReadonlyMap<number, number> {
  return new Map(Object.entries(meanings).map(([escape, meaning]) => [escape.charCodeAt(0), meaning.charCodeAt(0)]))
}

/** The text that bytes[start, end) stand for. */
export function decodeEscapes(bytes: Buffer, start: number, end: number, escapes: Escapes): string {
  return unescapeBytes(bytes, start, end, escapes).toString()
}

/** The same as UTF-8, or as whatever bytes the text has. */
export function unescapeBytes(bytes: Buffer, start: number, end: number, escapes: Escapes): Buffer {
  if (escapes === 'quotes') return Buffer.from(bytes.toString('latin1', start, end).replaceAll('""', '"'), 'latin1')
  // No sequence is shorter than what it stands for.
  const target = Buffer.allocUnsafe(end - start)
  let to = 0
  let at = start
  while (at < end) {
    const next = bytes.indexOf(BACKSLASH, at)
    const stop = next < 0 || next >= end ? end : next
    to += bytes.copy(target, to, at, stop)
    at = stop
    if (at >= end) break
    const sequence = readSequence(bytes, at + 1, end, escapes)
    if (sequence === undefined) {
      target[to++] = bytes[at++]
      if (at < end) target[to++] = bytes[at++]
    } else {
      if (sequence.raw) target[to++] = sequence.code
      else to += target.write(String.fromCodePoint(sequence.code), to)
      at = sequence.end
    }
  }
  return target.subarray(0, to)
}

interface Sequence {
  readonly code: number
  /** It is a byte, not a character. */
  readonly raw: boolean
  readonly end: number
}

/** The sequence whose backslash is before `at`. */
function readSequence(bytes: Buffer, at: number, end: number, escapes: Escapes): Sequence | undefined {
  if (at >= end) return undefined
  const escape = bytes[at]
  const meaning = (escapes === 'json' ? JSON_ESCAPES : C_ESCAPES).get(escape)
  if (meaning !== undefined) return { code: meaning, raw: true, end: at + 1 }
  if (escape === 0x75) return unicode(bytes, at + 1, end)
  if (escapes === 'json') return undefined
  if (escape === 0x78) return withCode(digits(bytes, at + 1, at + 3, end, 16), true, at + 3)
  if (escape === 0x55) {
    const code = digits(bytes, at + 1, at + 9, end, 16)
    return code !== undefined && code > 0x10ffff ? undefined : withCode(whole(code), false, at + 9)
  }
  const octal = digits(bytes, at, at + 3, end, 8)
  return octal !== undefined && octal > 255 ? undefined : withCode(octal, true, at + 3)
}

/** `at` is behind \u: one of them, or the two of a pair. */
function unicode(bytes: Buffer, at: number, end: number): Sequence | undefined {
  const unit = digits(bytes, at, at + 4, end, 16)
  if (unit === undefined || unit < 0xd800 || unit > 0xdbff || bytes[at + 4] !== BACKSLASH || bytes[at + 5] !== 0x75) {
    return withCode(whole(unit), false, at + 4)
  }
  const second = digits(bytes, at + 6, at + 10, end, 16)
  if (second === undefined || second < 0xdc00 || second > 0xdfff) return withCode(0xfffd, false, at + 4)
  return withCode(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00), false, at + 10)
}

function whole(code: number | undefined): number | undefined {
  return code !== undefined && code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
}

function withCode(code: number | undefined, raw: boolean, end: number): Sequence | undefined {
  return code === undefined ? undefined : { code, raw, end }
}

/** The number whose digits are bytes[at, to); undefined if one of them is no digit of its base, or behind `end`. */
function digits(bytes: Buffer, at: number, to: number, end: number, base: number): number | undefined {
  if (to > end) return undefined
  let value = 0
  for (let i = at; i < to; i++) {
    const digit = digitOf(bytes[i])
    if (digit >= base) return undefined
    value = value * base + digit
  }
  return value
}

function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16
}
