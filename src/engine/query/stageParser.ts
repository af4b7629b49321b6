import { lazily } from '../../common/lazily.ts'
import type { Expectation, SearchExpr, Span, TokenKind } from './ast.ts'
import { scanColumnCall } from './columnCall.ts'
import { listOf, nearest, QueryError, shown } from './diagnostics.ts'
import { isBareExprName } from './expression/lexer.ts'
import { scanQuotedName, scanRegex, scanString, skipBlank } from './lexer.ts'
import { regexProblem } from './regex.ts'
import { parseSearch } from './searchParser.ts'

/** A value with the place it stands at. */
export interface At<T> {
  readonly value: T
  readonly span: Span
}

export interface Pattern {
  readonly source: string
  readonly flags: string
}

/** Where the parser's findings go. */
export interface ParserSink {
  report(span: Span, message: string): void
  token(kind: TokenKind, start: number, end: number): void
  /** What could come at the end of the text. */
  expect?(what: Expectation): void
}

const anyName = lazily(() => /[\p{L}_@][\p{L}\p{M}\p{N}_.@-]*/uy)
/** The same for names of nothing but ASCII: classes of Unicode take milliseconds to compile, which counts where a command starts. */
const ASCII_NAME = /[A-Za-z_@][\w.@-]*/y
const CHUNK = /[^\s,()]+|[^]/uy

/** What a stage's `parse` reads its arguments with. Matches keywords and names of functions in any case. */
export class StageParser {
  private readonly text: string
  private readonly end: number
  private readonly sink: ParserSink
  private position: number
  private lastEnd: number
  private lastStart: number
  /** What was read last is the keyword `as`: a new name follows. */
  private behindAs = false

  /** Reads text[start, end); `head` is what stands before it (the stage's name), for messages at the end of the text. */
  constructor(text: string, start: number, end: number, head: Span, sink: ParserSink) {
    this.text = text
    this.position = start
    this.end = end
    this.sink = sink
    this.lastStart = head.start
    this.lastEnd = head.end
  }

  /** Behind what has been read. */
  get readTo(): number {
    return this.lastEnd
  }

  atEnd(): boolean {
    return this.skip() >= this.end
  }

  /** Reads the word if it comes next. */
  takeKeyword(word: string): boolean {
    const found = this.peekName()
    if (found === undefined && this.position >= this.end) this.sink.expect?.({ type: 'keyword', word })
    if (found?.toLowerCase() !== word) return false
    this.take('keyword', found.length)
    this.behindAs = word === 'as'
    return true
  }

  expectKeyword(word: string, after: string): void {
    if (!this.takeKeyword(word)) this.fail(`expected '${word}' after ${after}`)
  }

  /** Reads `name=` for one of these names if such an option comes next; another option is a mistake. */
  takeOption<N extends string>(...names: readonly N[]): N | undefined {
    const written = this.peekName()
    if (written === undefined && this.position >= this.end) for (const name of names) this.sink.expect?.({ type: 'keyword', word: `${name}=` })
    if (written === undefined) return undefined
    const equals = skipBlank(this.text, this.position + written.length, this.end)
    if (equals >= this.end || this.text[equals] !== '=') return undefined
    const name = names.find((each) => each === written.toLowerCase())
    if (name === undefined) {
      const near = nearest(written, names)
      throw new QueryError({ start: this.position, end: this.position + written.length }, `unknown option ${shown(written)}${near ? `: did you mean '${near}'?` : ''} (expected ${listOf(names.map((each) => `${each}=`))})`)
    }
    this.take('keyword', written.length)
    this.takePunctuation('=')
    return name
  }

  /** Reads what an expression finds right here, if it does; it begins with ^. */
  takeMatch(expression: RegExp, kind: TokenKind): At<string> | undefined {
    const match = expression.exec(this.text.slice(this.skip(), this.end))?.[0]
    return match === undefined || match === '' ? undefined : { value: match, span: this.take(kind, match.length) }
  }

