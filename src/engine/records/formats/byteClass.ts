/**
 * Classes of bytes, in the notation of expressions: a character, an escape, or some of these between brackets. Read here, as compiling an expression for each takes
 * longer than all else that finds out what a log is.
 */
/** Not an old octal escape, as \01. */
const TOKEN = /\\x([\da-fA-F]{2})|(?!\\0\d)\\(.)|([^\\])/y

const DIGITS = range('0', '9')
const WORD = [...DIGITS, ...range('A', 'Z'), 0x5f, ...range('a', 'z')]
/** Of the bytes as Latin-1. */
const BLANKS = [9, 10, 11, 12, 13, 32, 0xa0]
const SETS: Readonly<Record<string, readonly number[]>> = { d: DIGITS, w: WORD, s: BLANKS, D: others(DIGITS), W: others(WORD), S: others(BLANKS) }
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 }

/** Throws RangeError for what is no class. */
export function bytesOfClass(text: string): readonly number[] {
  if (!text.startsWith('[') || text.length === 1) {
    const { bytes, behind } = atom(text, 0)
    if (behind !== text.length) throw new RangeError(`not one character: ${text}`)
    return text === '.' ? others([]) : bytes
  }
  const isNegated = text[1] === '^'
  const found: number[] = []
  let at = isNegated ? 2 : 1
  while (at < text.length - 1) {
    const { bytes, behind } = atom(text, at)
    at = behind
    const isRange = text[at] === '-' && at + 1 < text.length - 1 && bytes.length === 1
    if (!isRange) found.push(...bytes)
    else {
      const last = atom(text, at + 1)
      found.push(...between(bytes[0], last.bytes[0]))
      at = last.behind
    }
  }
  if (at !== text.length - 1 || text[at] !== ']') throw new RangeError(`not a class: ${text}`)
  return isNegated ? others(found) : found
}

/** One character or escape. */
function atom(text: string, at: number): { readonly bytes: readonly number[]; readonly behind: number } {
  TOKEN.lastIndex = at
  const [token, code, escaped, plain] = TOKEN.exec(text) ?? []
  if (token === undefined) throw new RangeError(`not a class: ${text}`)
  const behind = at + token.length
  if (code !== undefined) return { bytes: [parseInt(code, 16)], behind }
  if (escaped === undefined) return { bytes: [byteOf(plain, text)], behind }
  const set = SETS[escaped]
  if (set) return { bytes: set, behind }
  if (/[a-zA-Z0-9]/.test(escaped) && !(escaped in CONTROLS)) throw new RangeError(`\\${escaped} is not known: ${text}`)
  return { bytes: [CONTROLS[escaped] ?? byteOf(escaped, text)], behind }
}

function byteOf(char: string, text: string): number {
  const code = char.charCodeAt(0)
  if (code > 255) throw new RangeError(`not a byte: ${text}`)
  return code
}

function range(first: string, last: string): number[] {
  return between(first.charCodeAt(0), last.charCodeAt(0))
}

function between(first: number, last: number): number[] {
  if (last < first) throw new RangeError(`${String.fromCharCode(first)} comes behind ${String.fromCharCode(last)}`)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

function others(bytes: readonly number[]): number[] {
  return between(0, 255).filter((byte) => !bytes.includes(byte))
}
