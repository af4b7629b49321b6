/** What is looked for in a result, as an expression of the search and as one for the rows that are drawn. */
import { ignoresCase, escapeRegex } from '../../engine/stages/filter/smartCase.ts'
import { joinStages, stageTexts } from '../../engine/query/editing.ts'
import { printRegex, printString } from '../../engine/query/printer.ts'
import { parse, stageOf } from '../../engine/stages/registry.ts'

export interface Term {
  readonly text: string
  readonly matchCase: boolean
  readonly word: boolean
  readonly regex: boolean
}

export interface Expression {
  readonly source: string
  /** Those of the search; drawing needs `g` and `m` too, as the search looks at each line by itself. */
  readonly flags: string
}

/** The expression of a term; `problem` where it has a mistake, undefined for an empty one. */
export function expressionOf({ text, matchCase, word, regex }: Term): Expression | { readonly problem: string } | undefined {
  if (text === '') return undefined
  const inner = regex ? text : escapeRegex(text)
  const source = word ? `\\b(?:${inner})\\b` : inner
  try {
    new RegExp(source, 'u')
    return { source, flags: matchCase ? 'u' : 'iu' }
  } catch {
    try {
      new RegExp(source)
      return { source, flags: matchCase ? '' : 'i' }
    } catch (error) {
      return { problem: String((error as Error).message).replace(/^Invalid regular expression: /, '') }
    }
  }
}

/** The query that gives the rows of `query` in which a term is. */
export function queryOf(query: string, term: Term, { source, flags }: Expression): string {
  // Words have a search of their own, which is faster.
  const isPhrase = !term.regex && !term.word && ignoresCase(term.text) !== term.matchCase
  const search = isPhrase ? printString(term.text) : printRegex(source, flags)
  return joinStages([...stageTexts(query), { text: `search ${search}`, on: true }])
}

/** The rows that a query gives are some of the log's, in its order: each is found again by its byte. */
export function keepsPlaces(query: string): boolean {
  return parse(query).query.stages.every(({ node, on }) => !on || node.name === 'invalid' || stageOf(node).kind !== 'sequential')
}
