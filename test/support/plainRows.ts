/** Rows with their line numbers, as simply as can be said. */

export interface NumberedText {
  readonly text: Buffer
  /** Where the numbers are in the text, and behind all of these the lines, counted from 0. */
  readonly marks: readonly number[]
}

/** Rows [start, end) of bytes, which end before a line end or that of the bytes; `base` and `before`: as RowText.begin takes them, `first`: where lines begin. */
export function numberedRows(bytes: Buffer, rows: readonly (readonly [number, number])[], first: number, base: number, before: number): NumberedText {
  const parts: Buffer[] = []
  const places: number[] = []
  const lines: number[] = []
  let place = 0
  let above = before
  let at = first
  for (const [start, end] of rows) {
    for (; at < start; at++) if (bytes[at] === 10) above++
    const ended = bytes.toString('latin1', end, end + 2)
    const part = Buffer.concat([Buffer.from(`${base + above + 1}:`), bytes.subarray(start, end), Buffer.from(ended === '\r\n' ? '\r\n' : '\n')])
    places.push(place)
    lines.push(above)
    parts.push(part)
    place += part.length
  }
  return { text: Buffer.concat(parts), marks: [...places, ...lines] }
}
