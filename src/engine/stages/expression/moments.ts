/** Gives the times of an expression the moments that they stand for when a pass starts. */
import { fieldsIn, partsOf, type Expr } from '../../query/expression/ast.ts'
import { parseTimeText, type TimeOrigin } from '../../records/time/timeText.ts'
import { compareOf } from './specials.ts'

/** Told of a time that there is nothing to count it from; throws. */
export type NoOrigin = (expr: Expr, text: string) => never

/** The expression with moments in place of `now()` and of texts that are compared with `time`; itself where there are none. Without an origin nobody runs it. */
export function withMoments(expr: Expr, origin: TimeOrigin | undefined, fail: NoOrigin): Expr {
  const go = (each: Expr): Expr => withMoments(each, origin, fail)
  switch (expr.type) {
    case 'literal':
    case 'field':
    case 'regex':
    case 'moment':
      return expr
    case 'negative':
    case 'not':
    case 'like':
    case 'isNull':
      return { ...expr, item: go(expr.item) }
    case 'arithmetic':
      return { ...expr, left: go(expr.left), right: go(expr.right) }
    case 'compare': {
      const [left, right] = [go(expr.left), go(expr.right)]
      return { ...expr, left: compared(left, right, origin, fail), right: compared(right, left, origin, fail) }
    }
    case 'and':
    case 'or':
      return { ...expr, items: expr.items.map(go) }
    case 'in': {
      const item = go(expr.item)
      return { ...expr, item, list: expr.list.map((each) => compared(go(each), item, origin, fail)) }
    }
    case 'between': {
      const item = go(expr.item)
      const [low, high] = [expr.low, expr.high].map((each) => compared(go(each), item, origin, fail))
      return { ...expr, item, low, high }
    }
    case 'call':
      if (expr.name === 'now') return origin ? { type: 'moment', written: expr, from: origin.now, to: origin.now, span: expr.span } : expr
      return { ...expr, args: expr.args.map(go), ...(expr.otherwise ? { otherwise: go(expr.otherwise) } : {}) }
  }
}

/** A text that stands beside `time` in a comparison. */
function compared(expr: Expr, other: Expr, origin: TimeOrigin | undefined, fail: NoOrigin): Expr {
  if (other.type !== 'field' || other.field !== 'time' || expr.type !== 'literal' || expr.kind !== 'string') return expr
  const span = parseTimeText(expr.text, origin ?? { now: NaN, end: NaN })
  if (!span) return expr
  if (!Number.isNaN(span.from)) return { type: 'moment', written: expr, ...span, ...(origin?.zone === undefined ? {} : { zone: origin.zone }), span: expr.span }
  return origin ? fail(compareOf('=', other, expr), expr.text) : expr
}

/** The moments of an expression, in their order. */
export function momentsIn(expr: Expr): readonly number[] {
  return expr.type === 'moment' ? [expr.from, expr.to] : partsOf(expr).flatMap(momentsIn)
}

/** Whether an expression looks at the times of rows. */
export function looksAtTime(expr: Expr): boolean {
  return fieldsIn(expr).includes('time')
}
