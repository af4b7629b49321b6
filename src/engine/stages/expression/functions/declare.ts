import type { FunctionSyntax, Param, ValueType } from '../../../query/expression/ast.ts'
import type { Value } from '../values.ts'

/** A constant argument: undefined where it is none; a regex as it is. */
export type Constant = Value | RegExp | undefined

/**
 * A function, declared and implemented. `create` gets the arguments that are constants, and gives what is run for each row: with values of the types
 * that the parameters name. Null among them makes null of the result without a call, unless `takesNull`.
 */
export interface ExprFunction extends FunctionSyntax {
  create(constants: readonly Constant[]): (args: readonly Value[]) => Value
  readonly takesNull?: boolean
  /** What is wrong with constants, if anything. */
  problem?(constants: readonly Constant[]): { readonly argument: number; readonly message: string } | undefined
  /** Arguments are evaluated one after the other, as far as they are needed: how is in compile.ts. */
  readonly lazy?: boolean
}

export const param = (name: string, ...types: ValueType[]): Param => ({ name, types })
export const optional = (name: string, ...types: ValueType[]): Param => ({ name, types, optional: true })

/** For functions whose constants do not matter. */
export const each = (run: (args: readonly Value[]) => Value): ExprFunction['create'] => () => run

/** Lazy functions are run by compile.ts. */
export const lazily: ExprFunction['create'] = () => {
  throw new Error('a lazy function is never called')
}
