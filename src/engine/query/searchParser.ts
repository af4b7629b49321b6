/**
 * The search expression:
 *   or    = and { OR and }
 *   and   = not { [AND] not }
 *   not   = ( NOT | - ) not | term
 *   term  = word | "phrase" | /regex/flags | name op value | * | ( or )
 * Keywords are capitals only, since lower-case `and`, `or` and `not` are words that people look for. A minus negates where it
 * begins a term and a term follows at once (so `-5` is NOT 5, `--x` and `->` are words). Stars in words stand for themselves.
 */
import { lazily } from '../../common/lazily.ts'
import type { CompareValue, SearchExpr, Span, TokenKind } from './ast.ts'
import { QueryError } from './diagnostics.ts'
import { isKeyword, Lexer, type CompareLexeme, type Lexeme, type RegexLexeme } from './lexer.ts'
import { isNumber } from './number.ts'
import { regexProblem } from './regex.ts'

interface Sink {
  report(span: Span, message: string): void
  token(kind: TokenKind, start: number, end: number): void
}

/** Parentheses and NOTs inside each other; deeper ones would overflow the stack of whatever walks the tree. */
const MAX_DEPTH = 100

const TERM = 'a word, a "phrase", a /regex/ or a comparison as name=value'
const SPACED_OPERATOR = /^(?:!=|>=|<=|==|[=<>])$/
const bareName = lazily(() => /^\p{L}(?:[\p{L}\p{M}\p{N}_.@-]*[\p{L}\p{M}\p{N}_])?$/u)

/** Reads text[start, end) as a search expression. Throws QueryError only where it is nested too deeply. */
export function parseSearch(text: string, start: number, end: number, sink: Sink): SearchExpr {
  return new SearchParser(text, start, end, sink).parse()
}

class SearchParser {
  private readonly text: string
  private readonly lexer: Lexer
  private readonly sink: Sink
  private readonly start: number
  private current: Lexeme | undefined
  private lastEnd: number
  private depth = 0

  constructor(text: string, start: number, end: number, sink: Sink) {
    this.text = text
    this.lexer = new Lexer(text, start, end)
    this.sink = sink
    this.start = this.lastEnd = start
    this.current = this.lexer.next()
  }

  parse(): SearchExpr {
    const items: SearchExpr[] = []
    while (this.current) {
      // Only a parenthesis that was never opened stops an expression before the end.
      if (this.current.kind === 'close') {
        this.sink.report(this.current, "expected a '(' before this ')'")
        this.advance('error')
      } else items.push(this.or())
    }
    if (items.length === 0) return { type: 'all', span: { start: this.start, end: this.lastEnd } }
    return this.join('and', items, this.start)
  }

  private or(): SearchExpr {
    const start = this.current?.start ?? this.lastEnd
    const items = [this.and()]
    while (this.isKeyword('OR')) {
      this.advance('keyword')
      items.push(this.and('OR'))
    }
    return this.join('or', items, start)
  }

  private and(after?: string): SearchExpr {
    const start = this.current?.start ?? this.lastEnd
    const items = [this.not(after)]
    for (;;) {
      if (this.isKeyword('AND')) {
        this.advance('keyword')
        items.push(this.not('AND'))
      } else if (this.current && this.current.kind !== 'close' && !this.isKeyword('OR')) items.push(this.not())
      else return this.join('and', items, start)
    }
  }

  private not(after?: string): SearchExpr {
    const negation = this.current?.kind === 'minus' ? 'operator' : this.isKeyword('NOT') ? 'keyword' : undefined
    if (!negation) return this.term(after)
    const start = this.current!.start
    this.deeper()
    this.advance(negation)
    const item = this.not(negation === 'keyword' ? 'NOT' : '-')
    this.depth--
    return { type: 'not', item, span: { start, end: this.lastEnd } }
  }

  private term(after?: string): SearchExpr {
    this.skipPipes()
    const lexeme = this.current
    if (!lexeme || lexeme.kind === 'close' || (lexeme.kind === 'word' && isKeyword(this.textOf(lexeme)))) {
      return this.missing(after)
    }
    switch (lexeme.kind) {
      case 'open':
        return this.group(lexeme)
      case 'compare':
        return this.compare(lexeme)
      case 'string':
        this.advance('string')
        if (!lexeme.closed) this.sink.report(lexeme, 'expected " to close the phrase')
        return { type: 'phrase', text: lexeme.text, quoted: true, span: spanOf(lexeme) }
      case 'regex':
        this.advance('regex')
        this.checkRegex(lexeme, lexeme.start)
        return { type: 'regex', source: lexeme.source, flags: lexeme.flags, span: spanOf(lexeme) }
      case 'name':
        this.advance('field')
        this.sink.report(
          lexeme,
          lexeme.closed ? 'expected a comparison right after the name, as `name`=value' : 'expected ` to close the name',
        )
        return { type: 'phrase', text: lexeme.text, quoted: true, span: spanOf(lexeme) }
      default:
        return this.word(lexeme)
    }
  }

  /** A `|` that is no separator stands inside parentheses. */
  private skipPipes(): void {
    while (this.current?.kind === 'pipe') {
      this.sink.report(this.current, "expected OR inside parentheses, found '|', which begins the next stage")
      this.advance('error')
    }
  }

