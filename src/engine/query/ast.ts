/** The query as data: chips and text are two views of it. Spans are UTF-16 offsets of the query text, end exclusive. */
import type { Diagnostic } from '../../common/protocol.ts'
import type { StageParser } from './stageParser.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

export type CompareOp = '=' | '!=' | ':' | '>' | '>=' | '<' | '<='

export type SearchExpr =
  /** Every row: an empty query or `*`. */
  | { readonly type: 'all'; readonly span: Span }
  /** A word or a "phrase": found anywhere in the text. */
  | { readonly type: 'phrase'; readonly text: string; readonly quoted: boolean; readonly span: Span }
  | { readonly type: 'regex'; readonly source: string; readonly flags: string; readonly span: Span }
  | { readonly type: 'compare'; readonly field: string; readonly op: CompareOp; readonly value: CompareValue; readonly span: Span }
  | { readonly type: 'and'; readonly items: readonly SearchExpr[]; readonly span: Span }
  | { readonly type: 'or'; readonly items: readonly SearchExpr[]; readonly span: Span }
  | { readonly type: 'not'; readonly item: SearchExpr; readonly span: Span }

export type CompareValue =
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'regex'; readonly source: string; readonly flags: string }
  /** `field:*`: the row has the field. */
  | { readonly type: 'any' }
  /** A text that says a time, resolved for one pass: from `from` to before `to`, milliseconds since 1970 in UTC. */
  | { readonly type: 'time'; readonly text: string; readonly quoted: boolean; readonly from: number; readonly to: number; readonly zone?: string }

/** One stage of the pipeline. `span` covers its text without the `|`. */
export interface StageNode {
  /** Name of the declaration in the registry. */
  readonly name: string
  readonly span: Span
}

/** The search: the first stage of every query, and `search …` further down. */
export interface SearchNode extends StageNode {
  readonly name: 'search'
  readonly expr: SearchExpr
}

/** A stage whose text could not be read; its diagnostics say why. A query that has one cannot be run. */
export interface InvalidNode extends StageNode {
  readonly name: 'invalid'
  /** As it stands in the query, without comment marks. */
  readonly text: string
}

/** A stage with its switch: a stage that is off stands in the text as `/* … * /` (without the blank) and is not run. */
export interface QueryStage {
  readonly node: StageNode
  readonly on: boolean
  /** Of the whole segment, the comment marks included. */
  readonly span: Span
}

/** A query; the first stage is the search, also where the text of it is empty. */
export interface Query {
  readonly stages: readonly QueryStage[]
}

export type TokenKind =
  | 'keyword'
  | 'stage'
  | 'function'
  | 'operator'
  | 'string'
  | 'regex'
  | 'field'
  | 'number'
  | 'word'
  | 'comment'
  | 'punctuation'
  | 'error'

/** A piece of the query text, for colouring it. Tokens are in order and do not overlap; white space has none. */
export interface Token extends Span {
  readonly kind: TokenKind
}

/** What may come at the end of a text, as far as its parser tells: for completion. */
export type Expectation =
  | { readonly type: 'keyword'; readonly word: string }
  /** The name of a field, whose values are read as numbers. */
  | { readonly type: 'field'; readonly numbers?: boolean }
  /** A value of an expression: a field, a function, a constant. */
  | { readonly type: 'value'; readonly numbers?: boolean }
  /** A term of a search. */
  | { readonly type: 'term' }
  /** Calls, as messages show them: `sum(x)`. */
  | { readonly type: 'calls'; readonly calls: readonly string[] }

/** The part of a stage's declaration that the parser, printer, help and completion need. */
export interface StageSyntax<N extends StageNode = StageNode> {
  /** As it is written; the first is printed. */
  readonly names: readonly [string, ...string[]]
  /** One line: what it does. */
  readonly summary: string
  /** How it is written, for messages and help: `head N`. */
  readonly usage: string
  readonly examples: readonly { readonly query: string; readonly about: string }[]
  /** Text that a new chip starts with, and the part of it to select. */
  readonly template: { readonly text: string; readonly select?: readonly [number, number] }
  /** Codicon of the chip. */
  readonly icon: string
  /** Reads what follows the name. Throws QueryError at the place of the mistake. */
  parse(parser: StageParser, span: () => Span): N
  /** The stage as text that parses to the same node. */
  print(node: N): string
  /** A short label for the stage's chip, where `print` would be long. */
  describe?(node: N): string
}

/** What the grammar needs to know of the stages; it is handed in, since the query does not know the stages. */
export interface SyntaxRegistry {
  /** All stages, in the order in which messages and help list them. */
  readonly stages: readonly StageSyntax[]
  /** Stages that cannot stand where they do. */
  misplaced?(query: Query): readonly Diagnostic[]
}
