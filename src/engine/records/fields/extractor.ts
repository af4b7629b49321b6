/** Finds fields in the bytes of records, without decoding what nobody asks for. */
import type { FieldValue } from '../batch.ts'
import type { SpanColumn } from '../spans.ts'
import type { LineWalk } from './chunks.ts'

/** Start and end (without line end) of the first lines of records in a block's bytes. */
export interface LineSpans {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  readonly count: number
}

/** Where in the source a line starts. */
export type OffsetOf = (at: number) => number

/** Takes a field of a record. Of several of a name the first counts, also if it has no value, as null and objects whose own fields are given. */
export type TakeField = (name: string, value: FieldValue) => void

/** Of one layout over the kernels of one worker; see createExtractor. */
export interface FieldExtractor {
  /** Whether records of this layout can have a field of this name. */
  has(name: string): boolean
  /** Fields that the layout names, in the order in which they stand. */
  readonly names: readonly string[]
  /** Gives the fields of one record, by its first line, that are none of `names`; without the method there are none. */
  others?(bytes: Buffer, start: number, end: number, take: TakeField): void
  /** The columns of several fields, found in one walk over each line; arrays of their own, not reused by the next call. */
  extract(bytes: Buffer, lines: LineSpans, names: readonly string[], offsetOf?: OffsetOf): readonly SpanColumn[]
  /**
   * Times of records in milliseconds since 1970 in UTC, NaN for none; without the method the format has no times. `offsetOf` is
   * needed for stamps that come again (TurningFields).
   */
  times?(bytes: Buffer, lines: LineSpans, offsetOf?: OffsetOf): Float64Array
  /** A walk that finds several fields and the lines at once; undefined where there is none for them. */
  lineWalk?(names: readonly string[]): LineWalk | undefined
}
