/** All functions there are. A new one is added to one of these lists, and parser, checks, help and docs know it. */
import { conditionFunctions } from './conditions.ts'
import type { ExprFunction } from './declare.ts'
import { numberFunctions } from './numbers.ts'
import { textFunctions } from './text.ts'
import { timeFunctions } from './times.ts'

export const FUNCTIONS: readonly ExprFunction[] = [...textFunctions, ...conditionFunctions, ...numberFunctions, ...timeFunctions]

const byName = new Map(FUNCTIONS.map((each) => [each.name, each]))

/** The function of a name that the parser gave. */
export function functionOf(name: string): ExprFunction {
  const found = byName.get(name)
  if (!found) throw new RangeError(`no function is called '${name}'`)
  return found
}
