import type { SearchExpr } from '../../query/ast.ts'
import { compileRegex } from '../../query/regex.ts'
import { compareTest, type ValueTest } from './compare.ts'
import { phraseRegex } from './smartCase.ts'

/** More marks than this in one row help nobody. */
const MAX_RANGES = 200

export interface Matcher {
  /**
   * Where the terms that are not under a NOT match: pairs of start and end in UTF-16 units, in order, without overlaps, at most 200
   * pairs. `beat` is called before each expression that the person wrote. `field`: the text is the value of this field; of comparisons with it those that look for a
   * part of it (`:` and expressions) are terms too, others hold for all of it, which is marked where that is `whole`.
   */
  positiveRanges(text: string, beat?: () => void, field?: string, whole?: boolean): number[]
}

interface Term {
  readonly regex?: RegExp
  /** Of a comparison that holds for all of a value. */
  readonly holds?: ValueTest
  /** Undefined: it is looked for anywhere. */
  readonly field?: string
}

/** Finds what is to be highlighted for a search expression; takes the first few KiB of a row, not megabytes. */
export function createMatcher(...exprs: readonly SearchExpr[]): Matcher {
  const terms = exprs.flatMap((expr) => positiveTerms(expr, true))
  return {
    positiveRanges(text, beat, of, whole = false) {
      const ranges: [number, number][] = []
      for (const { regex, holds, field } of terms) {
        if (field !== undefined && field !== of) continue
        beat?.()
        if (regex) addMatches(text, regex, ranges)
        else if (whole && holds?.(text)) ranges.push([0, text.length])
      }
      return merged(ranges)
    },
  }
}

function positiveTerms(expr: SearchExpr, positive: boolean): Term[] {
  switch (expr.type) {
    case 'phrase':
      return positive && expr.text !== '' ? [{ regex: phraseRegex(expr.text, 'g') }] : []
    case 'regex':
      return positive ? [{ regex: compileRegex(expr.source, expr.flags, 'g') }] : []
    case 'compare':
      return positive ? termsOfField(expr) : []
    case 'not':
      return positiveTerms(expr.item, !positive)
    case 'and':
    case 'or':
      return expr.items.flatMap((item) => positiveTerms(item, positive))
    default:
      return []
  }
}

function termsOfField({ field, op, value }: SearchExpr & { type: 'compare' }): Term[] {
  if (value.type === 'regex' && op !== '!=') return [{ regex: compileRegex(value.source, value.flags, 'g'), field }]
  if (value.type !== 'text' || value.text === '' || op === '!=') return []
  return op === ':' ? [{ regex: phraseRegex(value.text, 'g'), field }] : [{ holds: compareTest(op, value), field }]
}

function addMatches(text: string, regex: RegExp, ranges: [number, number][]): void {
  let added = 0
  for (const match of text.matchAll(regex)) {
    if (match[0].length === 0) continue
    ranges.push([match.index, match.index + match[0].length])
    if (++added === MAX_RANGES) return
  }
}

function merged(ranges: [number, number][]): number[] {
  ranges.sort((a, b) => a[0] - b[0])
  const result: number[] = []
  for (const [start, end] of ranges) {
    const last = result.length - 1
    if (last >= 0 && start <= result[last]) result[last] = Math.max(result[last], end)
    else if (result.length === 2 * MAX_RANGES) break
    else result.push(start, end)
  }
  return result
}
