import { REGEX_WINDOW_OVERLAP, MAX_LINE_BYTES } from '../../../common/constants.ts'
import type { SearchExpr } from '../../query/ast.ts'
import { compileRegex } from '../../query/regex.ts'
import type { Block } from '../../lines/block.ts'
import type { LineBatch } from '../../records/lineBatch.ts'
import type { StageContext } from '../contract.ts'
import { CHUNK_BYTES } from './byteScan.ts'
import { evaluate, textTerms, type Test, type TextTerm } from './expression.ts'
import { longestBytes } from './needles.ts'
import { ignoresCase, phraseTest } from './smartCase.ts'

/** Tests a row that is longer than MAX_LINE_BYTES. */
export type LongLineTest = (batch: LineBatch, row: number) => boolean

interface Pass {
  readonly terms: readonly TextTerm[]
  /** Bytes of overlap between windows, for a line whose windows are this long. */
  overlap(window: number): number
  /** Bytes that are decoded at a time, at most: larger strings pile up, as V8 collects them late. */
  readonly pieceBytes: number
}

/**
 * The expression for lines too long to be held: words and phrases are found in all bytes, a regex within windows (SEMANTICS: search);
 * comparisons see the fields, which come from the line's kept beginning. `compare` tests a comparison.
 */
export function compileLongLineTest(expr: SearchExpr, compare: (expr: SearchExpr) => Test, context: StageContext): LongLineTest {
  const terms = textTerms(expr)
  const tests = new Map(terms.map((term) => [term, termTest(term)]))
  const passes = planPasses(terms)
  const compares = new Map<SearchExpr, Test>()
  const compareOf = (term: SearchExpr): Test => {
    let test = compares.get(term)
    if (!test) compares.set(term, (test = compare(term)))
    return test
  }
  return (batch, row) => {
    const { block } = batch
    const above = linesAbove(batch, row)
    const holdsAbove = (term: TextTerm): boolean => {
      if (term.type === 'regex' && above.length > 0) context.beat(batch, row)
      return above.some((line) => tests.get(term)!(line))
    }
    const found = new Set(terms.filter(holdsAbove))
    for (const pass of passes) {
      if (pass.terms.every((term) => found.has(term))) continue
      for (const text of textsOf(block, pass)) {
        for (const term of pass.terms) {
          if (found.has(term)) continue
          if (term.type === 'regex') context.beat(batch, row)
          if (tests.get(term)!(text)) found.add(term)
        }
        if (pass.terms.every((term) => found.has(term))) break
      }
    }
    const subject = { batch, row, text: '' }
    return evaluate(expr, (term) => found.has(term), (term) => compareOf(term)(subject))
  }
}

/** The whole of a long line in texts that overlap as a pass needs it. */
function* textsOf(block: Block, { overlap, pieceBytes }: Pass): Generator<string> {
  const length = block.windowBytes
  let first = true
  for (const window of block.longWindows(Math.min(overlap(length), length - 1))) {
    const step = Math.max(1, pieceBytes - overlap(length))
    for (let from = 0; from === 0 || from + overlap(length) < window.length; from += step) {
      const piece = window.subarray(from, from + pieceBytes)
      yield piece.toString('utf8', first ? 0 : wholeStart(piece), wholeEnd(piece))
      first = false
    }
  }
}

/** Lines of a record before its long one. */
function linesAbove(batch: LineBatch, row: number): string[] {
  const { block } = batch
  const start = batch.start(row)
  // Behind the last newline comes the long line.
  return block.bytes.toString('utf8', start, block.longLine).split(/\r?\n/).slice(0, -1)
}

function termTest(term: TextTerm): (text: string) => boolean {
  if (term.type === 'phrase') return phraseTest(term.text)
  const regex = compileRegex(term.source, term.flags)
  return (text) => regex.test(text)
}

/** Windows overlap by as much as the longest phrase needs, and for regexes by what is promised: two passes where that differs. */
function planPasses(terms: readonly TextTerm[]): Pass[] {
  const phrases = terms.filter((term) => term.type === 'phrase')
  const regexes = terms.filter((term) => term.type === 'regex')
  // A window may lose a cut character at either end.
  const bytes = 6 + Math.max(0, ...phrases.map(({ text }) => longestBytes({ text, folding: ignoresCase(text) ? 'unicode' : 'none' })))
  const promised = (window: number): number => Math.floor((window * REGEX_WINDOW_OVERLAP) / MAX_LINE_BYTES)
  const passes: Pass[] = []
  if (phrases.length > 0) passes.push({ terms: phrases, overlap: () => bytes, pieceBytes: Math.max(CHUNK_BYTES, 2 * bytes) })
  if (regexes.length > 0) passes.push({ terms: regexes, overlap: promised, pieceBytes: Infinity })
  return passes
}

/** Behind the rest of a character that the window before has begun. */
function wholeStart(bytes: Uint8Array): number {
  let start = 0
  while (start < 3 && start < bytes.length && isContinuation(bytes[start])) start++
  return start
}

/** Before a character that only the next window ends. */
function wholeEnd(bytes: Uint8Array): number {
  const { length } = bytes
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]
    if (isContinuation(byte)) continue
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needed > back ? length - back : length
  }
  return length
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}
