/** What can be written into the query field, in short: from the declarations of the stages. */
import { stages } from '../../engine/stages/registry.ts'

export interface Line {
  readonly code: string
  readonly about: string
}

/** Stages that answer most questions, in the order of a pipeline. */
const USUAL = ['where', 'fields', 'parse', 'stats', 'timechart', 'top', 'patterns', 'sort', 'head', 'context']

/** Ways to search: the examples of the search, but not of what stands behind other stages. None before the page has them (language/examples.ts). */
export function searches(): readonly Line[] {
  const search = stages.find(({ names }) => names[0] === 'search')
  return search?.examples.filter(({ query }) => !query.startsWith('|')).map(({ query, about }) => ({ code: query, about })) ?? []
}

/** The usual stages, then all others. */
export function offered(): readonly (Line & { readonly usual: boolean })[] {
  const usual = USUAL.flatMap((name) => stages.find(({ names }) => names[0] === name) ?? [])
  const others = stages.filter(({ names }) => !USUAL.includes(names[0]) && names[0] !== 'search')
  return [...usual, ...others].map(({ names, summary }) => ({ code: names[0], about: firstSentence(summary), usual: USUAL.includes(names[0]) }))
}

/** Up to the end of the first sentence, or a colon in it. */
export function firstSentence(text: string): string {
  return /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, '.') ?? text
}
