/** Why our reading of a row may differ from lnav's on purpose. A reason is only given for rows that show it. */
import type { ReadRecord } from './recordsOf.ts'

/** A row of lnav's reading and what we make of it. */
export interface ComparedRow {
  /** Ours; undefined where there is none at that line. */
  readonly record: ReadRecord | undefined
  /** The record's first line. */
  readonly line: string
  /** Milliseconds as written in the log, without its zone: ours (NaN for none), lnav's, and lnav's of the row above and of the next with a time of ours. */
  readonly written: number
  readonly expected: number
  readonly above: number
  readonly next: number
  /** As lnav calls it. */
  readonly level: string
  /** What we call that. */
  readonly wanted: string
  /** lnav's name of the format. */
  readonly format: string
}

export interface Reason {
  readonly kind: 'time' | 'level'
  readonly reason: string
  shows(row: ComparedRow): boolean
}

/** Reasons that are no disagreement about what the log says. */
export const INFO = 'the log says no level, and lnav calls it info'
export const CLIENT_ERROR = 'a status of 4xx is a warning here, and an error in lnav'

const ORDINAL = /^\[?(\d{4})-(\d{3})T(\d\d:\d\d:\d\d)/

export const REASONS: readonly Reason[] = [
  {
    kind: 'time',
    reason: 'the stamp is before that of the row above, and lnav moves it there',
    shows: ({ written, expected, above }) => written < above && expected === above,
  },
  {
    kind: 'time',
    reason: 'the line has no time, and lnav gives it that of the next line with one',
    shows: ({ record, expected, next }) => record !== undefined && Number.isNaN(record.time) && expected === next,
  },
  {
    kind: 'time',
    reason: 'lnav takes the day of a year for something else',
    shows: ({ line, written }) => {
      const [, year, day, clock] = ORDINAL.exec(line) ?? []
      if (day === undefined) return false
      const date = new Date(Date.UTC(Number(year), 0, Number(day))).toISOString().slice(0, 10)
      return Math.floor(written / 1000) * 1000 === Date.parse(`${date}T${clock}Z`)
    },
  },
  {
    kind: 'level',
    reason: INFO,
    shows: ({ record, wanted, line }) => record?.level === '' && wanted === 'info' && !/\binfo\b/i.test(line),
  },
  {
    kind: 'level',
    reason: CLIENT_ERROR,
    shows: ({ record, wanted }) => wanted === 'error' && record?.level === 'warning' && /^4\d\d$/.test(String(record.fields.status)),
  },
  {
    kind: 'level',
    reason: 'lnav takes the status of a request in a syslog message for its level',
    shows: ({ record, wanted, line, format }) => format === 'syslog_log' && record?.level === '' && wanted === 'error' && /" 4\d\d /.test(line),
  },
  {
    kind: 'level',
    reason: 'lnav guesses the level from a word of the message, such as "failed"',
    shows: ({ record, wanted, line, format }) => format === 'syslog_log' && record?.level === '' && wanted === 'error' && /\bfailed\b/i.test(line),
  },
  {
    kind: 'level',
    reason: "Java's FINE is debug here, and trace in lnav",
    shows: ({ record, wanted, line }) => record?.level === 'debug' && wanted === 'trace' && /\bFINE\b/.test(line),
  },
  {
    kind: 'level',
    reason: 'the log says a level, and lnav none (not counted)',
    shows: ({ record, level, line }) => {
      if (level !== 'unknown' || !record || record.level === '') return false
      return new RegExp(`\\b${record.level.slice(0, 4)}`, 'i').test(line)
    },
  },
]

export function reasonOf(kind: Reason['kind'], row: ComparedRow): string | undefined {
  return REASONS.find((each) => each.kind === kind && each.shows(row))?.reason
}
