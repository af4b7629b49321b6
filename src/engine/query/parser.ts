import { SluiceError } from '../../common/errors.ts'
import type { Diagnostic } from '../../common/protocol.ts'
import type {
  Expectation,
  InvalidNode,
  Query,
  QueryStage,
  SearchNode,
  Span,
  StageNode,
  StageSyntax,
  SyntaxRegistry,
  Token,
  TokenKind,
} from './ast.ts'
import { listOf, nearest, QueryError, shown } from './diagnostics.ts'
import { bareNameEnd } from './lexer.ts'
import { MAX_STAGES, splitSegments, type Segment } from './segments.ts'
import { StageParser, type ParserSink } from './stageParser.ts'

/** A query is typed by a person; what is longer has been pasted by mistake. */
export const MAX_QUERY_LENGTH = 64 * 1024

export interface ParsedQuery {
  /** Has a stage for every segment of the text; those that could not be read are InvalidNodes. */
  readonly query: Query
  /** Empty for a query that can be run. In the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
  readonly tokens: readonly Token[]
}

/** What other query languages call things, for the message about an unknown stage. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  filter: 'search',
  grep: 'search',
  rex: 'parse',
  extract: 'kv',
  sed: 'replace',
  table: 'fields',
  project: 'fields',
  select: 'fields',
  keep: 'fields',
  take: 'head',
  first: 'head',
  last: 'tail',
  count: 'stats',
  anonymize: 'redact',
  decolorize: 'strip',
  extend: 'eval',
  let: 'eval',
  summarize: 'stats',
  stream_context: 'context',
}

/** Reads a query. Never throws: mistakes are diagnostics, and every stage is read whatever the others are. */
export function parseQuery(text: string, registry: SyntaxRegistry): ParsedQuery {
  return new QueryParser(text, registry).parse()
}

/** As parseQuery, but throws SluiceError `query` with the diagnostics if there is a mistake. */
export function parseOrThrow(text: string, registry: SyntaxRegistry): Query {
  const { query, diagnostics } = parseQuery(text, registry)
  if (diagnostics.length === 0) return query
  const [first] = diagnostics
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : ''
  throw new SluiceError('query', `The query has a mistake at character ${first.start + 1}: ${first.message}${more}.`, diagnostics)
}

/** What may come at the end of a text: arguments of its last stage, or more of its search. Undefined where a stage's name comes. */
export function expectedAtEnd(text: string, registry: SyntaxRegistry): readonly Expectation[] | undefined {
  return text.length > MAX_QUERY_LENGTH ? [] : new QueryParser(text, registry).expected()
}

class QueryParser {
  private readonly text: string
  private readonly registry: SyntaxRegistry
  private readonly diagnostics: Diagnostic[] = []
  private readonly tokens: Token[] = []

  constructor(text: string, registry: SyntaxRegistry) {
    this.text = text
    this.registry = registry
  }

  parse(): ParsedQuery {
    if (this.text.length > MAX_QUERY_LENGTH) return this.tooLong()
    const segments = splitSegments(this.text)
    const stages = segments.map((segment, i) => this.stage(segment, i, segments.length))
    this.diagnostics.push(...(this.registry.misplaced?.({ stages }) ?? []))
    this.diagnostics.sort((a, b) => a.start - b.start || a.end - b.end)
    return { query: { stages }, diagnostics: this.diagnostics, tokens: this.tokens }
  }

  expected(): readonly Expectation[] | undefined {
    const segments = splitSegments(this.text)
    const last = segments[segments.length - 1]
    if (segments.length > 1 && last.inner.start === last.inner.end) return undefined
    const expected: Expectation[] = []
    const ignore = (): void => undefined
    this.node(last, segments.length - 1, segments.length, { report: ignore, token: ignore, expect: (what) => void expected.push(what) })
    return expected
  }

  private tooLong(): ParsedQuery {
    const span = { start: 0, end: this.text.length }
    const node: InvalidNode = { name: 'invalid', text: this.text, span }
    const message = `expected a query of at most ${MAX_QUERY_LENGTH} characters, found ${this.text.length}`
    return { query: { stages: [{ node, on: true, span }] }, diagnostics: [{ ...span, message }], tokens: [{ kind: 'error', ...span }] }
  }

