/** Which lines start a record: patterns of byte sets, compiled to one table that follows all of them at once. */
import type { HeadTest } from '../../lines/block.ts'
import { uncoloredHeadTest } from './colored.ts'
import { bytesOfClass } from './byteClass.ts'
import { MAX_HEAD, type Format } from './format.ts'
import { templateLines } from './template.ts'
import { areEnough, templateHeads, templateHeadTest, templateStarts } from './templateHeads.ts'
import { expressionHeads, expressionStarts } from './expressionHeads.ts'
import { wrappedHeadTest } from './wrapped.ts'

/** Patterns that are followed at once: a bit each. */
const MAX_PATTERNS = 8

/** A test of several patterns at once: bit p stands for pattern p. */
export class TableHeadTest implements HeadTest {
  /**
   * For each of MAX_HEAD positions the patterns of which it is the last; behind these, for each position, 256 bytes: the patterns that
   * allow the byte there.
   */
  readonly tables: Buffer
  readonly lines: number

  /** `patterns`: for each position the bytes that may stand there; `lines`: see HeadTest. */
  constructor(patterns: readonly (readonly (readonly number[])[])[], lines = 1) {
    this.lines = lines
    const tables = Buffer.alloc(MAX_HEAD + 256 * MAX_HEAD)
    patterns.forEach((pattern, p) => {
      tables[pattern.length - 1] |= 1 << p
      pattern.forEach((bytes, i) => {
        for (const byte of bytes) tables[MAX_HEAD + 256 * i + byte] |= 1 << p
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

/** The test for a format's heads; undefined where every line is one. Throws for a pattern that is none. `watch`: see Kernels. */
export function compileHead(format: Format, watch?: () => void): HeadTest | undefined {
  const { heads: declared, layout } = format
  if (format.colored) return uncoloredHeadTest(compileHead(format.colored, watch))
  if (format.wrapped) return wrappedHeadTest(format.wrapped.prefix, compileHead(format.wrapped.format, watch))
  if (!declared) return undefined
  if (layout.kind === 'expression') return expressionTest(layout.head ?? layout.source, watch)
  if (typeof declared !== 'string') return tableTest(declared, format)
  if (layout.kind !== 'template') throw new RangeError(`heads of a template that is none: ${format.name}`)
  const heads = templateHeads(layout)
  return areEnough(heads) && heads.length <= MAX_PATTERNS ? tableTest(heads, format) : templateHeadTest(layout, firstBytes(heads))
}

function expressionTest(source: string, watch?: () => void): HeadTest {
  const starts = expressionStarts(source)
  return expressionHeads(source, starts.length > 0 ? new TableHeadTest([starts]) : undefined, watch)
}

/** For each byte 1 if a head of the format may begin with it; undefined where every line is one, or nothing is known of it without reading it. */
export function headStarts(format: Format): Uint8Array | undefined {
  if (!format.heads || format.wrapped || format.colored || format.layout.kind === 'expression') return undefined
  if (typeof format.heads !== 'string') return firstBytes(format.heads)
  return format.layout.kind === 'template' ? firstBytes(templateStarts(format.layout)) : undefined
}

/** By their heads, and how many lines fields are in: many formats have the same. */
const tests = new Map<string, TableHeadTest>()

function tableTest(heads: readonly string[], { name, layout }: Format): TableHeadTest {
  if (heads.length > MAX_PATTERNS) throw new RangeError(`more than ${MAX_PATTERNS} heads: ${name}`)
  const lines = layout.kind === 'template' ? templateLines(layout.line) : 1
  const key = [...heads, lines].join('\n')
  const test = tests.get(key) ?? new TableHeadTest(heads.map(positions), lines)
  tests.set(key, test)
  return test
}

/** 1 for each byte that one of some heads may begin with. Most lines are told apart by it. */
function firstBytes(heads: readonly string[]): Uint8Array {
  const firsts = new Uint8Array(256)
  for (const head of heads) {
    const [part] = head.match(PART) ?? []
    // Of one that is empty nothing is known.
    if (part === undefined) return firsts.fill(1)
    for (const byte of bytesAt(part)) firsts[byte] = 1
  }
  return firsts
}

const PART = /\\x[\da-fA-F]{2}|\\.|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}*+?|^$]/
/** Of a part of a head: formats have few different ones. */
const bytesOf = new Map<string, readonly number[]>()

/** The bytes that may stand at each position of a head. */
function positions(head: string): (readonly number[])[] {
  const parts = head.match(new RegExp(PART, 'g')) ?? []
  if (parts.join('') !== head || parts.length === 0 || parts.length > MAX_HEAD) throw new RangeError(`not a head: ${head}`)
  return parts.map(bytesAt)
}

function bytesAt(part: string): readonly number[] {
  const known = bytesOf.get(part) ?? bytesOfClass(part)
  bytesOf.set(part, known)
  return known
}
