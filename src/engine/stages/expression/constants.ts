import type { Expr, LiteralExpr } from '../../query/expression/ast.ts'
import { parseBytes, parseDuration } from '../../query/expression/quantities.ts'
import { compileRegex } from '../../query/regex.ts'
import type { Constant } from './functions/declare.ts'
import { Quantity, type Value } from './values.ts'

/** The value of a literal. */
export function literalValue(literal: LiteralExpr): Value {
  switch (literal.kind) {
    case 'null':
      return null
    case 'boolean':
      return literal.value
    case 'string':
      return literal.text
    case 'number':
      return Number(literal.text)
    case 'duration':
      return new Quantity('duration', parseDuration(literal.text)!)
    case 'bytes':
      return new Quantity('bytes', parseBytes(literal.text)!)
  }
}

/** The value of an argument that is the same for all rows; undefined for any other, and for a regex that does not compile. */
export function constantOf(expr: Expr): Constant {
  if (expr.type === 'literal') return literalValue(expr)
  if (expr.type === 'moment') return new Quantity('time', expr.from)
  if (expr.type !== 'regex') return undefined
  try {
    return compileRegex(expr.source, expr.flags)
  } catch {
    return undefined
  }
}
