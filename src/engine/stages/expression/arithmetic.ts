/** What + - * / % give. */
import type { ArithmeticOp, StaticType, ValueType } from '../../query/expression/ast.ts'
import { numberOrNull, quantity, readAs, type Quantity, type Value } from './values.ts'

type Rule = readonly [left: ValueType, op: ArithmeticOp, right: ValueType, result: 'number' | Quantity['type']]

const RULES: readonly Rule[] = [
  ...(['+', '-', '*', '/', '%'] as const).map((op): Rule => ['number', op, 'number', 'number']),
  ...(['duration', 'bytes'] as const).flatMap((type): Rule[] => [
    [type, '+', type, type],
    [type, '-', type, type],
    [type, '%', type, type],
    [type, '/', type, 'number'],
    [type, '*', 'number', type],
    [type, '/', 'number', type],
    ['number', '*', type, type],
  ]),
  ['time', '-', 'time', 'duration'],
  ['time', '+', 'duration', 'time'],
  ['time', '-', 'duration', 'time'],
  ['duration', '+', 'time', 'time'],
]

/** Types that a text of the log is read as, in this order. */
const READABLE: readonly ValueType[] = ['number', 'duration', 'bytes', 'time']

/** The type of a result, undefined where the types of the operands do not go together; `any` where one of them is not known. */
export function arithmeticType(op: ArithmeticOp, left: StaticType, right: StaticType): StaticType | undefined {
  const results = new Set(
    RULES.filter(([l, o, r]) => o === op && (left === 'any' || left === l) && (right === 'any' || right === r)).map(([, , , result]) => result),
  )
  if (results.size === 0) return undefined
  return results.size === 1 && left !== 'any' && right !== 'any' ? [...results][0] : 'any'
}

/** Null where a division is by zero or a result is too large; undefined where the operands do not go together. */
export function calculate(op: ArithmeticOp, left: Exclude<Value, null>, right: Exclude<Value, null>): Value | undefined {
  if (typeof left === 'number' && typeof right === 'number') return numberOrNull(apply(op, left, right))
  const [l, r] = [operand(left), operand(right)]
  if (!l || !r) return undefined
  const rule = RULES.find((each) => each[0] === l.type && each[1] === op && each[2] === r.type)
  if (!rule) return undefined
  const result = apply(op, l.value, r.value)
  return rule[3] === 'number' ? numberOrNull(result) : quantity(rule[3], result)
}

function operand(value: Exclude<Value, null>): { readonly type: ValueType; readonly value: number } | undefined {
  if (typeof value === 'number') return { type: 'number', value }
  if (typeof value === 'boolean') return undefined
  if (typeof value === 'object') return value
  for (const type of READABLE) {
    const read = readAs(value, type)
    if (read !== undefined && read !== null) return operand(read)
  }
  return undefined
}

function apply(op: ArithmeticOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}
