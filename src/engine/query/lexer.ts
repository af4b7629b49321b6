/**
 * Cuts query text into lexemes. The same rules hold in every stage, so that the end of a stage can be found
 * without knowing which stage it is.
 */
import { lazily } from '../../common/lazily.ts'
import type { CompareOp } from './ast.ts'

interface At {
  readonly start: number
  readonly end: number
}

export interface WordLexeme extends At {
  readonly kind: 'word'
}
export interface StringLexeme extends At {
  readonly kind: 'string'
  readonly text: string
  readonly closed: boolean
}
export interface RegexLexeme extends At {
  readonly kind: 'regex'
  readonly source: string
  readonly flags: string
}
/** A name in back quotes. */
export interface NameLexeme extends At {
  readonly kind: 'name'
  readonly text: string
  readonly closed: boolean
}
export interface CompareLexeme extends At {
  readonly kind: 'compare'
  readonly field: string
  readonly fieldEnd: number
  readonly op: CompareOp
  readonly opEnd: number
  readonly value: WordLexeme | StringLexeme | RegexLexeme | undefined
}
export interface MarkLexeme extends At {
  readonly kind: 'open' | 'close' | 'pipe' | 'minus' | 'commentEnd'
}
export type Lexeme = WordLexeme | StringLexeme | RegexLexeme | NameLexeme | CompareLexeme | MarkLexeme

const bareName = lazily(() => /\p{L}(?:[\p{L}\p{M}\p{N}_.@-]*[\p{L}\p{M}\p{N}_])?/uy)
/** The same for a name of nothing but ASCII: classes of Unicode take milliseconds to compile, which counts where a command starts. */
const ASCII_BARE_NAME = /[A-Za-z](?:[\w.@-]*\w)?/y
const ASCII_RUN = /[\w.@-]*/y
const OPERATOR = /!=|>=|<=|==|[=:<>]/y
const BLANK = /\s/
const NOT_NEGATED = /[\s>|)-]/

/** Behind the white space and the comments at `pos`. */
export function skipBlank(text: string, pos: number, end: number): number {
  for (;;) {
    while (pos < end && BLANK.test(text[pos])) pos++
    if (!isComment(text, pos, end)) return pos
    pos = commentEnd(text, pos, end)
  }
}

/** Whether a comment begins at `pos`: two slashes with a blank on both sides, since `//host/share` and `http://x` are what people look for. */
export function isComment(text: string, pos: number, end: number): boolean {
  if (text[pos] !== '/' || text[pos + 1] !== '/' || pos + 2 > end) return false
  return (pos === 0 || /[\s|(),]/.test(text[pos - 1])) && (pos + 2 >= end || BLANK.test(text[pos + 2]))
}

/** End of the comment that begins at `pos`: that of its line. */
export function commentEnd(text: string, pos: number, end: number): number {
  const newline = text.indexOf('\n', pos)
  return newline < 0 || newline > end ? end : newline
}

/** End of the field name that starts at `pos` and needs no quotes, or -1. */
export function bareNameEnd(text: string, pos: number): number {
  // Only what is behind it can be a part of it: to look through all of the text for each name would be quadratic.
  ASCII_RUN.lastIndex = pos
  ASCII_RUN.test(text)
  const name = text.charCodeAt(ASCII_RUN.lastIndex) > 0x7f ? bareName() : ASCII_BARE_NAME
  name.lastIndex = pos
  return name.test(text) ? name.lastIndex : -1
}

/** Reads the "text" at `pos`. Only `\"` and `\\` are escapes; other backslashes stand for themselves. */
export function scanString(text: string, pos: number, end: number): StringLexeme {
  let value = ''
  let from = pos + 1
  for (let i = from; i < end; i++) {
    if (text[i] === '"') return { kind: 'string', start: pos, end: i + 1, text: value + text.slice(from, i), closed: true }
    if (text[i] === '\\' && (text[i + 1] === '"' || text[i + 1] === '\\') && i + 1 < end) {
      value += text.slice(from, i) + text[i + 1]
      from = ++i + 1
    }
  }
  return { kind: 'string', start: pos, end, text: value + text.slice(from, end), closed: false }
}

/** Reads the name in back quotes at `pos`; two back quotes inside stand for one. */
export function scanQuotedName(text: string, pos: number, end: number): NameLexeme {
  let name = ''
  for (let i = pos + 1; i < end; i++) {
    if (text[i] === '`') {
      if (text[i + 1] !== '`' || i + 1 >= end) return { kind: 'name', start: pos, end: i + 1, text: name, closed: true }
      i++
    }
    name += text[i]
  }
  return { kind: 'name', start: pos, end, text: name, closed: false }
}

/** Index of the slash that would close a regex opened at `pos`, or -1. As in JavaScript, a slash in a class does not. */
export function closingSlash(text: string, pos: number, end: number): number {
  let inClass = false
  for (let i = pos + 1; i < end; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) return i
  }
  return -1
}

function validFlags(flags: string): boolean {
  return /^[dgimsuvy]*$/.test(flags) && new Set(flags).size === flags.length && !(flags.includes('u') && flags.includes('v'))
}

