/** What a log format is. Formats are declared as data, one file per family, and listed in registry.ts. */
import type { ByteSet } from '../../lines/byteSet.ts'

/** One part of a line that is cut at delimiters. */
export interface DelimitedPart {
  /** The field's name; without one the part is passed over. */
  readonly name?: string
  /**
   * - `space`: up to the next space
   * - `quotes`: between double quotes, in which a backslash takes away the next byte's meaning
   * - `brackets`: between [ and ]
   * - `rest`: up to the end of the line
   * Where a value is not of this shape, it and all behind it are missing. `-` alone is missing too.
   */
  readonly shape: 'space' | 'quotes' | 'brackets' | 'rest'
}

/** Where the fields of a record lie in its first line. */
export type FieldLayout =
  | { readonly kind: 'none' }
  /** One object a line; a nested name is reached with dots, a key that itself has dots too. */
  | { readonly kind: 'json' }
  /** key=value pairs; values in double quotes have Go's and JSON's escapes. */
  | { readonly kind: 'logfmt' }
  /** Parts with single spaces between them. */
  | { readonly kind: 'delimited'; readonly parts: readonly DelimitedPart[] }

/** How a stamp is written; compiled to a parser of bytes (records/time). */
export type TimeLayout =
  /** 2026-01-05T06:00:00.123Z and its relatives: T or space, optional fraction (. or ,), optional zone. */
  | { readonly kind: 'iso' }
  /** 05/Jan/2026:06:00:00 +0000 */
  | { readonly kind: 'common' }
  /** Digits since 1970, by their number: seconds, milliseconds, microseconds or nanoseconds. */
  | { readonly kind: 'epoch' }

export interface Format {
  /** As it is written in settings and messages. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /**
   * What a line begins with if it starts a record: any of these, each a set of bytes per position. Other lines continue the record above.
   * Undefined: every line is a record.
   */
  readonly heads: readonly (readonly ByteSet[])[] | undefined
  readonly layout: FieldLayout
  /** Where the record's time is: fields of the layout, the first that a record has; or the start of its first line. */
  readonly time?: { readonly from: { readonly fields: readonly string[] } | 'start'; readonly layouts: readonly TimeLayout[] }
  /** Where its level is: fields of the layout, the first that a record has; or the first word behind the time that is a level's name. */
  readonly level?: { readonly from: { readonly fields: readonly string[] } | 'afterTime' | 'status'; readonly status?: string }
  /** The field that is the record's message. */
  readonly message?: string
}
