/** Comparisons of `level` and `time` with a text, which have an order of their own: as in a search. */
import { LINE_FIELD } from '../../../common/page.ts'
import type { Expr, ExprCompareOp } from '../../query/expression/ast.ts'
import type { SearchExpr } from '../../query/ast.ts'
import { isNumber } from '../../query/number.ts'
import { levelNamed } from '../filter/orderedFields.ts'

type Compare = Extract<Expr, { type: 'compare' }>

export interface SpecialCompare {
  readonly field: 'level' | 'time'
  readonly op: ExprCompareOp
  readonly with: Expr
}

const FLIPPED: Readonly<Record<ExprCompareOp, ExprCompareOp>> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** A comparison of the level with the name of one, or of the time with a moment; undefined for any other. */
export function specialCompare({ op, left, right }: Compare): SpecialCompare | undefined {
  return oneWay(left, op, right) ?? oneWay(right, FLIPPED[op], left)
}

function oneWay(field: Expr, op: ExprCompareOp, other: Expr): SpecialCompare | undefined {
  if (field.type !== 'field') return undefined
  if (field.field === 'level' && levelText(other) !== undefined) return { field: 'level', op, with: other }
  return field.field === 'time' && other.type === 'moment' ? { field: 'time', op, with: other } : undefined
}

/** The text of an expression that names a level. Numbers, which some logs have for levels, are none here: they would be numbers. */
export function levelText(expr: Expr): string | undefined {
  return expr.type === 'literal' && expr.kind === 'string' && !isNumber(expr.text) && levelNamed(expr.text) > 0 ? expr.text : undefined
}

/**
 * Comparisons of a search that hold for every row that the expression holds for. Only those that stand before all others, since these may have to be
 * reported for rows that a search for the comparisons would not look at.
 */
export function asSearchTerms(expr: Expr): SearchExpr[] {
  if (expr.type === 'and') {
    const terms: SearchExpr[] = []
    for (const item of expr.items) {
      const found = asSearchTerms(item)
      if (found.length === 0) break
      terms.push(...found)
    }
    return terms
  }
  if (expr.type === 'between' && !expr.negated) {
    const [low, high] = [compareOf('>=', expr.item, expr.low), compareOf('<=', expr.item, expr.high)].map(asSearchTerms)
    return low.length > 0 && high.length > 0 ? [...low, ...high] : []
  }
  if (expr.type !== 'compare') return []
  const ofLine = lineCompare(expr.left, expr.op, expr.right) ?? lineCompare(expr.right, FLIPPED[expr.op], expr.left)
  if (ofLine) return [{ type: 'compare', field: LINE_FIELD, op: ofLine.op, value: { type: 'text', text: ofLine.text, quoted: false }, span: expr.span }]
  const special = specialCompare(expr)
  if (!special) return []
  const { field, op, with: other } = special
  if (other.type === 'moment') {
    return [{ type: 'compare', field, op, value: { type: 'time', text: '', quoted: true, from: other.from, to: other.to }, span: expr.span }]
  }
  return [{ type: 'compare', field, op, value: { type: 'text', text: levelText(other)!, quoted: true }, span: expr.span }]
}

/** A comparison of the number of a row's line with a number. */
function lineCompare(field: Expr, op: ExprCompareOp, other: Expr): { op: ExprCompareOp; text: string } | undefined {
  if (field.type !== 'field' || field.field !== LINE_FIELD || other.type !== 'literal' || other.kind !== 'number') return undefined
  return { op, text: other.text }
}

export function compareOf(op: ExprCompareOp, left: Expr, right: Expr): Compare {
  return { type: 'compare', op, left, right, span: { start: left.span.start, end: right.span.end } }
}
