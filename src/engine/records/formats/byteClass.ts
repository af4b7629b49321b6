/** As Latin-1. */
const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))

/** The bytes that an expression of one character matches; it is global. All are tried in one go, as what finds out a log's format is run once and so never fast. */
export function bytesMatching(expression: RegExp): readonly number[] {
  return Array.from(ALL_BYTES.matchAll(expression), ({ index }) => index)
}