  private word(lexeme: Lexeme): SearchExpr {
    const text = this.textOf(lexeme)
    if (text === '*') {
      this.advance('operator')
      return { type: 'all', span: spanOf(lexeme) }
    }
    this.advance(isNumber(text) ? 'number' : 'word')
    const next = this.current
    if (next?.kind === 'word' && SPACED_OPERATOR.test(this.textOf(next)) && bareName().test(text)) {
      const op = this.textOf(next)
      this.sink.report(
        { start: lexeme.start, end: next.end },
        `expected a comparison without blanks, as ${text}${op}value; put '${op}' in quotes to search for it`,
      )
      this.advance('error')
    }
    return { type: 'phrase', text, quoted: false, span: spanOf(lexeme) }
  }

  private group(open: Lexeme): SearchExpr {
    this.deeper()
    this.advance('punctuation')
    const expr = this.current?.kind === 'close' ? this.missing('(') : this.or()
    if (this.current?.kind === 'close') this.advance('punctuation')
    else this.sink.report(open, "expected a ')' for this '('")
    this.depth--
    return expr
  }

  private compare(lexeme: CompareLexeme): SearchExpr {
    const { field, op, value } = lexeme
    const written = this.text.slice(lexeme.start, lexeme.opEnd)
    this.sink.token('field', lexeme.start, lexeme.fieldEnd)
    this.sink.token('operator', lexeme.fieldEnd, lexeme.opEnd)
    this.advance(undefined)
    if (field === '') this.sink.report({ start: lexeme.start, end: lexeme.fieldEnd }, 'expected a name between the back quotes')
    if (!value) {
      const message = `expected a value right after '${written}'; put it in quotes to search for that text`
      this.sink.report({ start: lexeme.start, end: lexeme.opEnd }, message)
      return { type: 'phrase', text: written, quoted: true, span: spanOf(lexeme) }
    }
    const compared = this.compareValue(lexeme, value)
    return { type: 'compare', field, op, value: compared, span: spanOf(lexeme) }
  }

  private compareValue(lexeme: CompareLexeme, value: NonNullable<CompareLexeme['value']>): CompareValue {
    const { op } = lexeme
    if (value.kind === 'string') {
      this.sink.token('string', value.start, value.end)
      if (!value.closed) this.sink.report(value, 'expected " to close the text')
      return { type: 'text', text: value.text, quoted: true }
    }
    if (value.kind === 'regex') {
      this.sink.token('regex', value.start, value.end)
      if (op !== '=' && op !== '!=' && op !== ':') {
        this.sink.report(value, `expected a number or a text after '${op}', found a regular expression`)
      } else this.checkRegex(value, value.start)
      return { type: 'regex', source: value.source, flags: value.flags }
    }
    const text = this.textOf(value)
    if (text === '*' && (op === ':' || op === '=')) {
      this.sink.token('operator', value.start, value.end)
      return { type: 'any' }
    }
    if (text === '*' && op === '!=') {
      this.sink.report(lexeme, `expected NOT ${this.text.slice(lexeme.start, lexeme.fieldEnd)}:* for rows without the field`)
    }
    this.sink.token(isNumber(text) ? 'number' : 'word', value.start, value.end)
    return { type: 'text', text, quoted: false }
  }

  private missing(after: string | undefined): SearchExpr {
    const at = this.current ? spanOf(this.current) : { start: this.start, end: this.lastEnd }
    const before = this.current ? ` before '${this.textOf(this.current)}'` : ''
    const span = after && !this.current ? { start: this.lastEnd - after.length, end: this.lastEnd } : at
    this.sink.report(span, `expected ${TERM}${after ? ` after '${after}'` : before}`)
    return { type: 'all', span: { start: this.lastEnd, end: this.lastEnd } }
  }

  private checkRegex(regex: RegexLexeme, start: number): void {
    const problem = regexProblem(regex.source, regex.flags)
    if (problem) this.sink.report({ start, end: regex.end }, problem)
  }

  private join(type: 'and' | 'or', items: SearchExpr[], start: number): SearchExpr {
    // A term that is missing stands behind what was read last.
    return items.length === 1 ? items[0] : { type, items, span: { start: Math.min(start, items[0].span.start), end: this.lastEnd } }
  }

  private isKeyword(word: string): boolean {
    return this.current?.kind === 'word' && this.textOf(this.current) === word
  }

  private textOf(lexeme: Lexeme): string {
    return this.text.slice(lexeme.start, lexeme.end)
  }

  /** Goes on to the next lexeme; `kind` is how the current one is coloured. */
  private advance(kind: TokenKind | undefined): void {
    const { current } = this
    if (!current) return
    if (kind) this.sink.token(kind, current.start, current.end)
    this.lastEnd = current.end
    this.current = this.lexer.next()
  }

  private deeper(): void {
    if (++this.depth <= MAX_DEPTH) return
    throw new QueryError(spanOf(this.current!), `expected at most ${MAX_DEPTH} parentheses and NOTs inside each other`)
  }
}

function spanOf(lexeme: Span): Span {
  return { start: lexeme.start, end: lexeme.end }
}
