/**
 * Makes closures of expressions. What an expression means: a missing field is null; null makes null of arithmetic and functions, and false of comparisons;
 * `not` is plain negation. Where types do not go together the result is null, or false, and that is reported.
 */
import type { Expr, ValueType } from '../../query/expression/ast.ts'
import { partsOf } from '../../query/expression/ast.ts'
import { printExpression } from '../../query/expression/printer.ts'
import { isNumber } from '../../query/number.ts'
import { shown } from '../../query/diagnostics.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { levelTest, timeBounds, timeOfRows } from '../filter/orderedFields.ts'
import { calculate } from './arithmetic.ts'
import { constantOf, literalValue } from './constants.ts'
import { functionOf } from './functions/functions.ts'
import { likeTest } from './like.ts'
import { compareOf, levelText, specialCompare } from './specials.ts'
import { coerce, fromField, holds, orderOf, Quantity, quantity, typeName, valueName, type Value } from './values.ts'

export type Evaluate = (batch: RecordBatch, row: number) => Value
export type Condition = (batch: RecordBatch, row: number) => boolean

/** What running expressions tell. */
export interface ExprEnvironment {
  /** Types did not go together in the row that is being looked at. */
  fault(message: string): void
  beat(batch: RecordBatch, row: number): void
  sawField(name: string): void
}

export function compileExpression(expr: Expr, env: ExprEnvironment): Evaluate {
  switch (expr.type) {
    case 'literal': {
      const value = literalValue(expr)
      return () => value
    }
    case 'moment': {
      const value = new Quantity('time', expr.from)
      return () => value
    }
    case 'field':
      return compileField(expr.field, env)
    case 'negative':
      return compileNegative(expr.item, env)
    case 'arithmetic':
      return compileArithmetic(expr, env)
    case 'call':
      return compileCall(expr, env)
    case 'regex':
      throw new Error('a regex is no value')
    default:
      return compileCondition(expr, env)
  }
}

/** An expression that is true or false; null counts as false. */
export function compileCondition(expr: Expr, env: ExprEnvironment): Condition {
  switch (expr.type) {
    case 'compare':
      return compileCompare(expr, env)
    case 'and': {
      const items = expr.items.map((item) => compileCondition(item, env))
      return (batch, row) => {
        for (const item of items) if (!item(batch, row)) return false
        return true
      }
    }
    case 'or': {
      const items = expr.items.map((item) => compileCondition(item, env))
      return (batch, row) => {
        for (const item of items) if (item(batch, row)) return true
        return false
      }
    }
    case 'not': {
      const item = compileCondition(expr.item, env)
      return (batch, row) => !item(batch, row)
    }
    case 'in': {
      const items = expr.list.map((each) => compileCompare(compareOf('=', expr.item, each), env))
      return (batch, row) => items.some((item) => item(batch, row)) !== expr.negated
    }
    case 'between': {
      const low = compileCompare(compareOf('>=', expr.item, expr.low), env)
      const high = compileCompare(compareOf('<=', expr.item, expr.high), env)
      return (batch, row) => (low(batch, row) && high(batch, row)) !== expr.negated
    }
    case 'isNull': {
      const item = compileExpression(expr.item, env)
      return (batch, row) => (item(batch, row) === null) !== expr.negated
    }
    case 'like': {
      const [item, test] = [compileExpression(expr.item, env), likeTest(expr.pattern)]
      return (batch, row) => {
        const value = item(batch, row)
        return (value !== null && test(String(coerce(value, ['string'])))) !== expr.negated
      }
    }
    default:
      return compileTruth(expr, env)
  }
}

/** Fields whose values have to be looked for. */
function compileField(field: string, env: ExprEnvironment, zone?: string): Evaluate {
  let seen = false
  const see = (): void => {
    if (seen) return
    env.sawField(field)
    seen = true
  }
  if (field === 'time') {
    const timeOf = timeOfRows(field, zone)
    return (batch, row) => {
      const time = timeOf(batch, row)
      if (!Number.isFinite(time)) return null
      see()
      return new Quantity('time', time)
    }
  }
  return (batch, row) => {
    const value = batch.field(field, row)
    if (value === undefined) return null
    see()
    return fromField(value)
  }
}

function compileTruth(expr: Expr, env: ExprEnvironment): Condition {
  const evaluate = compileExpression(expr, env)
  const message = (value: Value): string => `expected true or false of ${named(expr)}, found ${valueName(value)}`
  return (batch, row) => {
    const value = evaluate(batch, row)
    if (typeof value === 'boolean') return value
    if (value === null) return false
    const read = coerce(value, ['boolean'])
    if (read === undefined) env.fault(message(value))
    return read === true
  }
}

function compileNegative(item: Expr, env: ExprEnvironment): Evaluate {
  const evaluate = compileExpression(item, env)
  return (batch, row) => {
    const value = evaluate(batch, row)
    if (value === null) return null
    const read = coerce(value, ['number', 'duration', 'bytes'])
    if (typeof read === 'number') return -read
    if (read instanceof Quantity && read.type !== 'time') return quantity(read.type, -read.value)
    env.fault(`expected a number, a duration or bytes after '-', found ${valueName(value)}`)
    return null
  }
}

function compileArithmetic(expr: Extract<Expr, { type: 'arithmetic' }>, env: ExprEnvironment): Evaluate {
  const { op } = expr
  const [left, right] = [compileExpression(expr.left, env), compileExpression(expr.right, env)]
  return (batch, row) => {
    const [a, b] = [left(batch, row), right(batch, row)]
    if (a === null || b === null) return null
    const result = calculate(op, a, b)
    if (result !== undefined) return result
    env.fault(`expected values that '${op}' can be between in ${named(expr)}, found ${valueName(a)} and ${valueName(b)}`)
    return null
  }
}

