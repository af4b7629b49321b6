/** Random queries: as trees, as their text, and as text that is no query at all. */
import fc from 'fast-check'
import type { CompareValue, Query, QueryStage, SearchExpr, SearchNode, Span, StageNode } from '../../src/engine/query/ast.ts'
import { isNumber } from '../../src/engine/query/number.ts'
import { isBareWord } from '../../src/engine/query/printer.ts'
import { expression, isCondition, isSound } from './expressionArbitrary.ts'
import { regexProblem } from '../../src/engine/query/regex.ts'
import type { Aggregate, StatsNode } from '../../src/engine/stages/aggregate/stats.ts'
import type { HeadNode } from '../../src/engine/stages/ordered/head.ts'
import type { TailNode } from '../../src/engine/stages/ordered/tail.ts'
import type { FieldsNode } from '../../src/engine/stages/transform/fields.ts'
import type { ParseNode } from '../../src/engine/stages/transform/parse.ts'
import type { Expr } from '../../src/engine/query/expression/ast.ts'
import type { RegexNode } from '../../src/engine/stages/filter/regex.ts'
import type { FillnullNode } from '../../src/engine/stages/transform/fillnull.ts'
import type { RenameNode } from '../../src/engine/stages/transform/rename.ts'
import type { WhereNode } from '../../src/engine/stages/filter/where.ts'
import type { EvalNode } from '../../src/engine/stages/transform/eval.ts'
import { localStages } from './localStageArbitrary.ts'
import { tableStages } from './tableStageArbitrary.ts'

/** What random queries are made of. */
export interface QueryParts {
  /** Names of fields; the first ones are those that `parse` makes. */
  readonly fields: readonly string[]
  /** Texts to search for. */
  readonly texts: fc.Arbitrary<string>
  /** Expressions that compile. */
  readonly regexes: fc.Arbitrary<{ readonly source: string; readonly flags: string }>
}

const NOWHERE: Span = { start: 0, end: 0 }

/** Texts that break lexers: quotes, backslashes, marks of every kind, control characters, halves of characters. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab "\\|/*()-`=:<>!.\t\n\0', 'é', 'K', '\u212a', '\ud83d', '😀', 'AND', 'NOT', '/*', '*/') }),
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('AND', 'OR', 'NOT', '*', '-', '--', '/a', '/a/', '/a/b', '//', '/*', '*/', '*/x', 'a=', 'a:', 'a::b', 'http://x', '=', 'f(x)', 'f(', '-x', '""'),
)

export const someRegex: QueryParts['regexes'] = fc
  .record({
  source: fc.constantFrom('a', 'a+b', '(?:x|y)z', '[/]', 'a\\/b', '^\\s*$', '\\|', '"', '\\bfoo\\b', 'é', '[^ ]+', 'a|b', '(?<n>\\d+)'),
  flags: fc.constantFrom('', 'i', 'u', 'iu', 's', 'gim', 'v', 'd'),
})
  .filter(({ source, flags }) => regexProblem(source, flags) === undefined)

export const plainParts: QueryParts = { fields: ['user', 'ms', 'a.b', 'per_day()', 'dc(rate())', 'avg(a-b)', 'Count()', 'p95( x)', 'dc(x y)', 'take(no, 95)'], texts: nastyText, regexes: someRegex }

export function searchExpr(parts: QueryParts): fc.Arbitrary<SearchExpr> {
  const term: fc.Arbitrary<SearchExpr> = fc.oneof(
    { weight: 4, arbitrary: parts.texts.chain((text) => phrase(text)) },
    { weight: 2, arbitrary: parts.regexes.map(({ source, flags }) => ({ type: 'regex' as const, source, flags, span: NOWHERE })) },
    { weight: parts.fields.length > 0 ? 2 : 0, arbitrary: comparison(parts) },
    { weight: 1, arbitrary: fc.constant<SearchExpr>({ type: 'all', span: NOWHERE }) },
  )
  return fc.letrec<{ expr: SearchExpr }>((tie) => ({
    expr: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      term,
      fc.record({ type: fc.constantFrom('and' as const, 'or' as const), items: fc.array(tie('expr'), { minLength: 2, maxLength: 3 }), span: fc.constant(NOWHERE) }),
      tie('expr').map((item) => ({ type: 'not' as const, item, span: NOWHERE })),
    ),
  })).expr
}