  /** Reads the character (or several) if it comes next. */
  takePunctuation(mark: string): boolean {
    if (!this.text.startsWith(mark, this.skip()) || this.position + mark.length > this.end) return false
    this.take('punctuation', mark.length)
    return true
  }

  /** The next name, where it is not in quotes, without reading it. */
  peekName(): string | undefined {
    const start = this.skip()
    ASCII_NAME.lastIndex = start
    let name = ASCII_NAME.exec(this.text)?.[0]
    if (this.text.charCodeAt(start + (name?.length ?? 0)) > 0x7f) {
      const any = anyName()
      any.lastIndex = start
      name = any.exec(this.text)?.[0]
    }
    return name !== undefined && start + name.length <= this.end ? name : undefined
  }

  /** Reads a name, bare or in back quotes, if one comes next; `count()` is the name of a column. */
  takeName(kind: TokenKind = 'field', numbers?: boolean): At<string> | undefined {
    const start = this.skip()
    if (start >= this.end && kind === 'field' && !this.behindAs) this.sink.expect?.({ type: 'field', ...(numbers && { numbers }) })
    if (start < this.end && this.text[start] === '`') {
      const name = scanQuotedName(this.text, start, this.end)
      this.take(kind, name.end - start)
      if (!name.closed) this.sink.report(name, 'expected ` to close the name')
      else if (name.text === '') this.sink.report(name, 'expected a name between the back quotes')
      return { value: name.text, span: { start, end: name.end } }
    }
    const call = kind === 'field' ? scanColumnCall(this.text, start, this.end) : undefined
    if (call) return { value: call.name, span: this.take(kind, call.end - start) }
    const name = this.peekName()
    return name === undefined ? undefined : { value: name, span: this.take(kind, name.length) }
  }

  /** Reads the name of a function and the ( behind it, if they come next. */
  takeCall(name: string): boolean {
    if (this.peekName()?.toLowerCase() !== name) return false
    const behind = skipBlank(this.text, this.position + name.length, this.end)
    if (behind >= this.end || this.text[behind] !== '(') return false
    this.take('function', name.length)
    return this.takePunctuation('(')
  }

  expectName(expected: string): At<string> {
    return this.takeName() ?? this.fail(`expected ${expected}`)
  }

  /** A name as expressions have it: a dash is a minus. */
  expectExprName(expected: string): At<string> {
    const name = this.peekName()?.split('-')[0]
    if (name === undefined || name === '' || scanColumnCall(this.text, this.position, this.end)) return this.expectName(expected)
    if (!isBareExprName(name)) this.fail(`expected ${expected}, with back quotes around \`${name}\``)
    return { value: name, span: this.take('field', name.length) }
  }

  /** Lets another parser read from here; it says how far it came. Throws QueryError. */
  nested<T>(read: (text: string, start: number, end: number, sink: ParserSink) => { readonly value: T; readonly readTo: number }): T {
    const { value, readTo } = read(this.text, this.skip(), this.end, this.sink)
    this.lastStart = this.position
    this.lastEnd = this.position = readTo
    return value
  }

  /** One or more names with commas between them. */
  expectNames(expected: string): At<string>[] {
    const names = [this.expectName(expected)]
    while (this.takePunctuation(',')) names.push(this.expectName("a name after ','"))
    return names
  }

  /** Reads a whole number if one comes next. */
  takeInteger(): At<number> | undefined {
    const digits = /^\d+(?![^\s,()])/.exec(this.text.slice(this.skip(), this.end))?.[0]
    return digits === undefined ? undefined : { value: Number(digits), span: this.take('number', digits.length) }
  }

  /** Reads digits, perhaps with a point and more digits, if they come next; as they are written. */
  takeDecimal(): At<string> | undefined {
    const digits = /^\d+(?:\.\d+)?(?![^\s,()])/.exec(this.text.slice(this.skip(), this.end))?.[0]
    return digits === undefined ? undefined : { value: digits, span: this.take('number', digits.length) }
  }

