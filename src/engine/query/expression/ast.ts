/** Expressions of stages as `where` and `eval`, as data. Spans are UTF-16 offsets of the query text, end exclusive. */
import type { CompareOp, Span } from '../ast.ts'

/** What values are. `null` is the value of a field that a row does not have. */
export type ValueType = 'string' | 'number' | 'boolean' | 'time' | 'duration' | 'bytes' | 'null'

/** What is known of an expression's value before rows are looked at: `any` for fields. */
export type StaticType = ValueType | 'any'

export type ExprCompareOp = Exclude<CompareOp, ':'>
export type ArithmeticOp = '+' | '-' | '*' | '/' | '%'

export type Expr =
  | LiteralExpr
  | { readonly type: 'field'; readonly field: string; readonly span: Span }
  | { readonly type: 'negative'; readonly item: Expr; readonly span: Span }
  | { readonly type: 'arithmetic'; readonly op: ArithmeticOp; readonly left: Expr; readonly right: Expr; readonly span: Span }
  | { readonly type: 'compare'; readonly op: ExprCompareOp; readonly left: Expr; readonly right: Expr; readonly span: Span }
  | { readonly type: 'and' | 'or'; readonly items: readonly Expr[]; readonly span: Span }
  | { readonly type: 'not'; readonly item: Expr; readonly span: Span }
  | { readonly type: 'in'; readonly item: Expr; readonly list: readonly Expr[]; readonly negated: boolean; readonly span: Span }
  | { readonly type: 'like'; readonly item: Expr; readonly pattern: string; readonly negated: boolean; readonly span: Span }
  | { readonly type: 'between'; readonly item: Expr; readonly low: Expr; readonly high: Expr; readonly negated: boolean; readonly span: Span }
  | { readonly type: 'isNull'; readonly item: Expr; readonly negated: boolean; readonly span: Span }
  /** `otherwise`: what stands behind `else` of `case(…)`. */
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expr[]; readonly otherwise?: Expr; readonly span: Span }
  /** An argument of a function. */
  | { readonly type: 'regex'; readonly source: string; readonly flags: string; readonly span: Span }
  /** A text that says a time, or `now()`, resolved for one pass: from `from` to before `to`, milliseconds since 1970 in UTC. */
  | { readonly type: 'moment'; readonly written: Expr; readonly from: number; readonly to: number; readonly zone?: string; readonly span: Span }

export type LiteralExpr =
  | { readonly type: 'literal'; readonly kind: 'string'; readonly text: string; readonly span: Span }
  /** `text`: as it is written, without a sign. */
  | { readonly type: 'literal'; readonly kind: 'number' | 'duration' | 'bytes'; readonly text: string; readonly span: Span }
  | { readonly type: 'literal'; readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly type: 'literal'; readonly kind: 'null'; readonly span: Span }

export interface Param {
  readonly name: string
  /** Types that it takes; none: all of them. */
  readonly types: readonly ValueType[]
  readonly optional?: boolean
  /** It is a /regex/. */
  readonly regex?: boolean
  /** It is one of these words, without quotes, and `from` stands behind it. */
  readonly words?: readonly string[]
}

/** What parser, help and completion know of a function. */
export interface FunctionSyntax {
  readonly name: string
  /** Other names that it has in other languages. */
  readonly aliases?: readonly string[]
  readonly params: readonly Param[]
  /** The last parameters, this many of them, may come again. */
  readonly repeats?: number
  /** It ends with `else` and a value, if one likes. */
  readonly otherwise?: boolean
  readonly result: StaticType
  /** One line: what it gives. */
  readonly summary: string
  /** Expressions without fields, and what they give, as text. */
  readonly examples: readonly { readonly expression: string; readonly gives: string }[]
}

/** Expressions that an expression is made of. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'literal':
    case 'field':
    case 'regex':
      return []
    case 'moment':
      return [expr.written]
    case 'negative':
    case 'not':
    case 'like':
    case 'isNull':
      return [expr.item]
    case 'arithmetic':
    case 'compare':
      return [expr.left, expr.right]
    case 'and':
    case 'or':
      return expr.items
    case 'in':
      return [expr.item, ...expr.list]
    case 'between':
      return [expr.item, expr.low, expr.high]
    case 'call':
      return expr.otherwise ? [...expr.args, expr.otherwise] : expr.args
  }
}

/** Fields that an expression reads, each once. */
export function fieldsIn(expr: Expr): string[] {
  const found = expr.type === 'field' ? [expr.field] : partsOf(expr).flatMap(fieldsIn)
  return [...new Set(found)]
}
