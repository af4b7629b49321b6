import type { Diagnostic } from '../../src/common/protocol.ts'
import type { Token } from '../../src/engine/query/ast.ts'
import { MOST_WORDS, type Piece } from '../../src/webview/query/highlight.ts'

/** What `paint` does, character by character: the slow twin that tests compare it with. */
export function plainPaint(text: string, tokens: readonly Token[], diagnostics: readonly Diagnostic[]): Piece[] {
  const words = tokens.slice(0, MOST_WORDS)
  const isBorder = (at: number): boolean =>
    [...words, ...diagnostics].some(({ start, end }) => start === at || end === at) || diagnostics.some(({ start, end }) => end <= start && start + 1 === at)
  const pieces: Piece[] = []
  let from = 0
  for (let to = 1; to <= text.length; to++) {
    if (to < text.length && !isBorder(to)) continue
    const kind = words.find(({ start, end }) => start <= from && to <= end)?.kind
    pieces.push({ text: text.slice(from, to), kind, mistake: diagnostics.some(({ start, end }) => start <= from && to <= Math.max(end, start + 1)) })
    from = to
  }
  if (diagnostics.some(({ start }) => start >= text.length)) pieces.push({ text: '\u00a0', mistake: true })
  return pieces
}
