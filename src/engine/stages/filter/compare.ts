import type { CompareOp, CompareValue } from '../../query/ast.ts'
import { isNumber } from '../../query/number.ts'
import { compileRegex } from '../../query/regex.ts'
import { phraseTest } from './smartCase.ts'

/** Tests the text of a field that the row has. */
export type ValueTest = (value: string) => boolean

/**
 * `=` is the whole value, `:` a part of it; numbers compare as numbers where both are and the query's is not in quotes, all else by
 * UTF-16 units.
 */
export function compareTest(op: CompareOp, value: CompareValue): ValueTest {
  if (value.type === 'any') return () => true
  if (value.type === 'regex') {
    const regex = compileRegex(value.source, value.flags)
    return op === '!=' ? (text) => !regex.test(text) : (text) => regex.test(text)
  }
  if (op === ':' || value.type === 'time') return phraseTest(value.text)
  const holds = HOLDS[op]
  const wanted = value.text
  if (value.quoted || !isNumber(wanted)) return (text) => holds(order(text, wanted))
  const number = Number(wanted)
  return (text) => holds(isNumber(text) ? Number(text) - number : order(text, wanted))
}

/** Whether a comparison holds, by the order of its sides: negative where the left one comes first. */
export const HOLDS: Record<Exclude<CompareOp, ':'>, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