function compileCompare(expr: Extract<Expr, { type: 'compare' }>, env: ExprEnvironment): Condition {
  const special = specialCompare(expr)
  if (special?.with.type === 'moment') return compileMoment(special.op, special.with, env)
  if (special) {
    const test = levelTest(special.op, { type: 'text', text: levelText(special.with)!, quoted: true })!
    const level = compileField('level', env)
    return (batch, row) => {
      const value = level(batch, row)
      return value !== null && test(String(value))
    }
  }
  const { op, left, right } = expr
  if (left.type === 'field' && left.field !== 'time' && right.type === 'literal' && right.kind === 'number') {
    return compileNumberCompare(expr, Number(right.text), env)
  }
  const soft = left.type === 'field' && right.type === 'field'
  const [first, second] = [compileExpression(left, env), compileExpression(right, env)]
  return (batch, row) => {
    const [a, b] = [first(batch, row), second(batch, row)]
    if (a === null || b === null) return false
    const order = orderOf(a, b, soft)
    if (order !== undefined) return holds(op, order)
    env.fault(`${named(expr)} compares ${valueName(a)} with ${valueName(b)}${unitHint(left, a, b) ?? unitHint(right, b, a) ?? ''}`)
    return false
  }
}

/** What to write where a plain number stands beside a size or a duration. */
function unitHint(expr: Expr, value: Exclude<Value, null>, other: Exclude<Value, null>): string | undefined {
  const isPlain = typeof value === 'number' || (typeof value === 'string' && isNumber(value))
  if (!isPlain || !(other instanceof Quantity) || other.type === 'time') return undefined
  return `; ${other.type}(${printExpression(expr)}) takes a number as ${other.type === 'bytes' ? 'bytes' : 'milliseconds'}`
}

/** The most frequent kind, without values in between. */
function compileNumberCompare(expr: Extract<Expr, { type: 'compare' }>, number: number, env: ExprEnvironment): Condition {
  const { op, left } = expr
  const field = compileField((left as Extract<Expr, { type: 'field' }>).field, env)
  return (batch, row) => {
    const value = field(batch, row)
    if (value === null) return false
    const read = typeof value === 'number' ? value : typeof value === 'string' && isNumber(value) ? Number(value) : NaN
    if (read === read) return holds(op, read < number ? -1 : read > number ? 1 : 0)
    env.fault(`${named(expr)} compares ${valueName(value)} with the number ${number}`)
    return false
  }
}

function compileMoment(op: Extract<Expr, { type: 'compare' }>['op'], moment: Extract<Expr, { type: 'moment' }>, env: ExprEnvironment): Condition {
  const { from, to, outside } = timeBounds(op, { type: 'time', text: '', quoted: true, from: moment.from, to: moment.to })
  const field = compileField('time', env, moment.zone)
  return (batch, row) => {
    const time = field(batch, row)
    return time instanceof Quantity && (time.value >= from && time.value < to) !== outside
  }
}

function compileCall(expr: Extract<Expr, { type: 'call' }>, env: ExprEnvironment): Evaluate {
  const called = functionOf(expr.name)
  if (called.lazy) return compileLazy(expr, env)
  const constants = expr.args.map(constantOf)
  const run = called.create(constants)
  const hasRegex = called.params.some(({ regex }) => regex)
  const args = expr.args.map((arg, i) => (constants[i] instanceof RegExp ? () => null : compileExpression(arg, env)))
  const paramAt = (i: number): (typeof called.params)[number] => called.params[Math.min(i, called.params.length - 1)]
  return (batch, row) => {
    const values: Value[] = []
    for (let i = 0; i < args.length; i++) {
      if (constants[i] instanceof RegExp) continue
      const value = args[i](batch, row)
      if (value === null) return null
      const read = coerce(value, paramAt(i).types)
      if (read === undefined) {
        env.fault(`expected ${listTypes(paramAt(i).types)} for '${paramAt(i).name}' of ${called.name}(), found ${valueName(value)}`)
        return null
      }
      values.push(read)
    }
    if (hasRegex) env.beat(batch, row)
    return run(values)
  }
}

function listTypes(types: readonly ValueType[]): string {
  return types.map(typeName).join(' or ')
}

function compileLazy(expr: Extract<Expr, { type: 'call' }>, env: ExprEnvironment): Evaluate {
  const { name, args } = expr
  if (name === 'coalesce') {
    const items = args.map((arg) => compileExpression(arg, env))
    return (batch, row) => {
      for (const item of items) {
        const value = item(batch, row)
        if (value !== null) return value
      }
      return null
    }
  }
  if (name === 'now') return () => null
  const pairs: (readonly [Condition, Evaluate])[] = []
  for (let i = 0; i + 1 < args.length; i += 2) pairs.push([compileCondition(args[i], env), compileExpression(args[i + 1], env)])
  const last = name === 'if' ? args[2] : expr.otherwise
  const otherwise = last ? compileExpression(last, env) : () => null
  return (batch, row) => {
    for (const [condition, value] of pairs) if (condition(batch, row)) return value(batch, row)
    return otherwise(batch, row)
  }
}

/** Whether there may be rows in which types do not go together. */
export function mayFault(expr: Expr): boolean {
  const inParts = (): boolean => partsOf(expr).some(mayFault)
  switch (expr.type) {
    case 'literal':
    case 'field':
    case 'regex':
    case 'moment':
      return false
    case 'isNull':
    case 'like':
      return inParts()
    case 'compare':
      return specialCompare(expr) === undefined
    case 'call':
      return inParts() || functionOf(expr.name).params.some(({ types }) => types.length > 0 && !types.includes('string'))
    default:
      return true
  }
}

function named(expr: Expr): string {
  return shown(printExpression(expr))
}
