/** What a log format is: data that also JSON can hold. Formats are declared in one file per family, and listed in registry.ts. */
import type { Level } from '../../../common/page.ts'
import type { PrefixKind } from './prefix.ts'

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
  /**
   * Values with a separator between them (a space: any blanks). `names`: of the columns, as the log writes them; `joined`: fields that are
   * two columns side by side; `quotes`: values may be in double quotes; `notes`: lines that begin with # are none of values.
   */
  | {
      readonly kind: 'columns'
      readonly separator: ' ' | ',' | ';' | '|' | '\t'
      readonly names: readonly string[]
      readonly joined?: Readonly<Record<string, readonly [string, string]>>
      readonly quotes: boolean
      readonly notes: boolean
    }
  /** Parts with single spaces between them. */
  | { readonly kind: 'delimited'; readonly parts: readonly DelimitedPart[] }
  /**
   * Fields and what stands between them, as template.ts describes it; `stamps`: how its time may be written; `pairs`: what it has not is
   * looked for as key=value in its message.
   */
  | { readonly kind: 'template'; readonly line: string; readonly stamps: readonly TimeLayout[]; readonly pairs?: boolean }
  /**
   * The named groups of an expression that is matched from the line's start (flag u); `groups`: their names; `numbers`: those that may be
   * numbers; `head`: what starts a record, if that is not what the expression matches.
   */
  | {
      readonly kind: 'expression'
      readonly source: string
      readonly groups: readonly string[]
      readonly numbers: readonly string[]
      readonly head?: string
    }

/** How a stamp is written; compiled to a parser of bytes (records/time). */
export type TimeLayout =
  /** 2026-01-05T06:00:00.123Z and its relatives: T or space, optional fraction (. or ,), optional zone. */
  | { readonly kind: 'iso' }
  /** 05/Jan/2026:06:00:00 +0000 */
  | { readonly kind: 'common' }
  /** Digits since 1970, by their number: seconds, milliseconds, microseconds or nanoseconds. */
  | { readonly kind: 'epoch' }
  /** As a text with conversions says (records/time/layout.ts): `%b %e %H:%M:%S`. */
  | { readonly kind: 'text'; readonly text: string }

/** Of the kinds of stamps that need no text. */
export type NamedLayout = Exclude<TimeLayout['kind'], 'text'>

/** Fields of the layout; the first one counts that a record has (a time: that can be read as one; a level: that is known). */
export interface FieldChoice {
  readonly fields: readonly string[]
}

export interface Format {
  /** As it is written in settings and messages. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /**
   * What a line begins with if it starts a record, as regular expressions in which every position is one byte, a class or an escape such
   * as `\d`: at most MAX_HEAD positions, and nothing else. Other lines continue the record above. Undefined: every line is a record.
   * `template`, `expression`: lines of the layout, or what they begin with.
   */
  readonly heads: readonly string[] | 'template' | 'expression' | undefined
  readonly layout: FieldLayout
  /** Where the record's time is: a field, or the start of its first line, behind an opening bracket or a colour sequence. */
  readonly time?: { readonly from: FieldChoice | 'start'; readonly layouts: readonly TimeLayout[] }
  /**
   * Where its level is: a field, the status of an HTTP answer or the priority of syslog in a field, or the first word that shows a level:
   * behind the time, or in what is the rest of a template's line; `wordsOf`: in a field. `names`: what words of the log's own stand for (in
   * small letters). `missing`: what records are that have none of the fields.
   */
  readonly level?: {
    readonly from: FieldChoice | { readonly status: string } | { readonly priority: string } | { readonly wordsOf: string } | 'words'
    readonly names?: Readonly<Record<string, Level>>
    readonly missing?: Level
  }
  /** Where its message is: a field, or all of the first line behind the time and a level that follows it. */
  readonly message?: {
    readonly from: FieldChoice | 'rest'
    /** The field's text has the line end of what it was written as, which is no part of the message. */
    readonly isLine?: boolean
  }
  /** A field that is an HTTP request line: it is given as the fields method, path (without what follows a `?`), query and protocol too. */
  readonly request?: string
  /**
   * The day that stamps without a year or a date are not after (see records/time/layoutReader.ts), in milliseconds since 1970 as clocks of
   * the log's zone show them; or AS_PHASE.
   */
  readonly until?: number
  /** The zone of stamps that do not say one, by its name (time/zones.ts); without, these are UTC. */
  readonly zone?: string
  /** Its stamps are UTC even if they do not say so: it has no other zone. */
  readonly isUtc?: boolean
  /** Its heads look like those of other logs: only a line that is all of the layout shows the format. */
  readonly isWhole?: boolean
  /** What stands before each line, and the format of what is behind it; see wrapped.ts. All else is that of the latter. */
  readonly wrapped?: { readonly prefix: PrefixKind; readonly format: Format }
  /** Lines have colour sequences, also inside of fields, and the format is that of what is left without these; see colored.ts. */
  readonly colored?: Format
  /** Others that recognise as much are better: it says less of the records than they do. */
  readonly isLastResort?: boolean
  /**
   * It is looked for only in logs that another format (`of` is its name) recognises: most records have all the fields of one of the
   * `marks`.
   */
  readonly dialect?: { readonly of: string; readonly marks: readonly (readonly string[])[] }
}

/** Positions of a head at most. */
export const MAX_HEAD = 16
