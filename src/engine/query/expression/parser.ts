/**
 * Expressions:
 *   or      = and { or and }
 *   and     = not { and not }
 *   not     = not not | compare
 *   compare = sum [ ( = != < <= > >= ) sum | [not] in ( … ) | [not] like "text" | [not] between sum and sum | is [not] null ]
 *   sum     = product { ( + - ) product };  product = negative { ( * / % ) negative };  negative = - value | value
 *   value   = number | duration | bytes | "text" | 'text' | true | false | null | field | function( … ) | ( or )
 * where a field may be a column that is called as what computed it, as `count()` (columnCall.ts); a function of that name comes first.
 * Keywords and names of functions are read in any case.
 */
import type { Expectation, Span, TokenKind } from '../ast.ts'
import { scanColumnCall } from '../columnCall.ts'
import { nearest, QueryError, shown } from '../diagnostics.ts'
import { isNumber } from '../number.ts'
import { regexProblem } from '../regex.ts'
import type { ArithmeticOp, Expr, ExprCompareOp, FunctionSyntax, LiteralExpr, Param } from './ast.ts'
import { ExprLexer, isExprKeyword, type ExprToken } from './lexer.ts'
import { parseBytes, parseDuration } from './quantities.ts'

interface Sink {
  report(span: Span, message: string): void
  token(kind: TokenKind, start: number, end: number): void
  expect?(what: Expectation): void
}

/** Parentheses, functions and the like inside each other; deeper ones would overflow the stack of whatever walks the tree. */
const MAX_DEPTH = 100
/** Terms of arithmetic in one expression, for the same reason. */
const MAX_TERMS = 500

