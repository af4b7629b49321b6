/** The expressions of formats that people declare: always with the flag u, so that a group never ends within a character. */
import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp'

/** Where an expression is wrong, and what is; undefined where nothing is. Does not run it. */
export function expressionProblem(source: string): { readonly message: string; readonly index: number } | undefined {
  try {
    parse(source)
  } catch (error) {
    const { index = 0, message } = error as { index?: number; message: string }
    return { message: firstSmall(message.slice(message.lastIndexOf(': ') + 2)), index }
  }
  try {
    // The engine has limits of its own, and may be older than the parser.
    new RegExp(source, 'u')
    return undefined
  } catch (error) {
    const { message } = error as Error
    return { message: firstSmall(message.slice(message.lastIndexOf(': ') + 2)), index: 0 }
  }
}

/** Names of the groups of an expression that is one, each once, in order. */
export function expressionNames(source: string): readonly string[] {
  const names = new Set<string>()
  visitRegExpAST(parse(source), { onCapturingGroupEnter: ({ name }) => name !== null && names.add(name) })
  return [...names]
}

export function parse(source: string): AST.Pattern {
  return new RegExpParser().parsePattern(source, 0, source.length, { unicode: true })
}

function firstSmall(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
