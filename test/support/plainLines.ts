/** A line as a plain front-to-back reading finds it. Offsets are into the file. */
export interface PlainLine {
  readonly start: number
  /** Behind the last byte of its text: without LF, and without the CR of CRLF. */
  readonly end: number
  /** Behind its newline, or the end of the file. */
  readonly next: number
}

/** A character as the bytes of a file have it. */
export type PlainUnit = (char: number) => readonly number[]
const byteUnit: PlainUnit = (char) => [char]

/** Splits a file, unit by unit, from byte `skip` on. */
export function plainLines(bytes: Uint8Array, skip = 0, unit = byteUnit): PlainLine[] {
  const lines: PlainLine[] = []
  const { length } = unit(10)
  const is = (at: number, char: number): boolean => unit(char).every((byte, i) => bytes[at + i] === byte)
  let start = skip
  for (let at = skip; at < bytes.length; at += length) {
    if (!is(at, 10)) continue
    lines.push({ start, end: at > start && is(at - length, 13) ? at - length : at, next: at + length })
    start = at + length
  }
  if (start < bytes.length) lines.push({ start, end: bytes.length, next: bytes.length })
  return lines
}
