import type { Span } from './ast.ts'
import { ExprLexer } from './expression/lexer.ts'
import { bareNameEnd, commentEnd, isComment, Lexer, skipBlank } from './lexer.ts'

/** The text of one stage in a query. */
export interface Segment extends Span {
  /** The stage itself: without comment marks and the white space around it. */
  readonly inner: Span
  readonly on: boolean
  /** False where a comment is opened and not closed. */
  readonly closed: boolean
  /** Where text stands between the end of a comment and the next `|`. */
  readonly trailing: Span | undefined
  /** Where a `|` stands inside a comment, which holds one stage only. */
  readonly innerPipe: number
  /** Of the `|` before it; -1 for the first. */
  readonly pipe: number
}

/** Stages that are written as expressions, whose text is cut in another way: a slash divides there, and 'single quotes' quote. */
export const EXPRESSION_STAGES: readonly string[] = ['where', 'eval', 'fillnull']

/** What tells the ends of stages. */
interface Cutter {
  next(): { readonly kind: string; readonly start: number; readonly end: number } | undefined
}

function cutter(text: string, start: number, pipe: number, inComment: boolean): Cutter {
  const name = pipe < 0 ? '' : text.slice(start, Math.max(start, bareNameEnd(text, start))).toLowerCase()
  if (!EXPRESSION_STAGES.includes(name)) return new Lexer(text, start, text.length, inComment)
  const lexer = new ExprLexer(text, start, text.length, inComment)
  return {
    next() {
      const token = lexer.next()
      const kind = token?.kind === 'mark' ? MARKS[token.text] : undefined
      return token && kind ? { kind, start: token.start, end: token.end } : token
    },
  }
}

const MARKS: Readonly<Record<string, string>> = { '(': 'open', ')': 'close', '|': 'pipe' }

/** Stages of one query; looking for the end of many more would take long. */
export const MAX_STAGES = 200

/**
 * Cuts a query at every `|` outside quotes, regexes, parentheses and comments. There is always at least one segment; one more than
 * MAX_STAGES holds all the rest of a text that has too many.
 */
export function splitSegments(text: string): Segment[] {
  const segments: Segment[] = []
  let pipe = -1
  for (;;) {
    const start = skipBlank(text, pipe + 1, text.length)
    if (segments.length === MAX_STAGES) return [...segments, rest(text, start, pipe)]
    const segment = text.startsWith('/*', start) ? commented(text, start, pipe) : plain(text, start, pipe)
    segments.push(segment.segment)
    if (segment.next < 0) return segments
    pipe = segment.next
  }
}

/** The comments of a query, in order; not those in stages that are off, which are comments as a whole. */
export function commentsOf(text: string): Span[] {
  const comments: Span[] = []
  const look = (start: number, end: number): void => {
    for (let i = start; i < end; i++) {
      if (!isComment(text, i, text.length)) continue
      const stop = commentEnd(text, i, end)
      comments.push({ start: i, end: stop })
      i = stop
    }
  }
  let done = 0
  for (const { start, end, pipe, on } of splitSegments(text)) {
    look(done, start)
    done = start
    const lexer = on ? cutter(text, start, pipe, false) : undefined
    for (let lexeme = lexer?.next(); lexeme && lexeme.start < end; lexeme = lexer?.next()) {
      look(done, lexeme.start)
      done = lexeme.end
    }
    done = end
  }
  look(done, text.length)
  return comments
}

interface Cut {
  readonly segment: Segment
  /** Of the `|` that ends it, or -1. */
  readonly next: number
}

function rest(text: string, start: number, pipe: number): Segment {
  const span = { start, end: Math.max(start, text.trimEnd().length) }
  return { ...span, inner: span, on: true, closed: true, trailing: undefined, innerPipe: -1, pipe }
}

function plain(text: string, start: number, pipe: number): Cut {
  const { end, next } = toPipe(cutter(text, start, pipe, false), start)
  const span = { start, end }
  return { segment: { ...span, inner: span, on: true, closed: true, trailing: undefined, innerPipe: -1, pipe }, next }
}

interface Pipe {
  readonly start: number
  /** End of what stands before it. */
  readonly before: number
  /** The parenthesis it stands in. */
  readonly open: number
}

/** Reads on to the `|` that ends the segment; `end` is that of the last lexeme before it. */
function toPipe(lexer: Cutter, start: number): { end: number; next: number } {
  const open: number[] = []
  const inside: Pipe[] = []
  let end = start
  for (let lexeme = lexer.next(); lexeme; lexeme = lexer.next()) {
    if (lexeme.kind === 'pipe') {
      if (open.length === 0) return { end, next: lexeme.start }
      inside.push({ start: lexeme.start, before: end, open: open[open.length - 1] })
    } else if (lexeme.kind === 'open') open.push(lexeme.start)
    else if (lexeme.kind === 'close') open.pop()
    end = lexeme.end
  }
  // A parenthesis that is never closed must not swallow the stages behind it.
  const unclosed = new Set(open)
  const pipe = inside.find((candidate) => unclosed.has(candidate.open))
  return pipe ? { end: pipe.before, next: pipe.start } : { end, next: -1 }
}

function commented(text: string, start: number, pipe: number): Cut {
  const innerStart = skipBlank(text, start + 2, text.length)
  const lexer = cutter(text, innerStart, pipe, true)
  let innerEnd = innerStart
  let innerPipe = -1
  let depth = 0
  for (let lexeme = lexer.next(); lexeme; lexeme = lexer.next()) {
    if (lexeme.kind === 'commentEnd') {
      const after = skipBlank(text, lexeme.end, text.length)
      const rest = toPipe(new Lexer(text, after, text.length), lexeme.end)
      const trailing = rest.end > lexeme.end ? { start: after, end: rest.end } : undefined
      const inner = { start: innerStart, end: innerEnd }
      return { segment: { start, end: rest.end, inner, on: false, closed: true, trailing, innerPipe, pipe }, next: rest.next }
    }
    if (lexeme.kind === 'open') depth++
    else if (lexeme.kind === 'close' && depth > 0) depth--
    else if (lexeme.kind === 'pipe' && depth === 0 && innerPipe < 0) innerPipe = lexeme.start
    innerEnd = lexeme.end
  }
  const inner = { start: innerStart, end: innerEnd }
  const end = Math.max(innerEnd, start + 2)
  return { segment: { start, end, inner, on: false, closed: false, trailing: undefined, innerPipe, pipe }, next: -1 }
}