/** Reads `/…/flags` at `pos`; undefined where that is a word (`/var/log/app`). */
export function scanRegex(text: string, pos: number, end: number): RegexLexeme | undefined {
  if (text[pos + 1] === '*') return undefined
  const close = closingSlash(text, pos, end)
  if (close <= pos + 1) return undefined
  let stop = close + 1
  while (stop < end && !/[\s)|]/.test(text[stop])) stop++
  const flags = text.slice(close + 1, stop)
  if (!validFlags(flags)) return undefined
  return { kind: 'regex', start: pos, end: stop, source: text.slice(pos + 1, close), flags }
}

/** Reads one lexeme after the other; `inComment` makes a star and a slash that begin a lexeme end the comment. */
export class Lexer {
  readonly text: string
  readonly end: number
  position: number
  private readonly inComment: boolean
  /** Partners of the opening parentheses of the run of non-blank text that ends at `runEnd`. */
  private readonly partners = new Map<number, number>()
  private runEnd = -1

  constructor(text: string, position: number, end: number, inComment = false) {
    this.text = text
    this.position = position
    this.end = end
    this.inComment = inComment
  }

  /** The next lexeme, or undefined at the end. */
  next(): Lexeme | undefined {
    const lexeme = this.peek()
    if (lexeme) this.position = lexeme.end
    return lexeme
  }

  peek(): Lexeme | undefined {
    const { text, end } = this
    const pos = skipBlank(text, this.position, end)
    if (pos >= end) return undefined
    const char = text[pos]
    if (char === '"') return scanString(text, pos, end)
    if (char === '(') return { kind: 'open', start: pos, end: pos + 1 }
    if (char === ')') return { kind: 'close', start: pos, end: pos + 1 }
    if (char === '|') return { kind: 'pipe', start: pos, end: pos + 1 }
    if (this.inComment && text.startsWith('*/', pos)) return { kind: 'commentEnd', start: pos, end: pos + 2 }
    if (char === '-' && pos + 1 < end && !NOT_NEGATED.test(text[pos + 1])) return { kind: 'minus', start: pos, end: pos + 1 }
    if (char === '`') {
      const name = scanQuotedName(text, pos, end)
      return (name.closed && this.compare(name.start, name.text, name.end)) || name
    }
    if (char === '/') return scanRegex(text, pos, end) ?? this.word(pos)
    const nameEnd = bareNameEnd(text, pos)
    if (nameEnd > 0 && nameEnd < end) {
      const compare = this.compare(pos, text.slice(pos, nameEnd), nameEnd)
      if (compare) return compare
    }
    return this.word(pos)
  }

  private compare(start: number, field: string, fieldEnd: number): CompareLexeme | undefined {
    const { text, end } = this
    OPERATOR.lastIndex = fieldEnd
    const written = OPERATOR.exec(text)?.[0]
    if (!written || fieldEnd + written.length > end) return undefined
    const opEnd = fieldEnd + written.length
    const bare = opEnd >= end || /[\s|)]/.test(text[opEnd])
    // `error: no space`, `std::x` and `http://x` are what logs are full of.
    if (written === ':' && (bare || text[opEnd] === ':' || text.startsWith('//', opEnd))) return undefined
    const value = bare ? undefined : this.value(opEnd)
    const op = written === '==' ? '=' : (written as CompareOp)
    return { kind: 'compare', start, end: value?.end ?? opEnd, field, fieldEnd, op, opEnd, value }
  }

  private value(pos: number): CompareLexeme['value'] {
    const { text, end } = this
    if (text[pos] === '"') return scanString(text, pos, end)
    if (text[pos] === '(' || text[pos] === '`') return undefined
    return (text[pos] === '/' ? scanRegex(text, pos, end) : undefined) ?? this.word(pos)
  }

  /**
   * A word goes on to white space, `|`, or a parenthesis that has no partner in it: `connect()`, `f(x)` and `{"x":1}` are words.
   * Quotes inside it are a part of it.
   */
  private word(pos: number): WordLexeme {
    const { text, end } = this
    let i = pos
    while (i < end) {
      const char = text[i]
      if (char === ')' || char === '|' || BLANK.test(char)) break
      if ((char === '(' || char === '"' || char === '`') && isKeyword(text.slice(pos, i))) break
      if (char === '(') {
        const partner = this.partner(i)
        if (partner === undefined) break
        i = partner
      }
      i++
    }
    return { kind: 'word', start: pos, end: i }
  }

  /** Found for a whole run at once, since looking for each parenthesis on its own is quadratic. */
  private partner(open: number): number | undefined {
    if (open >= this.runEnd) {
      this.partners.clear()
      const stack: number[] = []
      let i = open
      for (; i < this.end && !/[\s|]/.test(this.text[i]); i++) {
        if (this.text[i] === '(') stack.push(i)
        else if (this.text[i] === ')' && stack.length > 0) this.partners.set(stack.pop()!, i)
      }
      this.runEnd = i
    }
    return this.partners.get(open)
  }
}

export function isKeyword(word: string): boolean {
  return word === 'AND' || word === 'OR' || word === 'NOT'
}