function phrase(text: string): fc.Arbitrary<SearchExpr> {
  const quoted = isBareWord(text) ? fc.boolean() : fc.constant(true)
  return quoted.map((value) => ({ type: 'phrase' as const, text, quoted: value, span: NOWHERE }))
}

function comparison({ fields, texts, regexes }: QueryParts): fc.Arbitrary<SearchExpr> {
  const number = fc.oneof(fc.integer().map(String), fc.constantFrom('5', '5.0', '1e3', '-0.5'))
  const text = fc.oneof(texts, number).chain((value) => fc.boolean().map((quoted): CompareValue => ({ type: 'text', text: value, quoted })))
  const regex = regexes.map((value): CompareValue => ({ type: 'regex', ...value }))
  const any = fc.constant<CompareValue>({ type: 'any' })
  const field = fc.constantFrom(...(fields.length > 0 ? fields : ['x']))
  const of = (ops: readonly ('=' | '!=' | ':' | '>' | '>=' | '<' | '<=')[], value: fc.Arbitrary<CompareValue>): fc.Arbitrary<SearchExpr> =>
    fc.record({ type: fc.constant('compare' as const), field, op: fc.constantFrom(...ops), value, span: fc.constant(NOWHERE) })
  return fc.oneof(of(['=', '!=', ':', '>', '>=', '<', '<='], text), of(['=', '!=', ':'], regex), of(['=', ':'], any))
}

const FILLS: readonly Expr[] = [
  { type: 'literal', kind: 'number', text: '0', span: NOWHERE },
  { type: 'literal', kind: 'string', text: 'no | "one"', span: NOWHERE },
  { type: 'literal', kind: 'duration', text: '1.5s', span: NOWHERE },
  { type: 'negative', item: { type: 'literal', kind: 'number', text: '5', span: NOWHERE }, span: NOWHERE },
]

const node = <N extends StageNode>(rest: Omit<N, 'span'>): N => ({ ...rest, span: NOWHERE }) as N

/** A stage behind the first, of those whose rows the reference knows. */
function laterStage(parts: QueryParts): fc.Arbitrary<StageNode> {
  const names = parts.fields.length > 0 ? parts.fields : ['x']
  const field = fc.constantFrom(...names)
  const several = fc.uniqueArray(field, { minLength: 1, maxLength: Math.min(3, names.length) })
  const wildcards = fc
    .record({ names: several, before: literal(parts), between: literal(parts) })
    .map(({ names: made, before, between }) => ({ type: 'wildcards' as const, text: before + made.map(() => '*').join(between || ' '), names: made }))
  const named = fc.constantFrom('user=(?<user>\\w+)', '(?<user>[a-z]+)=(?<ms>\\d*)').map((source) => ({ type: 'regex' as const, source, flags: '' }))
  const ofField = (functions: readonly string[]): fc.Arbitrary<Aggregate> => fc.record({ function: fc.constantFrom(...functions), field, as: fc.constant(undefined) })
  const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
    fc.record({ function: fc.constant('count'), field: fc.option(field, { nil: undefined }), as: fc.constant(undefined) }),
    ofField(['sum', 'avg', 'min', 'max', 'median', 'p0', 'p50', 'p95', 'p99.9', 'perc100']),
    fc.tuple(ofField(['percentile', 'percentile_approx']), fc.constantFrom(0, 0.5, 50, 99.9, 100)).map(([call, second]) => ({ ...call, second })),
  )
  return fc.oneof(
    fc.nat(50).map((rows) => node<HeadNode>({ name: 'head', rows })),
    fc.nat(50).map((rows) => node<TailNode>({ name: 'tail', rows })),
    searchExpr(parts).map((expr) => node<SearchNode>({ name: 'search', expr }) as StageNode),
    several.chain((fields) => fc.constantFrom('keep' as const, 'remove' as const).map((mode) => node<FieldsNode>({ name: 'fields', mode, fields }))),
    fc.record({ pattern: fc.oneof(wildcards, named), from: fc.option(field, { nil: undefined }) }).map((rest) => node<ParseNode>({ name: 'parse', ...rest })),
    fc.record({ field: fc.constantFrom(...names, 'raw'), negated: fc.boolean(), regex: parts.regexes }).map(({ regex, ...rest }) => node<RegexNode>({ name: 'regex', ...regex, ...rest })),
    fc.tuple(several, several).map(([from, to]) => {
      const renamings = from.slice(0, to.length).map((name, i) => ({ from: name, to: to[i] })).filter((each) => each.from !== 'raw' && each.to !== 'raw')
      return node<RenameNode>({ name: 'rename', renamings: renamings.length > 0 ? renamings : [{ from: 'user', to: 'made' }] })
    }),
    fc.tuple(several, fc.constantFrom<Expr>(...FILLS)).map(([list, expr]) => {
      const fills = list.filter((name) => name !== 'raw').map((field) => ({ field, expr }))
      return node<FillnullNode>({ name: 'fillnull', fills: fills.length > 0 ? fills : [{ field: 'made', expr }] })
    }),
    expression(parts).filter(isCondition).map((expr) => node<WhereNode>({ name: 'where', expr })),
    fc
      .array(fc.record({ field: fc.constantFrom('made', ...names.filter((name) => name !== 'raw')), expr: expression(parts).filter(isSound) }), { minLength: 1, maxLength: 2 })
      .map((assignments) => node<EvalNode>({ name: 'eval', assignments })),
    ...localStages(parts),
    fc
      .record({ aggregates: fc.uniqueArray(aggregate, { minLength: 1, maxLength: 2, selector: ({ function: name, field: of, second }) => `${name}(${of}, ${second})` }), by: fc.uniqueArray(field, { maxLength: 2 }).map((names) => names.map((name) => ({ field: name }))) })
      .map((rest) => node<StatsNode>({ name: 'stats', ...rest })),
  )
}

