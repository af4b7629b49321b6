import type { Diagnostic } from '../../common/protocol.ts'
import type { Span } from './ast.ts'

/** A mistake in one stage that ends the reading of that stage. */
export class QueryError extends Error {
  readonly start: number
  readonly end: number

  constructor(span: Span, message: string) {
    super(message)
    this.name = 'QueryError'
    this.start = span.start
    this.end = span.end
  }

  toDiagnostic(): Diagnostic {
    return { start: this.start, end: this.end, message: this.message }
  }
}

/** `a, b or c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`
}

/** Text from a query as a message shows it. */
export function shown(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 39)}…` : text}'`
}

/** The word of `known` that `typed` most likely stands for, if one is near enough. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase()
  let best: string | undefined
  let bestDistance = 1 + Math.min(2, Math.floor(word.length / 2))
  for (const candidate of known) {
    const distance = candidate.startsWith(word) && word.length > 1 ? 1 : editDistance(word, candidate)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2] + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length]
}
