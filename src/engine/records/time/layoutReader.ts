/**
 * Reads stamps of a layout (layout.ts), one part after the other.
 *
 * A stamp without a year is of the latest year in which it is not after a given day, one without a date is of that day, and one without an
 * hour (minutes and seconds) of the latest hour in which it is not after that moment: most logs are read soon after they have been
 * written, so the moment at which the file was last changed is a good one. A log that goes over more than a year (or, without dates, a
 * day) needs more than that: see turns.ts.
 */
import { DAY_MS, daysSince1970 } from './days.ts'
import { EpochReader } from './epoch.ts'
import { layoutParts, MONTH_NAMES, type Conversion } from './layout.ts'
import { asPhase, AS_PHASE, phaseOfDate, type Turning } from './turns.ts'
import { DatedReader, HOUR_MS, isDigit, MINUTE_MS, twoDigits } from './stamp.ts'

/** Without a given day: the end of a leap year, so that every date is one. */
const DEFAULT_UNTIL = Date.UTC(1972, 11, 31)
/** Years in which a date without a year is looked for: 29 February may be eight years ago. */
const YEARS_BACK = 8

/** The log's zone may be ahead of that in which the day is given. */
const SLACK = DAY_MS
/** And its clock. */
const CLOCK_SLACK = 5 * MINUTE_MS

const TAB = 9
const SPACE = 0x20
const ZERO = 0x30
const COLON = 0x3a
const COMMA = 0x2c
const DOT = 0x2e
const LETTER_M = 0x6d

interface Step {
  readonly op: Conversion | 'char'
  /** Of a `char`. */
  readonly byte: number
}

/** How stamps of a layout get the date, or the hour, that they have not themselves. */
export interface LayoutDating {
  readonly lacks: 'nothing' | Turning
  /** Set where they are given as they come again. */
  readonly turning: Turning | undefined
  /** The midnight, or the start of the hour, that stamps without a date are of. */
  readonly until: number
  /** Stamps without an hour are not after it. */
  readonly latest: number
  /** The midnight of a date without a year; NaN where there is no such date. */
  dateAt(month: number, day: number): number
}

export class LayoutReader extends DatedReader {
  private readonly steps: readonly Step[]
  private readonly hasYear: boolean
  private readonly hasDay: boolean
  private readonly hasHour: boolean
  /** Midnight, or the hour's start where stamps have no hour. */
  private readonly until: number
  /** Set where stamps are to be given as they come again. */
  private readonly turning: Turning | undefined
  /** Stamps of an hour are not after it. */
  private readonly latest: number
  private readonly epoch = new EpochReader()
  /** Midnights of the dates without a year that have been seen, by 32 * month + day. */
  private readonly midnights = new Map<number, number>()

  /**
   * `until`: a time of the given day, or that moment, in milliseconds since 1970. With
   * AS_PHASE stamps that come again are given as turns.ts has them. Throws RangeError for a layout that gives no time.
   */
  constructor(layout: string, until = DEFAULT_UNTIL) {
    super()
    this.steps = layoutParts(layout).map((part) =>
      'char' in part ? { op: 'char', byte: part.char.charCodeAt(0) } : { op: part.conversion, byte: 0 },
    )
    const has = (...ops: readonly Step['op'][]): boolean => this.steps.some(({ op }) => ops.includes(op))
    this.hasDay = has('%j') || (has('%m', '%-m', '%b', '%B') && has('%d', '%-d', '%e'))
    this.hasYear = has('%Y', '%y')
    this.hasHour = has('%s', '%H', '%-H', '%k', '%I')
    if (!has('%s') && !(has('%M') && (this.hasHour || has('%S')))) throw new RangeError(`a time layout without hour and minute: ${layout}`)
    if (!this.hasHour && (this.hasDay || this.hasYear)) throw new RangeError(`a time layout with a date and without an hour: ${layout}`)
    const unit = this.hasHour ? DAY_MS : HOUR_MS
    this.until = unit * Math.floor(until / unit)
    this.turning = until !== AS_PHASE || this.hasYear || has('%s') ? undefined : this.hasDay ? 'year' : this.hasHour ? 'day' : 'hour'
    this.latest = until + CLOCK_SLACK
    if (has('%j') && !this.hasYear) throw new RangeError(`a time layout with days of a year that it does not have: ${layout}`)
  }