  private stage(segment: Segment, index: number, count: number): QueryStage {
    if (segment.pipe >= 0) this.token('punctuation', segment.pipe, segment.pipe + 1)
    const { start, end } = segment
    const span = { start, end }
    if (segment.on) return { node: this.node(segment, index, count, this), on: true, span }
    this.token('comment', start, segment.trailing ? segment.trailing.start : end)
    this.checkComment(segment)
    // A mistake in a stage that is off keeps nothing from running; it is reported when the stage is on again.
    const silent: ParserSink & { failed: boolean } = {
      failed: false,
      report: () => void (silent.failed = true),
      token: () => undefined,
    }
    const node = this.node(segment, index, count, silent)
    return { node: silent.failed ? this.invalid(segment.inner) : node, on: false, span }
  }

  private checkComment(segment: Segment): void {
    const { start } = segment
    if (!segment.closed) this.report({ start, end: start + 2 }, "expected '*/' (with a blank before it) to close this comment")
    else if (segment.innerPipe >= 0) {
      const message = "expected one stage inside /* */, found '|'; switch every stage off on its own"
      this.report({ start: segment.innerPipe, end: segment.innerPipe + 1 }, message)
    }
    if (segment.trailing) {
      this.token('error', segment.trailing.start, segment.trailing.end)
      this.report(segment.trailing, "expected '|' after '*/'")
    }
  }

  private node(segment: Segment, index: number, count: number, sink: ParserSink): StageNode {
    const { inner } = segment
    let parser: StageParser | undefined
    try {
      if (index === MAX_STAGES) throw new QueryError(inner, `expected at most ${MAX_STAGES} stages`)
      if (index === 0) {
        parser = new StageParser(this.text, inner.start, inner.end, inner, sink)
        const search: SearchNode = { name: 'search', expr: parser.search(), span: inner }
        return search
      }
      const { name, syntax } = this.syntaxOf(segment, index, count, sink)
      parser = new StageParser(this.text, name.end, inner.end, name, sink)
      return this.read(parser, syntax, inner.start)
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      sink.report(error, error.message)
      parser?.giveRest()
      return this.invalid(inner)
    }
  }

  private read(parser: StageParser, syntax: StageSyntax, start: number): StageNode {
    const node = syntax.parse(parser, () => ({ start, end: parser.readTo }))
    if (!parser.atEnd()) parser.fail(`expected '|' or the end after '${syntax.print(node)}'`)
    return node
  }

  private syntaxOf(segment: Segment, index: number, count: number, sink: ParserSink): { name: Span; syntax: StageSyntax } {
    const { start, end } = segment.inner
    const known = this.registry.stages.map((stage) => stage.names[0])
    if (start === end) {
      const where = index === count - 1 ? "after '|'" : "between '|' and '|'"
      throw new QueryError({ start: segment.pipe, end: segment.pipe + 1 }, `expected a stage ${where} (one of ${listOf(known)})`)
    }
    const nameEnd = Math.min(end, bareNameEnd(this.text, start))
    const stop = nameEnd > start ? nameEnd : start + /^\S+/.exec(this.text.slice(start, end))![0].length
    const name = { start, end: stop }
    const word = this.text.slice(start, stop)
    const syntax = this.registry.stages.find((stage) => stage.names.includes(word.toLowerCase()))
    sink.token(syntax ? 'stage' : 'error', start, stop)
    if (syntax) return { name, syntax }
    const all = this.registry.stages.flatMap((stage) => stage.names)
    const other = Object.hasOwn(OTHER_WORDS, word.toLowerCase()) ? OTHER_WORDS[word.toLowerCase()] : undefined
    const near = other !== undefined && all.includes(other) ? other : nearest(word, all)
    const hint = near ? `: did you mean '${near}'?` : ''
    throw new QueryError(name, `unknown stage ${shown(word)}${hint} (expected one of ${listOf(known)})`)
  }

  private invalid(inner: Span): InvalidNode {
    return { name: 'invalid', text: this.text.slice(inner.start, inner.end), span: inner }
  }

  report(span: Span, message: string): void {
    this.diagnostics.push({ start: span.start, end: span.end, message })
  }

  token(kind: TokenKind, start: number, end: number): void {
    this.tokens.push({ kind, start, end })
  }
}
