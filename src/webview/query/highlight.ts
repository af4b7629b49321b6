/** The query text as pieces to colour, with its mistakes. */
import type { Diagnostic } from '../../common/protocol.ts'
import type { Token, TokenKind } from '../../engine/query/ast.ts'

export interface Piece {
  readonly text: string
  readonly kind?: TokenKind
  readonly mistake: boolean
}

/** Words that are coloured: what lies behind them in a query of thousands is out of view, or soon will be. */
export const MOST_WORDS = 500

/** Cuts `text` at the borders of tokens and mistakes. A mistake at the very end gets a blank to stand under. */
export function paint(text: string, tokens: readonly Token[], diagnostics: readonly Diagnostic[]): Piece[] {
  const words = tokens.slice(0, MOST_WORDS)
  const borders = new Set([0, text.length])
  for (const { start, end } of [...words, ...diagnostics]) {
    if (start < text.length) borders.add(Math.max(0, start))
    if (end < text.length) borders.add(Math.max(0, end))
  }
  // A mistake without length is shown under the character at its place.
  for (const { start, end } of diagnostics) if (end <= start && start + 1 < text.length) borders.add(start + 1)
  const sorted = [...borders].sort((a, b) => a - b)
  const places = new Map(sorted.map((border, i) => [border, i]))
  const kinds: TokenKind[] = []
  // Where one lies over another, the first counts.
  for (const { kind, start, end } of words.reverse()) for (let i = places.get(start) ?? NaN; sorted[i + 1] <= end; i++) kinds[i] = kind
  const pieces: Piece[] = []
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [start, end] = [sorted[i], sorted[i + 1]]
    const mistake = diagnostics.some((one) => one.start <= start && end <= Math.max(one.end, one.start + 1))
    pieces.push({ text: text.slice(start, end), kind: kinds[i], mistake })
  }
  if (diagnostics.some(({ start }) => start >= text.length)) pieces.push({ text: '\u00a0', mistake: true })
  return pieces
}
