/** A line as a plain front-to-back reading finds it. Offsets are into the file. */
export interface PlainLine {
  readonly start: number
  /** Behind the last byte of its text: without LF, and without the CR of CRLF. */
  readonly end: number
  /** Behind its newline, or the end of the file. */
  readonly next: number
}

/** Splits a file, byte by byte, from byte `skip` on. */
export function plainLines(bytes: Uint8Array, skip = 0): PlainLine[] {
  const lines: PlainLine[] = []
  let start = skip
  for (let at = skip; at < bytes.length; at++) {
    if (bytes[at] !== 10) continue
    lines.push({ start, end: at > start && bytes[at - 1] === 13 ? at - 1 : at, next: at + 1 })
    start = at + 1
  }
  if (start < bytes.length) lines.push({ start, end: bytes.length, next: bytes.length })
  return lines
}
