/** The time that a query asks for, as terms of its search: what a person chooses with the mouse, and can see and change as text. */
import type { SearchExpr, Span } from './ast.ts'
import { joinStages, stageTexts, type StageText } from './editing.ts'
import { parseSearch } from './searchParser.ts'

/** The query with `terms` (`time>=2024-05-01 time<2024-05-02`) in place of what its search asks of the time now; empty: it asks nothing. All other terms stay as they are written. */
export function askForTime(query: string, terms: string): string {
  const stages = stageTexts(query)
  const [search, second] = stages
  const rest = stages.slice(1)
  // A search that is switched off stays so.
  if (!search.on) {
    const others = second?.on && isOnlyTime(second) ? rest.slice(1) : rest
    return joinStages([search, ...(terms ? [{ text: `search ${terms}`, on: true }] : []), ...others])
  }
  const text = withTerms(search.text, terms)
  return joinStages([{ ...search, text }, ...rest])
}

/** Whether its search asks for a time in a way that `askForTime` would change. */
export function asksForTime(query: string): boolean {
  const [search, second] = stageTexts(query)
  return search.on ? timeTerms(search.text).length > 0 : second !== undefined && second.on && isOnlyTime(second)
}

function isOnlyTime({ text }: StageText): boolean {
  return /^search(?:\s+time[<>]=?\S+)+$/.test(text.trim())
}

function withTerms(text: string, terms: string): string {
  const cut = timeTerms(text).reduceRight(without, text).trim()
  // A group that was nothing but a time is no group any more.
  const [kept, expr] = [cut, text].map((each) => [each, parsed(each)] as const).find(([, each]) => each !== undefined) ?? [text, undefined]
  if (expr?.type === 'all' || kept === '') return terms
  if (!terms) return kept
  // Behind an OR they would be asked of a part of the rows only.
  const together = `${kept} ${terms}`
  return expr && timeTerms(together).length === 0 ? `(${kept}) ${terms}` : together
}

/** Undefined for a search with mistakes. */
function parsed(text: string): SearchExpr | undefined {
  let mistakes = 0
  try {
    const expr = parseSearch(text, 0, text.length, { report: () => mistakes++, token: () => undefined })
    return mistakes > 0 ? undefined : expr
  } catch {
    return undefined
  }
}

/** Where comparisons of the time are that all rows have to fulfil. */
function timeTerms(text: string): readonly Span[] {
  const expr = parsed(text)
  const items = expr?.type === 'and' ? expr.items : expr ? [expr] : []
  return items.flatMap((item) => (item.type === 'compare' && item.field === 'time' && /^[<>=]/.test(item.op) ? [item.span] : []))
}

/** A text without one of its terms, and without the AND that joined it to the others. */
function without(text: string, { start, end }: Span): string {
  const before = text.slice(0, start)
  const behind = text.slice(end)
  const joined = before.replace(/(^|[\s)"])AND\s*$/, '$1')
  if (joined !== before) return `${joined.trimEnd()} ${behind.trimStart()}`.trim()
  return `${before.trimEnd()} ${behind.trimStart().replace(/^AND(?=[\s("])/, '').trimStart()}`.trim()
}