  /** What stamps take from elsewhere. */
  get dating(): LayoutDating {
    const { hasYear, hasDay, hasHour, turning, until, latest } = this
    return {
      lacks: hasYear ? 'nothing' : hasDay ? 'year' : hasHour ? 'day' : 'hour',
      turning,
      until: turning ? 0 : until,
      latest,
      dateAt: (month, day) => (turning === 'year' ? phaseOfDate(month, day) : this.recent(month, day)),
    }
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const { steps } = this
    let at = start
    let year = 0
    let month = 1
    let day = 1
    let daysOn = 0
    let hour = 0
    let minute = 0
    let second = 0
    let nanoseconds = 0
    let sinceEpoch = NaN
    let east = 0
    this.isLocal = true
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]
      switch (step.op) {
        case 'char':
          if (at >= end || bytes[at] !== step.byte) return NaN
          at++
          break
        case '%H':
          if (at + 2 > end) return NaN
          hour = twoDigits(bytes, at)
          at += 2
          break
        case '%M':
          if (at + 2 > end) return NaN
          minute = twoDigits(bytes, at)
          at += 2
          break
        case '%S':
          if (at + 2 > end) return NaN
          second = twoDigits(bytes, at)
          at += 2
          break
        case '%d':
          if (at + 2 > end) return NaN
          day = twoDigits(bytes, at)
          at += 2
          break
        case '%m':
          if (at + 2 > end) return NaN
          month = twoDigits(bytes, at)
          at += 2
          break
        case '%Y':
          if (at + 4 > end) return NaN
          year = 100 * twoDigits(bytes, at) + twoDigits(bytes, at + 2)
          at += 4
          break
        case '%y':
          if (at + 2 > end) return NaN
          year = twoDigits(bytes, at)
          year += year < 69 ? 2000 : 1900
          at += 2
          break
        case '%f': {
          if (at + 2 > end || !isPoint(bytes[at]) || !isDigit(bytes[at + 1])) break
          let unit = 100_000_000
          for (at++; at < end && isDigit(bytes[at]); at++) {
            nanoseconds += unit * (bytes[at] - ZERO)
            unit = Math.trunc(unit / 10)
          }
          break
        }
        case '%b':
        case '%B':
          month = at + 3 > end ? 0 : MONTH_KEYS.indexOf(letters(bytes, at)) + 1
          if (month === 0) return NaN
          at = step.op === '%b' ? at + 3 : lettersEnd(bytes, at, end)
          break
        case '%e':
        case '%-d':
          if (step.op === '%e' && at < end && bytes[at] === SPACE) at++
          day = oneOrTwo(bytes, at, end)
          at += digits(bytes, at, end)
          break
        case '%-m':
          month = oneOrTwo(bytes, at, end)
          at += digits(bytes, at, end)
          break
        case '%-H':
        case '%k':
        case '%I':
          if (step.op === '%k' && at < end && bytes[at] === SPACE) at++
          hour = oneOrTwo(bytes, at, end)
          at += digits(bytes, at, end)
          if (step.op === '%I') hour = hour === 12 ? 0 : hour >= 1 && hour < 12 ? hour : NaN
          break
        case '%p': {
          const first = bytes[at] | 0x20
          if (at + 2 > end || (first !== 0x61 && first !== 0x70) || (bytes[at + 1] | 0x20) !== LETTER_M) return NaN
          if (first === 0x70) hour += 12
          at += 2
          break
        }
        case '%a':
        case '%A':
          if (at + 3 > end || !WEEKDAY_KEYS.includes(letters(bytes, at))) return NaN
          at = step.op === '%a' ? at + 3 : lettersEnd(bytes, at, end)
          break
        case '%j':
          if (at + 3 > end || !isDigit(bytes[at])) return NaN
          daysOn = 100 * (bytes[at] - ZERO) + twoDigits(bytes, at + 1) - 1
          if (!(daysOn >= 0)) return NaN
          at += 3
          break
        case '%z':
          east = this.zone(bytes, at, end)
          at = this.end
          break
        case '%n': {
          const blanks = at
          while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++
          if (at === blanks) return NaN
          break
        }
        case '%Z': {
          const from = at
          at = zoneNameEnd(bytes, at, end)
          if (at > from && isUtc(bytes, from, at)) this.isLocal = false
          break
        }
        case '%s': {
          const stop = epochEnd(bytes, at, end)
          sinceEpoch = this.epoch.read(bytes, at, stop)
          if (sinceEpoch !== sinceEpoch) return NaN
          this.isLocal = false
          at = stop
          break
        }
      }
    }
    this.end = at
    if (sinceEpoch === sinceEpoch) return sinceEpoch
    if (!(hour < 24 && minute < 60 && second <= 60)) return NaN
    if (this.turning) {
      const date = this.turning === 'year' ? phaseOfDate(month, day) : 0
      return asPhase(date + HOUR_MS * hour + MINUTE_MS * (minute - east) + 1000 * second + nanoseconds / 1e6, this.turning)
    }
    const midnight = this.hasYear ? this.midnightOf(year, month, day, daysOn) : this.hasDay ? this.recent(month, day) : this.until
    if (!this.hasHour && midnight + MINUTE_MS * minute + 1000 * second > this.latest) hour--
    const whole = midnight + HOUR_MS * hour + MINUTE_MS * (minute - east) + 1000 * second
    return whole + nanoseconds / 1e6
  }

  private midnightOf(year: number, month: number, day: number, daysOn: number): number {
    // A year has as many days as there are up to the next one.
    if (daysOn > 364 && !(daysOn === 365 && daysSince1970(year, 2, 29) === daysSince1970(year, 2, 29))) return NaN
    return this.dateAt(year, month, day) + DAY_MS * daysOn
  }

  /** The midnight of a date in the latest year in which it is not after the given day. */
  private recent(month: number, day: number): number {
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN
    const key = 32 * month + day
    const known = this.midnights.get(key)
    if (known !== undefined) return known
    const last = new Date(this.until).getUTCFullYear()
    let midnight = NaN
    const latest = this.until + SLACK
    for (let year = last + 1; year >= last - YEARS_BACK && !(midnight <= latest); year--) midnight = this.dateAt(year, month, day)
    if (!(midnight <= latest)) midnight = NaN
    this.midnights.set(key, midnight)
    return midnight
  }
}

