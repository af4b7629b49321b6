/** Times as people write them in a query. */
import { toUtc, zoneOf, type Zone } from './zones.ts'
import { daysSince1970, DAY_MS } from './days.ts'
import { isoText } from './isoText.ts'

/**
 * What a text says, in milliseconds since 1970 in UTC. It lasts from `from` to before `to`: `2024-05-01` is the whole day, `12:30` the minute.
 * A moment that is counted back from another has no length: `from` equals `to`.
 */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** What relative times are counted from, in milliseconds since 1970. */
export interface TimeOrigin {
  readonly now: number
  /** The log's last time; NaN where it has none. */
  readonly end: number
  /** The zone of texts that do not say one; without, these are UTC. */
  readonly zone?: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

const DATE = /^(\d{4})(?:[-/](\d\d)(?:[-/](\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/i
const EPOCH = /^\d{9,20}$/
const TIME_OF_DAY = /^(\d\d?):(\d\d(?::\d\d(?:[.,]\d{1,9})?)?)$/
const RELATIVE = /^(now)?([+-]\d+(?:\.\d+)?)?(ns|us|µs|ms|s|m|h|d|w)?$/

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS,
}

/** Digits of a number since 1970 that are seconds, milliseconds, microseconds, nanoseconds: as in logs (see readers.ts). */
const EPOCH_UNITS = [
  { digits: 11, ms: 1000 },
  { digits: 14, ms: 1 },
  { digits: 17, ms: 1e-3 },
  { digits: 20, ms: 1e-6 },
]

/**
 * Reads a date with or without a time of day and a zone (without one it is of that of `origin`), a number since 1970, `now`, `now-15m`, `-15m`, which is counted
 * back from the log's end, or `14:03`, the last one that is not after it. Undefined for anything else; NaN in it where the log has no end to count from.
 */
export function parseTimeText(text: string, origin: TimeOrigin): TimeSpan | undefined {
  return dated(text, zoneOf(origin.zone)) ?? sinceEpoch(text) ?? relative(text, origin) ?? ofDay(text, origin)
}

function dated(text: string, zone: Zone | undefined): TimeSpan | undefined {
  const match = DATE.exec(text)
  const span = match ? spanOf(match) : undefined
  return match && span && match[8] === undefined ? { from: toUtc(zone, span.from), to: toUtc(zone, span.to) } : span
}

/** As clocks show it, if no zone is said. */
function spanOf(match: RegExpExecArray): TimeSpan | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => (part === undefined ? undefined : Number(part)))
  const fraction = match[7]
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 60) return undefined
  const midnight = DAY_MS * daysSince1970(year!, month ?? 1, day ?? 1)
  if (Number.isNaN(midnight)) return undefined
  if (month === undefined) return { from: midnight, to: DAY_MS * daysSince1970(year! + 1, 1, 1) }
  if (day === undefined) return { from: midnight, to: DAY_MS * daysSince1970(month === 12 ? year! + 1 : year!, (month % 12) + 1, 1) }
  const whole = midnight + HOUR_MS * (hour ?? 0) + MINUTE_MS * ((minute ?? 0) - zoneMinutes(match[8])) + 1000 * (second ?? 0)
  // As the readers of stamps do it, so that both round alike.
  const from = whole + (fraction === undefined ? 0 : Number(fraction.padEnd(9, '0')) / 1e6)
  if (fraction !== undefined) return { from, to: whole + (Number(fraction.padEnd(9, '0')) + 10 ** (9 - fraction.length)) / 1e6 }
  const length = hour === undefined ? DAY_MS : minute === undefined ? HOUR_MS : second === undefined ? MINUTE_MS : 1000
  return { from, to: from + length }
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return (zone.startsWith('-') ? -1 : 1) * (60 * Number(digits.slice(0, 2)) + Number(digits.slice(2)))
}

function sinceEpoch(text: string): TimeSpan | undefined {
  if (!EPOCH.test(text)) return undefined
  const { ms } = EPOCH_UNITS.find(({ digits }) => text.length <= digits)!
  return { from: Number(text) * ms, to: (Number(text) + 1) * ms }
}

function relative(text: string, origin: TimeOrigin): TimeSpan | undefined {
  const match = RELATIVE.exec(text)
  if (!match || (match[1] === undefined && match[2] === undefined) || (match[2] === undefined) !== (match[3] === undefined)) return undefined
  const at = (match[1] ? origin.now : origin.end) + (match[2] === undefined ? 0 : Number(match[2]) * UNITS[match[3]])
  return { from: at, to: at }
}

/** Whether a text is a time of the day, without a date. */
export function isTimeOfDay(text: string): boolean {
  return TIME_OF_DAY.test(text)
}

/** On a date as `2024-05-01`. */
export function onDate(date: string, timeOfDay: string): string | undefined {
  const match = TIME_OF_DAY.exec(timeOfDay)
  return match ? `${date}T${match[1].padStart(2, '0')}:${match[2]}` : undefined
}

function ofDay(text: string, { end, zone: name }: TimeOrigin): TimeSpan | undefined {
  if (!isTimeOfDay(text)) return undefined
  const zone = zoneOf(name)
  const last = isoText(end, zone)?.slice(0, 10)
  if (last === undefined) return dated(onDate('2000-01-01', text)!, zone) && { from: NaN, to: NaN }
  const [today, yesterday] = [0, DAY_MS].map((ago) => dated(onDate(new Date(Date.parse(last) - ago).toISOString().slice(0, 10), text)!, zone))
  return today && today.from > end ? yesterday : today
}
