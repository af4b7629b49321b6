/** Spans (block, first row, rows) that came last first, in row order. */
export function reversedSpans(spans: readonly number[]): Uint32Array {
  const result = new Uint32Array(spans.length)
  for (let i = 0; i < spans.length; i += 3) {
    const at = spans.length - 3 - i
    result.set([spans[i], spans[i + 1], spans[i + 2]], at)
  }
  return result
}