  /** Reads a "text" if one comes next. */
  takeString(): At<string> | undefined {
    const start = this.skip()
    if (start >= this.end || this.text[start] !== '"') return undefined
    const string = scanString(this.text, start, this.end)
    if (!string.closed) this.sink.report({ start, end: this.end }, 'expected " to close the text')
    return { value: string.text, span: this.take('string', string.end - start) }
  }

  expectString(expected: string): At<string> {
    return this.takeString() ?? this.fail(`expected ${expected}`)
  }

  /** Reads a /regex/ if one comes next; one that does not compile is reported and returned. */
  takeRegex(): At<Pattern> | undefined {
    const start = this.skip()
    if (start >= this.end || this.text[start] !== '/') return undefined
    const regex = scanRegex(this.text, start, this.end)
    if (!regex) return undefined
    const span = this.take('regex', regex.end - start)
    const problem = regexProblem(regex.source, regex.flags)
    if (problem) this.sink.report(span, problem)
    return { value: { source: regex.source, flags: regex.flags }, span }
  }

  expectRegex(expected: string): At<Pattern> {
    return this.takeRegex() ?? this.fail(`expected ${expected}`)
  }

  /** Reads a search expression up to the end of the stage. Mistakes are reported, not thrown. */
  search(): SearchExpr {
    const start = this.skip()
    this.sink.expect?.({ type: 'term' })
    const expr = parseSearch(this.text, start, this.end, this.sink)
    this.position = this.end
    this.lastEnd = this.end
    return expr
  }

  /** Tells, where the text ends here, that one of these calls may come next. */
  offerCalls(calls: readonly string[]): void {
    if (this.atEnd()) this.sink.expect?.({ type: 'calls', calls })
  }

  /** Reports a mistake that does not keep the rest of the stage from being read. */
  report(span: Span, message: string): void {
    this.sink.report(span, message)
  }

  /** Ends the reading of the stage with a mistake at what comes next, which the message then names, or at the last thing read. */
  fail(message: string): never {
    const span = this.peekSpan()
    throw new QueryError(span, this.atEnd() ? message : `${message}, found ${shown(this.text.slice(span.start, span.end))}`)
  }

  /** The same where one of some words is expected: names the nearest. */
  failWord(message: string, words: readonly string[]): never {
    const word = this.peekName()
    const near = word === undefined || this.atEnd() ? undefined : nearest(word, words)
    return this.fail(near ? `${message} (did you mean '${near}'?)` : message)
  }

  /** Where a mistake in what comes next is shown: there, or at the last thing read where nothing comes. */
  peekSpan(): Span {
    const start = this.skip()
    if (start >= this.end) return { start: this.lastStart, end: this.lastEnd }
    return { start, end: this.nextEnd(start) }
  }

  /** Gives what has not been read as tokens, after a mistake. */
  giveRest(): void {
    for (let start = this.skip(); start < this.end; start = this.skip()) this.take('error', this.nextEnd(start) - start)
  }

  private nextEnd(start: number): number {
    if (this.text[start] === '"') return scanString(this.text, start, this.end).end
    if (this.text[start] === '`') return scanQuotedName(this.text, start, this.end).end
    const regex = this.text[start] === '/' ? scanRegex(this.text, start, this.end) : undefined
    if (regex) return regex.end
    CHUNK.lastIndex = start
    return Math.min(this.end, start + (CHUNK.exec(this.text)?.[0].length ?? 1))
  }

  private skip(): number {
    this.position = skipBlank(this.text, this.position, this.end)
    return this.position
  }

  private take(kind: TokenKind, length: number): Span {
    const start = this.position
    this.lastStart = start
    this.behindAs = false
    this.lastEnd = this.position = start + length
    this.sink.token(kind, start, this.lastEnd)
    return { start, end: this.lastEnd }
  }
}

