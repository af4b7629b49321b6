/** Which lines start a record: patterns of byte sets, compiled to one table that follows all of them at once. */
import type { HeadTest } from '../../lines/block.ts'
import { MAX_HEAD, type Format } from './format.ts'

/** Patterns that are followed at once: a bit each. */
const MAX_PATTERNS = 8


/** A test of several patterns at once: bit p stands for pattern p. */
export class TableHeadTest implements HeadTest {
  /**
   * For each of MAX_HEAD positions the patterns of which it is the last; behind these, for each position, 256 bytes: the patterns that
   * allow the byte there.
   */
  readonly tables: Buffer

  constructor(patterns: readonly (readonly RegExp[])[]) {
    const tables = Buffer.alloc(MAX_HEAD + 256 * MAX_HEAD)
    patterns.forEach((pattern, p) => {
      tables[pattern.length - 1] |= 1 << p
      pattern.forEach((position, i) => {
        const at = MAX_HEAD + 256 * i
        for (let byte = 0; byte < 256; byte++) if (position.test(String.fromCharCode(byte))) tables[at + byte] |= 1 << p
      })
    })
    this.tables = tables
  }

  test(bytes: Uint8Array, start: number, end: number): boolean {
    const { tables } = this
    let alive = 255
    for (let at = start, allowed = MAX_HEAD, last = 0; at < end; at++, last++, allowed += 256) {
      alive &= tables[allowed + bytes[at]]
      if (alive === 0) return false
      if ((alive & tables[last]) !== 0) return true
    }
    return false
  }
}

/** The test for a format's heads; undefined where every line is one. Throws for a pattern that is none. */
export function compileHead(format: Format): TableHeadTest | undefined {
  if (!format.heads) return undefined
  if (format.heads.length > MAX_PATTERNS) throw new RangeError(`more than ${MAX_PATTERNS} heads: ${format.name}`)
  return new TableHeadTest(format.heads.map(positions))
}

/** An expression for each position of a head. */
function positions(head: string): RegExp[] {
  const parts = head.match(/\\x[\da-fA-F]{2}|\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}*+?|^$]/g) ?? []
  if (parts.join('') !== head || parts.length === 0 || parts.length > MAX_HEAD) throw new RangeError(`not a head: ${head}`)
  return parts.map((part) => new RegExp(`^${part}$`, 's'))
}
