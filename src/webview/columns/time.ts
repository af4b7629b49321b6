/** How the times of rows are shown. */
import type { TimeForm } from '../../common/listColumns.ts'
import { decimal, language, strings } from '../strings.ts'

const DAY = 86_400_000
/** The time of a day within a stamp, and what says which half of the day it is. */
const CLOCK = /(?<![\d+])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?([AP])\.?M\b)?/i
/** Of the name of the column and the day beside it. */
const DAY_LENGTH = 11
/** Characters that the forms need which are not those of the log. */
const LENGTHS: Readonly<Record<Exclude<TimeForm, 'short' | 'full'>, number>> = { relative: 11, delta: 13, previous: 13 }

/** The part of a stamp that says the time of the day, as it stands; undefined where it has none. */
export function clockOf(stamp: string): string | undefined {
  return CLOCK.exec(stamp)?.[0]
}

/** Milliseconds since 1970 on the clock by which `stamp` is written, of the moment `time` in UTC that it says. */
export function wallOf(time: number, stamp: string): number {
  const [, hours, minutes, seconds = '0', , half] = CLOCK.exec(stamp) ?? []
  if (hours === undefined) return time
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : Number(hours)
  const clock = ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  const inDay = ((time % DAY) + DAY) % DAY
  // Of the zones that are a day apart the one in which more people live; what is left of a second is not the zone's.
  const apart = Math.round((clock - inDay) / 60_000) * 60_000
  const zone = apart > 13 * 3_600_000 ? apart - DAY : apart <= -11 * 3_600_000 ? apart + DAY : apart
  return time + zone
}

/** The number of the day on that clock, since 1970; undefined for a row without a time. */
export function dayOf(time: number, stamp: string | undefined): number | undefined {
  return Number.isNaN(time) || stamp === undefined ? undefined : Math.floor(wallOf(time, stamp) / DAY)
}

// English without a country has the month first, but it is a long day that is read here: "Thursday, 2 May 2024".
const DATES = language === 'en' ? 'en-GB' : language
const LONG = new Intl.DateTimeFormat(DATES, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const SHORT = new Intl.DateTimeFormat(DATES, { timeZone: 'UTC', day: 'numeric', month: 'short' })

export function dayText(day: number, short = false): string {
  return (short ? SHORT : LONG).format(day * DAY)
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')

/** The way from one moment to another in milliseconds, as "+1.204 s", "−2:03.500", "+5:12:03" or "+3 d 05:12:03". */
export function deltaText(milliseconds: number): string {
  const sign = milliseconds < 0 ? '\u2212' : '+'
  const size = Math.round(Math.abs(milliseconds))
  const seconds = size / 1000
  if (seconds < 60) return `${sign}${decimal(seconds, 3)} s`
  const clock = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`
  if (seconds < 3600) return `${sign}${Math.floor(seconds / 60)}:${two(seconds % 60)}.${String(size % 1000).padStart(3, '0')}`
  if (size < DAY) return `${sign}${Math.floor(seconds / 3600)}:${clock}`
  return `${sign}${Math.floor(size / DAY)} d ${two((seconds / 3600) % 24)}:${clock}`
}

const UNITS: readonly (readonly [number, string])[] = [[DAY, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's']]

/** "3 min ago", "in 2 h", "now". */
export function relativeText(time: number, now: number): string {
  const size = Math.abs(now - time)
  const [unit, name] = UNITS.find(([each]) => size >= each) ?? [0, '']
  if (unit === 0) return strings.times.now
  const way = { time: `${decimal(Math.floor(size / unit), 0)} ${name}` }
  return time > now ? strings.times.ahead(way) : strings.times.ago(way)
}

/** What times are counted from. */
export interface TimeBase {
  readonly form: TimeForm
  /** The moment now, or that of the selected row; NaN where there is none. */
  readonly from: number
}

/** What stands in the column `time` of a row with this time (NaN: none) and stamp, behind a row with the time `previous`. */
export function timeText({ form, from }: TimeBase, time: number, stamp: string | undefined, previous: number): string | undefined {
  if (form === 'full' || Number.isNaN(time)) return stamp
  if (form === 'short') return stamp === undefined ? undefined : (clockOf(stamp) ?? stamp)
  if (form === 'relative') return relativeText(time, from)
  const base = form === 'previous' ? previous : from
  return Number.isNaN(base) ? '' : deltaText(time - base)
}

/** Characters that the column needs, of which these are some stamps. */
export function timeLength(form: TimeForm, stamps: readonly string[]): number {
  if (form !== 'short' && form !== 'full') return LENGTHS[form]
  return stamps.reduce((most, stamp) => Math.max(most, (form === 'short' ? (clockOf(stamp) ?? stamp) : stamp).length), form === 'short' ? DAY_LENGTH : 8)
}
