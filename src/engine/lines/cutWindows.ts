/**
 * The text of a line, which comes in pieces with its newline, as windows of at most `length` bytes of which each begins `overlap` bytes before the end of
 * the one before; without the line end. Each is valid until the next is pulled.
 */
export function* cutWindows(pieces: Iterable<Buffer>, length: number, overlap: number): Generator<Buffer> {
  const window = Buffer.allocUnsafeSlow(length)
  let filled = 0
  let kept = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; ) {
      if (filled === length) {
        yield window
        // A window that is all overlap would show nothing new.
        kept = Math.min(overlap, length - 1)
        window.copyWithin(0, length - kept)
        filled = kept
      }
      const copied = piece.copy(window, filled, at)
      at += copied
      filled += copied
    }
  }
  if (filled === 0) return
  if (window[filled - 1] !== 10) {
    if (filled > kept) yield window.subarray(0, filled)
    return
  }
  const end = filled - 1
  yield window.subarray(0, end > 0 && window[end - 1] === 13 ? end - 1 : end)
}
