import type { SearchNode, StageNode } from '../query/ast.ts'
import { createMatcher } from './filter/matcher.ts'

/**
 * Pairs of start and end of what the search stages among `stages` look for, in a row's text, or in the value of a field of it (`whole`: see Matcher). `beat` is
 * called with the place of a stage in the query before its expressions run.
 */
export function highlighter(
  stages: readonly { readonly index: number; readonly node: StageNode }[],
  beat: (stage: number) => void,
): (text: string, field?: string, whole?: boolean) => number[] {
  const searches = stages.filter(({ node }) => node.name === 'search')
  const matcher = createMatcher(...searches.map(({ node }) => (node as SearchNode).expr))
  const last = searches[searches.length - 1]?.index ?? 0
  return (text, field, whole) => matcher.positiveRanges(text, () => beat(last), field, whole)
}
