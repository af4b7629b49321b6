import type { FieldValue } from './batch.ts'

/** What the bytes of a value are, and so how they are to be read. */
export const ValueKind = {
  /** The row has no such field (or, in JSON, null). */
  Missing: 0,
  /** UTF-8 text as it stands. */
  Text: 1,
  /** Text with escape sequences of its format, without its quotes. */
  Escaped: 2,
  /** A number as JSON writes it. */
  Number: 3,
  /** true or false. */
  Boolean: 4,
  /** An object or array, as its JSON. */
  Json: 5,
} as const

/**
 * Where the values of one field lie in a block's bytes, a row each: bytes[starts[row], ends[row]); nothing, from 0 to 0, where kinds[row] is
 * Missing. So values can be compared, added up and grouped without being decoded. Good until the next batch is pulled.
 */
export interface SpanColumn {
  readonly bytes: Buffer
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** A ValueKind each. */
  readonly kinds: Uint8Array
  /**
   * The decoded value of a row: a number for Number (its digits as text, if it is an integer that a number cannot hold, as long ids are), else a
   * string; undefined where it is missing.
   */
  value(row: number): FieldValue
}
