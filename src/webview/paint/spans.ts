/** Where patterns match in the texts of rows, for marks that are drawn there. */

/** Of each text at most so many UTF-16 units are looked at. */
export const LOOKED_AT = 4096
/** Marks in one text at most. */
export const MOST_SPANS = 500

export interface Pattern {
  /** What marks are drawn with: `find`, or the colour of a highlighter. */
  readonly paint: string
  readonly source: string
  /** With `g`. */
  readonly flags: string
}

export interface Span {
  readonly start: number
  readonly end: number
  readonly paint: string
}

export function matchesOf(regex: RegExp, text: string): [number, number][] {
  const found: [number, number][] = []
  regex.lastIndex = 0
  const looked = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text
  for (let match = regex.exec(looked); match && found.length < MOST_SPANS; match = regex.exec(looked)) {
    if (match[0] === '') regex.lastIndex++
    else found.push([match.index, match.index + match[0].length])
  }
  return found
}

/** Spans that lie behind each other: where several are, the first of them in the list is drawn. */
export function layered(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans
  const taken: Span[] = []
  for (const span of spans) {
    let { start } = span
    for (const { start: from, end: to } of [...taken].sort((a, b) => a.start - b.start)) {
      if (to <= start || from >= span.end) continue
      if (from > start) taken.push({ start, end: from, paint: span.paint })
      start = to
    }
    if (start < span.end) taken.push({ start, end: span.end, paint: span.paint })
  }
  return taken.sort((a, b) => a.start - b.start)
}

/** How many parts of an expression may take characters without a limit, or may be left out. */
const LOOSE = /\\.|\[(?:\\.|[^\]\\])*\]|([*+]|\{\d+,\d*\})|(\)(?:[*+?]|\{))|(\?)/gs

/**
 * An expression that cannot take long on a text of some thousand characters, whatever that is: no group is repeated, and at most one part has no limit. All others
 * are run where they can be ended.
 */
export function isQuick(source: string): boolean {
  let open = 0
  let optional = 0
  for (const [, loose, group, question] of source.matchAll(LOOSE)) {
    if (group !== undefined) return false
    if (loose !== undefined) open++
    if (question !== undefined) optional++
  }
  return open <= 1 && optional <= 4 && !/\\[1-9k]/.test(source)
}
