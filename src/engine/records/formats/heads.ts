/** Which lines start a record: patterns of byte sets, compiled to one table that follows all of them at once. */
import { MAX_HEAD, type Format } from './format.ts'

export interface HeadTest {
  /** Whether the line bytes[start, end) starts a record. */
  test(bytes: Uint8Array, start: number, end: number): boolean
}

/** Patterns that are followed at once: a bit each. */
const MAX_PATTERNS = 8

/** Tables for a test of several patterns at once: bit p stands for pattern p. */
export interface HeadTables {
  /** Positions of the longest pattern. */
  readonly length: number
  /** 256 entries for each position: the patterns that allow the byte there. */
  readonly allowed: Uint8Array
  /** For each position: the patterns of which it is the last. */
  readonly last: Uint8Array
}

/** The test for a format's heads; undefined where every line is one. Throws for a pattern that is none. */
export function compileHead(format: Format): HeadTest | undefined {
  const tables = headTables(format)
  if (!tables) return undefined
  const { allowed, last } = tables
  return {
    test(bytes, start, end) {
      let alive = 255
      for (let at = start, i = 0; at < end; at++, i++) {
        alive &= allowed[(i << 8) | bytes[at]]
        if (alive === 0) return false
        if ((alive & last[i]) !== 0) return true
      }
      return false
    },
  }
}

export function headTables(format: Format): HeadTables | undefined {
  if (!format.heads) return undefined
  const patterns = format.heads.map(positions)
  if (patterns.length > MAX_PATTERNS) throw new RangeError(`more than ${MAX_PATTERNS} heads: ${format.name}`)
  const length = Math.max(1, ...patterns.map((pattern) => pattern.length))
  const allowed = new Uint8Array(256 * length)
  const last = new Uint8Array(length)
  patterns.forEach((pattern, p) => {
    last[pattern.length - 1] |= 1 << p
    pattern.forEach((position, i) => {
      for (let byte = 0; byte < 256; byte++) if (position.test(String.fromCharCode(byte))) allowed[256 * i + byte] |= 1 << p
    })
  })
  return { length, allowed, last }
}

/** An expression for each position of a head. */
function positions(head: string): RegExp[] {
  const parts = head.match(/\\x[\da-fA-F]{2}|\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}*+?|^$]/g) ?? []
  if (parts.join('') !== head || parts.length === 0 || parts.length > MAX_HEAD) throw new RangeError(`not a head: ${head}`)
  return parts.map((part) => new RegExp(`^${part}$`, 's'))
}
