/** Mistakes of types that show before any row is looked at. */
import type { Span } from '../../query/ast.ts'
import type { Expr, StaticType, ValueType } from '../../query/expression/ast.ts'
import { printExpression } from '../../query/expression/printer.ts'
import { shown } from '../../query/diagnostics.ts'
import { parseTimeText } from '../../records/time/timeText.ts'
import { arithmeticType } from './arithmetic.ts'
import { constantOf } from './constants.ts'
import { functionOf } from './functions/functions.ts'
import { typeName } from './values.ts'

export type Report = (span: Span, message: string) => void

/** The type of an expression, as far as it is known; mistakes are reported. */
export function checkTypes(expr: Expr, report: Report): StaticType {
  switch (expr.type) {
    case 'literal':
      return expr.kind
    case 'field':
      return expr.field === 'time' ? 'time' : 'any'
    case 'regex':
      return 'any'
    case 'moment':
      return 'time'
    case 'negative': {
      const type = checkTypes(expr.item, report)
      if (!isOneOf(type, ['number', 'duration', 'bytes'])) report(expr.item.span, `expected a number, a duration or bytes after '-', found ${nameOf(type)}`)
      return type
    }
    case 'arithmetic':
      return checkArithmetic(expr, report)
    case 'compare':
      checkCompare(expr.left, expr.right, report)
      return 'boolean'
    case 'and':
    case 'or':
      for (const item of expr.items) checkCondition(item, `expected a condition as operand of '${expr.type}'`, report)
      return 'boolean'
    case 'not':
      checkCondition(expr.item, "expected a condition after 'not'", report)
      return 'boolean'
    case 'in':
      for (const each of expr.list) checkCompare(expr.item, each, report)
      return 'boolean'
    case 'between':
      checkCompare(expr.item, expr.low, report)
      checkCompare(expr.item, expr.high, report)
      return 'boolean'
    case 'like': {
      const type = checkTypes(expr.item, report)
      if (!isOneOf(type, ['string'])) report(expr.item.span, `expected a string before 'like', found ${nameOf(type)}`)
      return 'boolean'
    }
    case 'isNull':
      checkTypes(expr.item, report)
      return 'boolean'
    case 'call':
      return checkCall(expr, report)
  }
}

/** Reports an expression that is surely neither true nor false. */
export function checkCondition(expr: Expr, expected: string, report: Report): void {
  const type = checkTypes(expr, report)
  if (!isOneOf(type, ['boolean'])) report(expr.span, `${expected}, found ${nameOf(type)}`)
}

function isOneOf(type: StaticType, types: readonly ValueType[]): boolean {
  return type === 'any' || type === 'null' || types.includes(type)
}

function nameOf(type: StaticType): string {
  return type === 'any' ? 'a value' : typeName(type)
}

function checkArithmetic(expr: Extract<Expr, { type: 'arithmetic' }>, report: Report): StaticType {
  const [left, right] = [expr.left, expr.right].map((item) => checkTypes(item, report))
  if (left === 'null' || right === 'null') return 'null'
  const type = arithmeticType(expr.op, left, right)
  if (type !== undefined) return type
  const hint = expr.op === '+' && (left === 'string' || right === 'string') ? '; concat() joins texts' : ''
  report(expr.span, `expected values that '${expr.op}' can be between, found ${nameOf(left)} and ${nameOf(right)}${hint}`)
  return 'any'
}

function checkCompare(left: Expr, right: Expr, report: Report): void {
  const [first, second] = [checkTypes(left, report), checkTypes(right, report)]
  const none = first === 'null' ? left : second === 'null' ? right : undefined
  if (none) report(none.span, "expected 'is null' or 'is not null': a comparison with null is never true")
  if (none || first === 'any' || second === 'any' || first === second) return
  const text = first === 'time' ? right : second === 'time' ? left : undefined
  if (text?.type === 'literal' && text.kind === 'string') {
    if (!parseTimeText(text.text, { now: 0, end: 0 })) report(text.span, "expected a time, as '2024-05-01 12:30', 'now-15m' or '-15m'")
    return
  }
  report(right.span, `expected ${nameOf(first)} to compare with ${shown(printExpression(left))}, found ${nameOf(second)}`)
}

function checkCall(expr: Extract<Expr, { type: 'call' }>, report: Report): StaticType {
  const called = functionOf(expr.name)
  const { params, repeats = 0 } = called
  let mistakes = 0
  const noted: Report = (span, message) => {
    mistakes++
    report(span, message)
  }
  expr.args.forEach((arg, i) => {
    const param = params[i < params.length || repeats === 0 ? i : params.length - repeats + ((i - params.length) % repeats)]
    const type = checkTypes(arg, noted)
    if (!param || param.regex || param.types.length === 0 || isOneOf(type, param.types)) return
    const hint = type === 'string' && param.types.includes('number') ? '; tonumber() reads one' : param.types.includes('string') ? '; tostring() makes one' : ''
    noted(arg.span, `expected ${param.types.map(typeName).join(' or ')} for '${param.name}' of ${called.name}(), found ${nameOf(type)}${hint}`)
  })
  if (expr.otherwise) checkTypes(expr.otherwise, noted)
  const problem = mistakes === 0 ? called.problem?.(expr.args.map(constantOf)) : undefined
  if (problem) report(expr.args[problem.argument].span, problem.message)
  return called.result
}
