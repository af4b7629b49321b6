/** Widths of `span(field, width)`: how they are written, and which bucket a value is in. */
import { listOf } from '../../query/diagnostics.ts'
import { formatBytes, formatDuration } from '../../query/expression/quantities.ts'
import type { StageParser } from '../../query/stageParser.ts'
import { DAY_MS } from '../../records/time/days.ts'
import { isoText } from '../../records/time/isoText.ts'
import { toUtc, zoneOf, type Zone } from '../../records/time/zones.ts'
import { DecimalSteps } from './decimalSteps.ts'

/** As it is written: digits, and a unit, if it has one, by the name that is printed. */
export interface SpanWidth {
  readonly digits: string
  readonly unit: string
}

/** What buckets are of. */
export type SpanKind = 'number' | 'time' | 'duration' | 'bytes'

/** Milliseconds; as PPL has them. */
const FIXED: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** Those of the calendar: days, or months, and how long they are where they are no part of it. */
const CALENDAR: Readonly<Record<string, { readonly days?: number; readonly months?: number }>> = {
  d: { days: 1 }, w: { days: 7 }, M: { months: 1 }, q: { months: 3 }, y: { months: 12 },
}
const BYTES: Readonly<Record<string, number>> = {
  B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4,
}
const LONG: Readonly<Record<string, string>> = {
  second: 's', sec: 's', minute: 'm', min: 'm', hour: 'h', hr: 'h', day: 'd', week: 'w', month: 'M', mon: 'M', quarter: 'q', qtr: 'q', year: 'y', yr: 'y',
}
export const timeUnits: readonly string[] = [...Object.keys(FIXED), ...Object.keys(CALENDAR)]

/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4

function unitOf(written: string): string | undefined {
  if (written === '' || written in FIXED || written in CALENDAR) return written
  const small = written.toLowerCase()
  const bytes = Object.keys(BYTES).find((unit) => unit.toLowerCase() === small)
  return bytes ?? LONG[small] ?? LONG[small.replace(/s$/, '')]
}

export function isTimeWidth({ unit }: SpanWidth): boolean {
  return unit in FIXED || unit in CALENDAR
}

/** Its buckets begin by clocks. */
export function isCalendar({ unit }: SpanWidth): boolean {
  return unit in CALENDAR
}

export function printWidth({ digits, unit }: SpanWidth): string {
  return digits + unit
}

/** Reads `10`, `0.5`, `1m`, `3 M`, `10KB`; `after`: what stands before it. Mistakes in it are reported. */
export function parseWidth(parser: StageParser, after: string): SpanWidth {
  const { text, start, end } = parser.nested((query, from, to, sink) => {
    const found = /^(\d+(?:\.\d+)?)([\p{L}]*)(?![^\s,()|])/u.exec(query.slice(from, to))
    const readTo = from + (found?.[0].length ?? 0)
    if (found) sink.token('number', from, readTo)
    return { value: { text: found, start: from, end: readTo }, readTo }
  })
  if (!text) parser.fail(`expected a width as 10 or 1m ${after}`)
  const [, digits, written] = text
  const unit = unitOf(written)
  const say = (message: string): void => parser.report({ start, end }, message)
  if (unit === undefined) say(`unknown unit '${written}' (expected ${listOf(timeUnits)}, or one of bytes as KB)`)
  else if (Number(digits) === 0) say('expected a width greater than 0')
  else if (unit in CALENDAR && digits.includes('.')) say(`expected a whole number of '${unit}'`)
  else if (unit in FIXED && !Number.isInteger(Number(digits) * FIXED[unit])) say('expected a width of whole milliseconds')
  else if (digits.length > 15) say('expected a width of at most 15 digits')
  return { digits: digits.includes('.') ? digits.replace(/\.?0+$/, '') : String(BigInt(digits)), unit: unit ?? '' }
}

/** Buckets in a row: each is known by its number, and begins at a value. */
export interface Buckets {
  readonly kind: SpanKind
  indexOf(value: number): number
  start(index: number): number
}

/** Buckets of times: those of days and longer units begin when clocks of the zone show so, weeks on Mondays; shorter ones are counted from 1970 in UTC. */
export function timeBuckets({ digits, unit }: SpanWidth, zoneName?: string): Buckets | undefined {
  const count = Number(digits)
  const kind = 'time'
  if (unit in FIXED) return { kind, ...ofWidth(count * FIXED[unit]) }
  if (!(unit in CALENDAR)) return undefined
  const zone = zoneOf(zoneName)
  const { days, months } = CALENDAR[unit]
  const wall = days === undefined ? monthsOf(count * months!) : daysOf(count * days, unit === 'w' ? FIRST_MONDAY : 0)
  return { kind, indexOf: (time) => wall.indexOf(wallOf(zone, time)), start: (index) => toUtc(zone, wall.start(index)) }
}

/** Buckets of what is no time. */
export function valueBuckets({ digits, unit }: SpanWidth): Buckets | undefined {
  if (unit === '') {
    const steps = DecimalSteps.of(digits)
    return { kind: 'number', indexOf: (value) => steps.indexOf(value), start: (index) => steps.start(index) }
  }
  if (unit in BYTES) return { kind: 'bytes', ...ofWidth(Number(digits) * BYTES[unit]) }
  const ms = FIXED[unit] ?? (CALENDAR[unit].days === undefined ? undefined : CALENDAR[unit].days * DAY_MS)
  return ms === undefined ? undefined : { kind: 'duration', ...ofWidth(Number(digits) * ms) }
}

function ofWidth(width: number): Omit<Buckets, 'kind'> {
  return { indexOf: (value) => Math.floor(value / width), start: (index) => index * width }
}

function daysOf(days: number, first: number): Omit<Buckets, 'kind'> {
  return { indexOf: (wall) => Math.floor((Math.floor(wall / DAY_MS) - first) / days), start: (index) => (index * days + first) * DAY_MS }
}

function monthsOf(months: number): Omit<Buckets, 'kind'> {
  return {
    indexOf(wall) {
      const date = new Date(wall)
      return Math.floor((12 * (date.getUTCFullYear() - 1970) + date.getUTCMonth()) / months)
    },
    start: (index) => Date.UTC(1970, index * months, 1),
  }
}

function wallOf(zone: Zone | undefined, time: number): number {
  return zone ? zone.toWall(time) : time
}

/** The start of a bucket as it is shown: times in ISO 8601, in the zone of the log. */
export function bucketText(kind: SpanKind, start: number, zoneName?: string): string | number {
  switch (kind) {
    case 'number':
      return start
    case 'time':
      return isoText(start, zoneOf(zoneName)) ?? String(start)
    case 'duration':
      return formatDuration(start)
    case 'bytes':
      return formatBytes(start)
  }
}
