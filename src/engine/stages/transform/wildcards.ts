/** Patterns as `user=* took *ms`: text with wildcards that each give a value. */

export interface WildcardPattern {
  /** The text between the wildcards: one piece more than there are wildcards; the first and last may be empty. */
  readonly pieces: readonly string[]
}

/** Reads a pattern; `\*` is a star, `\\` a backslash, any other backslash stands for itself. */
export function readWildcards(pattern: string): WildcardPattern {
  const pieces = ['']
  for (let i = 0; i < pattern.length; i++) {
    const escaped = pattern[i] === '\\' && (pattern[i + 1] === '*' || pattern[i + 1] === '\\')
    if (escaped) pieces[pieces.length - 1] += pattern[++i]
    else if (pattern[i] === '*') pieces.push('')
    else pieces[pieces.length - 1] += pattern[i]
  }
  return { pieces }
}

/**
 * What the wildcards stand for in the first place of the text that fits, or undefined. Each takes as little as it can; one at the
 * start takes what comes before, one at the end takes the rest. Linear: with nothing but literal text between the wildcards, the
 * nearest next piece is always the right one.
 */
export function matchWildcards({ pieces }: WildcardPattern, text: string): string[] | undefined {
  let at = text.indexOf(pieces[0])
  if (at < 0) return undefined
  at += pieces[0].length
  const values: string[] = []
  for (let i = 1; i < pieces.length; i++) {
    const piece = pieces[i]
    const last = i === pieces.length - 1
    const next = piece === '' && last ? text.length : text.indexOf(piece, at)
    if (next < 0) return undefined
    values.push(text.slice(at, next))
    at = next + piece.length
  }
  return values
}

/** What the wildcards of a pattern that is all of a text stand for, or undefined: each but the last takes as little as it can. Linear. */
export function matchWhole({ pieces }: WildcardPattern, text: string): string[] | undefined {
  const last = pieces[pieces.length - 1]
  if (pieces.length === 1) return text === last ? [] : undefined
  const end = text.length - last.length
  if (!text.startsWith(pieces[0]) || !text.endsWith(last) || end < pieces[0].length) return undefined
  const values: string[] = []
  let at = pieces[0].length
  for (let i = 1; i < pieces.length - 1; i++) {
    const next = text.indexOf(pieces[i], at)
    if (next < 0 || next + pieces[i].length > end) return undefined
    values.push(text.slice(at, next))
    at = next + pieces[i].length
  }
  values.push(text.slice(at, end))
  return values
}

/** The text of a pattern whose wildcards stand for these values; one without wildcards is what it is. */
export function fillWildcards({ pieces }: WildcardPattern, values: readonly string[]): string {
  return pieces.reduce((text, piece, i) => text + values[i - 1] + piece)
}
