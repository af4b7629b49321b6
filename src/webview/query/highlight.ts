/** The query text as pieces to colour, with its mistakes. */
import type { Diagnostic } from '../../common/protocol.ts'
import type { Token, TokenKind } from '../../engine/query/ast.ts'

export interface Piece {
  readonly text: string
  readonly kind?: TokenKind
  readonly mistake: boolean
}

/** Cuts `text` at the borders of tokens and mistakes. A mistake at the very end gets a blank to stand under. */
export function paint(text: string, tokens: readonly Token[], diagnostics: readonly Diagnostic[]): Piece[] {
  const borders = new Set([0, text.length])
  for (const { start, end } of [...tokens, ...diagnostics]) {
    if (start < text.length) borders.add(Math.max(0, start))
    if (end < text.length) borders.add(Math.max(0, end))
  }
  // A mistake without length is shown under the character at its place.
  for (const { start, end } of diagnostics) if (end <= start && start + 1 < text.length) borders.add(start + 1)
  const sorted = [...borders].sort((a, b) => a - b)
  const pieces: Piece[] = []
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [start, end] = [sorted[i], sorted[i + 1]]
    const token = tokens.find((one) => one.start <= start && end <= one.end)
    const mistake = diagnostics.some((one) => one.start <= start && end <= Math.max(one.end, one.start + 1))
    pieces.push({ text: text.slice(start, end), kind: token?.kind, mistake })
  }
  if (diagnostics.some(({ start }) => start >= text.length)) pieces.push({ text: '\u00a0', mistake: true })
  return pieces
}
