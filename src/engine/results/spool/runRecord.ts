/** How a row of a sorted run lies in its file: a head of fixed length, what of its key does not fit into that, its text with its line end, and what else there is to it. */

/** Where in the head there is what. All of it is little-endian. */
export const At = {
  /** The first 8 bytes of the key as a number; see keyBytes.ts. */
  Low: 0,
  High: 4,
  Offset: 8,
  Line: 16,
  Source: 24,
  /** Bytes of the text without its line end. */
  Text: 28,
  Flags: 32,
  /** Bytes of the key's rest. */
  Rest: 36,
} as const

export const HEAD_BYTES = 40

export const Flag = {
  /** Bytes of the line end. */
  LineEnd: 3,
  /** Behind the text there are the length of what else there is, and that. */
  More: 4,
} as const

/** Bytes of the row whose head begins at `at`; where it goes on behind `end`, so many of them as tell how many there are. */
export function recordBytes(view: DataView, at: number, end: number): number {
  const flags = view.getUint32(at + At.Flags, true)
  const plain = HEAD_BYTES + view.getUint32(at + At.Rest, true) + view.getUint32(at + At.Text, true) + (flags & Flag.LineEnd)
  if ((flags & Flag.More) === 0) return plain
  return at + plain + 4 > end ? plain + 4 : plain + 4 + view.getUint32(at + plain, true)
}
