import { RegExpParser, type AST } from '@eslint-community/regexpp'
import type { SearchExpr } from '../../query/ast.ts'
import { isBytewise } from './needles.ts'

/**
 * The texts of an expression that is nothing but texts with `.*` between them, such as /ERROR.*timeout/: a line without CR, U+2028 and U+2029, which a
 * `.` does not match, has it where the texts follow each other. Undefined for any other.
 */
export function orderedTexts(expr: SearchExpr): readonly string[] | undefined {
  // With other flags it is another expression; g says nothing about whether it matches.
  if (expr.type !== 'regex' || !/^[gsu]*$/.test(expr.flags)) return undefined
  const elements = elementsOf(expr.source, expr.flags)
  if (!elements) return undefined
  const texts = ['']
  for (const element of elements) {
    if (element.type === 'Character') texts.push(texts.pop()! + String.fromCodePoint(element.value))
    else if (isAnything(element)) texts.push('')
    else return undefined
  }
  return texts.length > 1 && texts.every(isBytewise) ? texts : undefined
}

/** Whether an element is `.*` or `.*?`. */
function isAnything(element: AST.Element): boolean {
  return element.type === 'Quantifier' && element.min === 0 && element.max === Infinity && element.element.type === 'CharacterSet' && element.element.kind === 'any'
}

/** Of an expression without alternatives. */
function elementsOf(source: string, flags: string): readonly AST.Element[] | undefined {
  try {
    const { alternatives } = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode: flags.includes('u') })
    return alternatives.length === 1 ? alternatives[0].elements : undefined
  } catch {
    // Not understood, or nested too deeply.
    return undefined
  }
}
