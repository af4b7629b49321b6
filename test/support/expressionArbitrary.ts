/** Random expressions: as trees that print to text that parses. */
import fc from 'fast-check'
import type { Expr } from '../../src/engine/query/expression/ast.ts'
import { checkCondition, checkTypes } from '../../src/engine/stages/expression/check.ts'
import { FUNCTIONS } from '../../src/engine/stages/expression/functions/functions.ts'
import type { QueryParts } from './queryArbitrary.ts'

const span = { start: 0, end: 0 }

/** Trees of any kind, with types that go together or not. `fields` of the parts are those that are read. */
export function expression({ fields, texts, regexes }: QueryParts): fc.Arbitrary<Expr> {
  const string = texts.map((text): Expr => ({ type: 'literal', kind: 'string', text, span }))
  const number = fc.constantFrom('0', '1', '2', '5', '40', '5.5', '1e3', '500').map((text): Expr => ({ type: 'literal', kind: 'number', text, span }))
  const quantity = fc.oneof(
    fc.constantFrom('1s', '1.5s', '200ms', '1h30m', '2d').map((text): Expr => ({ type: 'literal', kind: 'duration', text, span })),
    fc.constantFrom('10KB', '1MiB', '5B').map((text): Expr => ({ type: 'literal', kind: 'bytes', text, span })),
  )
  const field = fc.constantFrom(...(fields.length > 0 ? fields : ['x'])).map((name): Expr => ({ type: 'field', field: name, span }))
  const leaf = fc.oneof(
    { weight: 4, arbitrary: field },
    { weight: 2, arbitrary: string },
    { weight: 3, arbitrary: number },
    { weight: 1, arbitrary: quantity },
    { weight: 1, arbitrary: fc.boolean().map((value): Expr => ({ type: 'literal', kind: 'boolean', value, span })) },
    { weight: 1, arbitrary: fc.constant<Expr>({ type: 'literal', kind: 'null', span }) },
  )
  return fc.letrec<{ any: Expr }>((tie) => {
    const any = tie('any')
    const negated = fc.boolean()
    const made: fc.Arbitrary<Expr>[] = [
      fc.record({ item: any }).map(({ item }) => ({ type: 'negative' as const, item, span })),
      fc.record({ op: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const), left: any, right: any }).map((rest) => ({ type: 'arithmetic' as const, ...rest, span })),
      fc.record({ op: fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const), left: any, right: any }).map((rest) => ({ type: 'compare' as const, ...rest, span })),
      fc.record({ type: fc.constantFrom('and' as const, 'or' as const), items: fc.array(any, { minLength: 2, maxLength: 3 }) }).map((rest) => ({ ...rest, span })),
      any.map((item) => ({ type: 'not' as const, item, span })),
      fc.record({ item: any, list: fc.array(any, { minLength: 1, maxLength: 3 }), negated }).map((rest) => ({ type: 'in' as const, ...rest, span })),
      fc.record({ item: any, pattern: fc.oneof(texts, fc.constantFrom('%', 'e%r', '%5', '_', 'a_n', '\\%', '%e%')), negated }).map((rest) => ({ type: 'like' as const, ...rest, span })),
      fc.record({ item: any, low: any, high: any, negated }).map((rest) => ({ type: 'between' as const, ...rest, span })),
      fc.record({ item: any, negated }).map((rest) => ({ type: 'isNull' as const, ...rest, span })),
      call(any, regexes),
    ]
    return { any: fc.oneof({ maxDepth: 3, withCrossShrink: true }, { weight: 4, arbitrary: leaf }, ...made.map((arbitrary) => ({ weight: 1, arbitrary }))) }
  }).any
}

/** No mistake shows before rows are looked at. */
export function isSound(expr: Expr): boolean {
  let mistakes = 0
  checkTypes(expr, () => mistakes++)
  return mistakes === 0
}

export function isCondition(expr: Expr): boolean {
  let mistakes = 0
  checkCondition(expr, '', () => mistakes++)
  return mistakes === 0
}

function call(any: fc.Arbitrary<Expr>, regexes: QueryParts['regexes']): fc.Arbitrary<Expr> {
  return fc.constantFrom(...FUNCTIONS).chain(({ name, params, repeats = 0, otherwise }): fc.Arbitrary<Expr> => {
    const least = params.filter(({ optional }) => !optional).length
    return fc.tuple(fc.integer({ min: least, max: params.length }), fc.nat(repeats > 0 ? 2 : 0), fc.boolean()).chain(([count, more, hasElse]) => {
      const length = more > 0 ? params.length + more * repeats : count
      const at = (i: number): (typeof params)[number] => params[i < params.length ? i : params.length - repeats + ((i - params.length) % repeats)]
      const args = Array.from({ length }, (_, i): fc.Arbitrary<Expr> => {
        if (at(i).regex) return regexes.map((regex): Expr => ({ type: 'regex', ...regex, span }))
        const { words } = at(i)
        return words ? fc.constantFrom(...words).map((text): Expr => ({ type: 'literal', kind: 'string', text, span })) : any
      })
      const made = fc.tuple(...args)
      return fc.tuple(made, any).map(([list, last]): Expr => ({ type: 'call', name, args: list, ...(otherwise && hasElse ? { otherwise: last } : {}), span }))
    })
  })
}