function literal({ texts }: QueryParts): fc.Arbitrary<string> {
  return texts.map((text) => text.replace(/[*\\]/g, ''))
}

/** A stage behind the first, any of those there are. */
function anyStage(parts: QueryParts): fc.Arbitrary<StageNode> {
  return fc.oneof({ weight: 2, arbitrary: laterStage(parts) }, { weight: 1, arbitrary: fc.oneof(...tableStages(parts)) })
}

/** A query that parses, of any stages. */
export const anyQuery: fc.Arbitrary<Query> = queryOf(plainParts, anyStage(plainParts))

/** A query that parses, of stages whose rows the reference knows. */
export function query(parts: QueryParts): fc.Arbitrary<Query> {
  return queryOf(parts, laterStage(parts))
}

function queryOf(parts: QueryParts, later: fc.Arbitrary<StageNode>): fc.Arbitrary<Query> {
  const stage = (inner: fc.Arbitrary<StageNode>): fc.Arbitrary<QueryStage> =>
    fc.record({ node: inner, on: fc.boolean(), span: fc.constant(NOWHERE) })
  const first = stage(searchExpr(parts).map((expr) => node<SearchNode>({ name: 'search', expr }) as StageNode))
  return fc.tuple(first, fc.array(stage(later), { maxLength: 4 })).map(([search, later]) => ({ stages: [search, ...later] }))
}

/** Text that looks like a query here and there. */
export const queryLikeText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(' ', ' | ', '|', '(', ')', '"', '/', '/* ', ' */', '`', '-', 'head 10', 'stats count() by ', 'parse "* a" as x', 'replace /a/ with "b"', 'AND', 'OR', 'NOT', 'a=', 'a:"', '\\', ','), nastyText), { maxLength: 14 })
  .map((pieces) => pieces.join(''))

/** The query without what a person may write in several ways: places, and quotes that change nothing. */
export function meaning(value: Query): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item: unknown) => {
      if (key === 'span') return undefined
      if (typeof item !== 'object' || item === null || !('quoted' in item) || !('text' in item)) return item
      const { quoted, ...rest } = item as { quoted: boolean; text: string; type: string }
      return rest.type === 'text' && isNumber(rest.text) ? { ...rest, quoted } : rest
    }),
  )
}