function isPoint(byte: number): boolean {
  return byte === DOT || byte === COMMA || byte === COLON
}

/** How many digits are at `at`: 0, 1 or 2. */
function digits(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || !isDigit(bytes[at])) return 0
  return at + 1 < end && isDigit(bytes[at + 1]) ? 2 : 1
}

/** The number that one or two digits are; NaN where there is none. */
function oneOrTwo(bytes: Uint8Array, at: number, end: number): number {
  const count = digits(bytes, at, end)
  return count === 2 ? twoDigits(bytes, at) : count === 1 ? bytes[at] - ZERO : NaN
}

/** Three letters in small ones, as a number; at least three bytes are left. */
function letters(bytes: Uint8Array, at: number): number {
  return ((bytes[at] | 0x20) << 16) | ((bytes[at + 1] | 0x20) << 8) | bytes[at + 2] | 0x20
}

const keyOf = (name: string): number => letters(Uint8Array.from(name, (letter) => letter.charCodeAt(0)), 0)
const UTC_KEY = keyOf('UTC')
const GMT_KEY = keyOf('GMT')
const MONTH_KEYS = MONTH_NAMES.map(keyOf)
const WEEKDAY_KEYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map(keyOf)

function lettersEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && (bytes[at] | 0x20) >= 0x61 && (bytes[at] | 0x20) <= 0x7a) at++
  return at
}

/** Behind a space and two to five capitals; `at` where they are not there. */
function zoneNameEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== SPACE) return at
  let stop = at + 1
  while (stop < end && bytes[stop] >= 0x41 && bytes[stop] <= 0x5a) stop++
  const isName = stop - at >= 3 && stop - at <= 6 && (stop === end || !isWordByte(bytes[stop]))
  return isName ? stop : at
}

/** Whether a name that zoneNameEnd has found is one of UTC. */
function isUtc(bytes: Uint8Array, at: number, end: number): boolean {
  const name = end - at === 4 ? letters(bytes, at + 1) : 0
  return name === UTC_KEY || name === GMT_KEY
}

function isWordByte(byte: number): boolean {
  return isDigit(byte) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a)
}

/** Behind digits, and a point with digits behind it. */
function epochEnd(bytes: Uint8Array, at: number, end: number): number {
  const digitsEnd = (from: number): number => {
    while (from < end && isDigit(bytes[from])) from++
    return from
  }
  const stop = digitsEnd(at)
  return stop > at && stop + 1 < end && bytes[stop] === DOT && isDigit(bytes[stop + 1]) ? digitsEnd(stop + 1) : stop
}