const COMPARE: Readonly<Record<string, ExprCompareOp>> = { '=': '=', '==': '=', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' }
const VALUE = 'a field, a number, a "text", a function or a parenthesis'

/** Reads the expression that begins at `start`; stops at the end, or at a comma. Throws QueryError at a mistake that ends the reading. */
export function parseExpression(text: string, start: number, end: number, sink: Sink, functions: readonly FunctionSyntax[]): { expr: Expr; readTo: number } {
  return new ExprParser(text, start, end, sink, functions).parse()
}

/** Reads one value, without operators but a minus before it. */
export function parseValue(text: string, start: number, end: number, sink: Sink, functions: readonly FunctionSyntax[]): { expr: Expr; readTo: number } {
  return new ExprParser(text, start, end, sink, functions).parseValue()
}

class ExprParser {
  private readonly lexer: ExprLexer
  private readonly sink: Sink
  private readonly functions: readonly FunctionSyntax[]
  private current: ExprToken | undefined
  private last: Span
  private depth = 0
  private terms = 0
  /** The argument that is read is a number. */
  private readsNumbers = false

  constructor(text: string, start: number, end: number, sink: Sink, functions: readonly FunctionSyntax[]) {
    this.lexer = new ExprLexer(text, start, end)
    this.sink = sink
    this.functions = functions
    this.last = { start: Math.max(0, start - 1), end: start }
    this.current = this.lexer.next()
  }

  parse(): { expr: Expr; readTo: number } {
    const expr = this.or()
    if (this.current && !this.isMark(',')) this.failHere('expected an operator, as =, and, +')
    return { expr, readTo: this.last.end }
  }

  parseValue(): { expr: Expr; readTo: number } {
    const expr = this.negative()
    return { expr, readTo: this.last.end }
  }

  private or(): Expr {
    return this.list('or', () => this.list('and', () => this.not()))
  }

  private list(type: 'and' | 'or', read: () => Expr): Expr {
    const items = [read()]
    while (this.takeKeyword(type)) items.push(read())
    return items.length === 1 ? items[0] : { type, items, span: this.from(items[0].span) }
  }

  private not(): Expr {
    const start = this.current
    if (!this.takeKeyword('not') || !start) return this.compare()
    const item = this.deeper(() => this.not())
    return { type: 'not', item, span: this.from(start) }
  }

  private compare(): Expr {
    const item = this.sum()
    const op = this.current?.kind === 'mark' ? COMPARE[this.current.text] : undefined
    if (op) {
      this.advance('operator')
      const right = this.sum()
      return { type: 'compare', op, left: item, right, span: this.from(item.span) }
    }
    if (this.takeKeyword('is')) {
      const negated = this.takeKeyword('not')
      if (!this.takeKeyword('null')) this.failHere("expected 'null' or 'not null' after 'is'")
      return { type: 'isNull', item, negated, span: this.from(item.span) }
    }
    const negated = this.takeKeyword('not')
    if (this.takeKeyword('in')) return this.in(item, negated)
    if (this.takeKeyword('like')) return this.like(item, negated)
    if (this.takeKeyword('between')) {
      const low = this.sum()
      if (!this.takeKeyword('and')) this.failHere("expected 'and' between the two values of 'between'")
      const high = this.sum()
      return { type: 'between', item, low, high, negated, span: this.from(item.span) }
    }
    if (negated) this.failHere("expected 'in', 'like' or 'between' after 'not'")
    return item
  }

  private in(item: Expr, negated: boolean): Expr {
    if (!this.takeMark('(')) this.failHere("expected '(' and values after 'in'")
    const list = this.deeper(() => this.values(this.last))
    if (list.length === 0) this.sink.report(this.last, "expected at least one value after 'in ('")
    return { type: 'in', item, list, negated, span: this.from(item.span) }
  }

  private like(item: Expr, negated: boolean): Expr {
    const token = this.current
    if (token?.kind !== 'string') this.failHere(`expected a "text" with % and _ after 'like'`)
    const { text } = this.string(token as Extract<ExprToken, { kind: 'string' }>)
    return { type: 'like', item, pattern: text, negated, span: this.from(item.span) }
  }

  private sum(): Expr {
    return this.arithmetic(['+', '-'], () => this.arithmetic(['*', '/', '%'], () => this.negative()))
  }

  private arithmetic(ops: readonly ArithmeticOp[], read: () => Expr): Expr {
    let left = read()
    for (;;) {
      const op = ops.find((each) => this.isMark(each))
      if (!op) return left
      // Each one is a level of the tree.
      if (++this.terms > MAX_TERMS) this.failHere(`expected at most ${MAX_TERMS} terms`)
      this.advance('operator')
      const right = read()
      left = { type: 'arithmetic', op, left, right, span: this.from(left.span) }
    }
  }

  private negative(): Expr {
    const start = this.current
    if (!start || !this.takeMark('-', 'operator')) return this.value()
    const item = this.deeper(() => this.negative())
    return { type: 'negative', item, span: this.from(start) }
  }

  private value(): Expr {
    const token = this.current
    if (!token) {
      this.sink.expect?.({ type: 'value', ...(this.readsNumbers && { numbers: true }) })
      return this.failHere(`expected ${VALUE}`)
    }
    switch (token.kind) {
      case 'number':
        return this.quantity(token.text, token)
      case 'string':
        return this.string(token)
      case 'quotedName':
        this.advance('field')
        if (!token.closed) this.sink.report(token, 'expected ` to close the name')
        else if (token.text === '') this.sink.report(token, 'expected a name between the back quotes')
        return { type: 'field', field: token.text, span: spanOf(token) }
      case 'name':
        return this.name(token.text, token)
      case 'mark':
        if (token.text === '(') return this.deeper(() => this.group(token))
        return this.failHere(`expected ${VALUE}`)
      case 'regex':
        return this.failHere('expected a value; a /regex/ is tested by match(field, /regex/)')
      default:
        return this.failHere(`expected ${VALUE}`)
    }
  }

  private group(open: Span): Expr {
    this.advance('punctuation')
    const expr = this.or()
    if (!this.takeMark(')')) this.unclosed(open)
    return expr
  }

  private quantity(text: string, token: Span): LiteralExpr {
    this.advance('number')
    const span = spanOf(token)
    if (isNumber(text)) {
      if (!Number.isFinite(Number(text))) this.sink.report(span, 'expected a number that is not as large')
      return { type: 'literal', kind: 'number', text, span }
    }
    if (parseDuration(text) !== undefined) return { type: 'literal', kind: 'duration', text, span }
    if (parseBytes(text) !== undefined) return { type: 'literal', kind: 'bytes', text, span }
    const unit = /\p{L}+$/u.exec(text)?.[0] ?? text
    throw new QueryError(span, `expected a number, a duration as 1.5s or 1h30m, or bytes as 10KB or 1MiB; '${unit}' is no unit`)
  }

  private string(token: Extract<ExprToken, { kind: 'string' | 'quotedName' }>): Extract<LiteralExpr, { kind: 'string' }> {
    this.advance('string')
    if (!token.closed) this.sink.report(token, `expected ${this.lexer.text[token.start]} to close the text`)
    return { type: 'literal', kind: 'string', text: token.text, span: spanOf(token) }
  }

  private name(name: string, token: Span): Expr {
    const word = name.toLowerCase()
    const span = spanOf(token)
    if (word === 'null' || word === 'true' || word === 'false') {
      this.advance('keyword')
      return word === 'null' ? { type: 'literal', kind: 'null', span } : { type: 'literal', kind: 'boolean', value: word === 'true', span }
    }
    if (isExprKeyword(word)) return this.failHere(`expected ${VALUE}`)
    const isCall = this.lexer.text[token.end] === '(' && token.end < this.lexer.end
    if (isCall) return this.deeper(() => this.call(name, span))
    this.advance('field')
    return { type: 'field', field: name, span }
  }

  private call(written: string, span: Span): Expr {
    const name = written.toLowerCase()
    const syntax = this.functions.find((each) => each.name === name || each.aliases?.includes(name))
    if (!syntax) {
      const column = scanColumnCall(this.lexer.text, span.start, this.lexer.end)
      if (column) return this.column(column.name, { start: span.start, end: column.end })
      const near = nearest(name, this.functions.flatMap((each) => [each.name, ...(each.aliases ?? [])]))
      throw new QueryError(span, `unknown function ${shown(written)}${near ? `: did you mean '${near}'?` : ''}`)
    }
    this.advance('function')
    this.advance('punctuation')
    const open = this.last
    const words = syntax.params[0]?.words
    const first = words ? [this.word(words, syntax)] : []
    let otherwise: Expr | undefined
    const rest = this.values(open, syntax, () => (otherwise = this.or()))
    const expr: Expr = { type: 'call', name: syntax.name, args: [...first, ...rest], ...(otherwise ? { otherwise } : {}), span: this.from(span) }
    this.checkCount(syntax, expr.args.length, expr.span)
    return expr
  }

  /** A column that is called as what computed it. */
  private column(field: string, span: Span): Expr {
    this.sink.token('field', span.start, span.end)
    this.last = span
    this.lexer.goTo(span.end)
    this.current = this.lexer.next()
    return { type: 'field', field, span }
  }

  /** A word and `from`. */
  private word(words: readonly string[], syntax: FunctionSyntax): Expr {
    const token = this.current
    const text = token?.kind === 'name' ? token.text.toLowerCase() : ''
    if (!token) for (const word of words) this.sink.expect?.({ type: 'keyword', word })
    if (!token || !words.includes(text)) return this.failHere(`expected one of ${words.join(', ')} after '${syntax.name}('`)
    this.advance('keyword')
    if (this.current?.kind !== 'name' || this.current.text.toLowerCase() !== 'from') this.failHere(`expected 'from' after '${text}'`)
    this.advance('keyword')
    return { type: 'literal', kind: 'string', text, span: spanOf(token) }
  }

  /** Values with commas between them, and the parenthesis that closes them. */
  private values(open: Span, syntax?: FunctionSyntax, readElse?: () => void): Expr[] {
    const values: Expr[] = []
    if (this.takeMark(')')) return values
    for (;;) {
      const outer = this.readsNumbers
      const param = syntax && paramAt(syntax, values.length)
      this.readsNumbers = param?.types.join() === 'number'
      values.push(param?.regex ? this.regex() : this.or())
      this.readsNumbers = outer
      if (syntax?.otherwise && this.takeKeyword('else')) readElse?.()
      else if (this.takeMark(',')) continue
      if (!this.takeMark(')')) this.unclosed(open)
      return values
    }
  }

  private regex(): Expr {
    const token = this.current
    if (token?.kind !== 'regex') return this.failHere('expected a /regex/')
    this.advance('regex')
    const problem = regexProblem(token.source, token.flags)
    if (problem) this.sink.report(token, problem)
    return { type: 'regex', source: token.source, flags: token.flags, span: spanOf(token) }
  }

  private checkCount(syntax: FunctionSyntax, found: number, span: Span): void {
    const { params, repeats = 0 } = syntax
    const least = params.filter(({ optional }) => !optional).length
    const more = found - params.length
    const fits = found >= least && (more <= 0 || (repeats > 0 && more % repeats === 0))
    if (!fits) this.sink.report(span, `expected ${usageOf(syntax)}, found ${found} ${found === 1 ? 'argument' : 'arguments'}`)
  }

  private unclosed(open: Span): never {
    if (this.current) return this.failHere("expected an operator, ',' or ')'")
    throw new QueryError(open, "expected a ')' for this '('")
  }

  private isMark(mark: string): boolean {
    return this.current?.kind === 'mark' && this.current.text === mark
  }

  private takeMark(mark: string, kind: TokenKind = 'punctuation'): boolean {
    if (!this.isMark(mark)) return false
    this.advance(kind)
    return true
  }

  private takeKeyword(word: string): boolean {
    if (!this.current) this.sink.expect?.({ type: 'keyword', word })
    if (this.current?.kind !== 'name' || this.current.text.toLowerCase() !== word) return false
    this.advance('keyword')
    return true
  }

  private advance(kind: TokenKind): void {
    const { current } = this
    if (!current) return
    this.sink.token(kind, current.start, current.end)
    this.last = spanOf(current)
    this.current = this.lexer.next()
  }

  private from({ start }: Span): Span {
    return { start, end: this.last.end }
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) this.failHere(`expected at most ${MAX_DEPTH} parentheses and functions inside each other`)
    const value = read()
    this.depth--
    return value
  }

  private failHere(message: string): never {
    const { current } = this
    if (!current) throw new QueryError(this.last, message)
    throw new QueryError(spanOf(current), `${message}, found ${shown(this.lexer.text.slice(current.start, current.end))}`)
  }
}

function paramAt({ params, repeats = 0 }: FunctionSyntax, index: number): Param | undefined {
  const at = index < params.length || repeats === 0 ? index : params.length - repeats + ((index - params.length) % repeats)
  return params[at]
}

/** How a function is written: `substr(text, start[, length])`. */
export function usageOf({ name, params, repeats, otherwise }: FunctionSyntax): string {
  if (params[0]?.words) return `${name}(${params[0].name} from ${params.slice(1).map((param) => param.name).join(', ')})`
  let list = ''
  for (const [i, param] of params.entries()) {
    const text = `${i > 0 ? ', ' : ''}${param.regex ? `/${param.name}/` : param.name}`
    list += param.optional ? `[${text}]` : text
  }
  return `${name}(${list}${repeats ? ', …' : ''}${otherwise ? ' else value' : ''})`
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}
