/** Stamps in the bytes of a log, read at their places: nothing is decoded. */
import { DAY_MS, daysSince1970 } from './days.ts'

/** Reads stamps of one kind. One that says no zone is read as UTC; see `isLocal`. */
export interface StampReader {
  /**
   * Milliseconds since 1970 in UTC, with a fraction, of the stamp that bytes[start, end) begin with; NaN where there is none, or no such
   * time.
   */
  read(bytes: Uint8Array, start: number, end: number): number
  /** Behind the stamp that was read last. */
  readonly end: number
  /** The stamp that was read last does not say of which zone it is. */
  readonly isLocal: boolean
}

const ZERO = 0x30
const COLON = 0x3a
const DOT = 0x2e
const COMMA = 0x2c
const SPACE = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
/** Zones lie from -12:00 to +14:00. */
const MAX_ZONE_HOURS = 14

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39
}

/** The number that the two digits at `at` are; NaN where they are not digits. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const high = bytes[at] - ZERO
  const low = bytes[at + 1] - ZERO
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? 10 * high + low : NaN
}

/** What stamps with a date and a time of day have in common. */
export abstract class DatedReader implements StampReader {
  end = 0
  isLocal = true
  private year = NaN
  private month = NaN
  private day = NaN
  /** Of the date of the stamp before: most have the same. */
  private midnight = NaN

  abstract read(bytes: Uint8Array, start: number, end: number): number

  /** Milliseconds from 1970 to the midnight (UTC) that a date begins with; NaN for a date that is none. */
  protected dateAt(year: number, month: number, day: number): number {
    if (day !== this.day || month !== this.month || year !== this.year) {
      this.midnight = DAY_MS * daysSince1970(year, month, day)
      this.year = year
      this.month = month
      this.day = day
    }
    return this.midnight
  }

  /**
   * The time that hh:mm[:ss[.fraction]][zone] at `at` is on the day that begins at `midnight`; NaN where there is none. Nine digits of a
   * fraction count. The zone is Z, +hh, +hhmm, +hh:mm, or one of the last two behind a space.
   */
  protected timeOfDay(midnight: number, bytes: Uint8Array, at: number, end: number): number {
    if (at + 5 > end || bytes[at + 2] !== COLON) return NaN
    const hour = twoDigits(bytes, at)
    const minute = twoDigits(bytes, at + 3)
    if (!(hour < 24 && minute < 60)) return NaN
    at += 5
    let second = 0
    let nanoseconds = 0
    if (at + 3 <= end && bytes[at] === COLON && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2])) {
      second = twoDigits(bytes, at + 1)
      // A leap second is 60.
      if (second > 60) return NaN
      at += 3
      if (at + 2 <= end && (bytes[at] === DOT || bytes[at] === COMMA) && isDigit(bytes[at + 1])) {
        let unit = 100_000_000
        for (at++; at < end && isDigit(bytes[at]); at++) {
          nanoseconds += unit * (bytes[at] - ZERO)
          unit = Math.trunc(unit / 10)
        }
      }
    }
    const whole = midnight + HOUR_MS * hour + MINUTE_MS * (minute - this.zone(bytes, at, end)) + 1000 * second
    // Added last, and in one piece: so every way to read a stamp rounds alike.
    return whole + nanoseconds / 1e6
  }

  /** Minutes east of Greenwich that the zone at `at` is, 0 where there is none; sets `end` and `isLocal`. */
  protected zone(bytes: Uint8Array, at: number, end: number): number {
    this.end = at
    this.isLocal = true
    if (at >= end) return 0
    if (bytes[at] === 0x5a) {
      this.end = at + 1
      this.isLocal = false
      return 0
    }
    const spaced = bytes[at] === SPACE
    if (spaced) at++
    const sign = bytes[at]
    if (at + 3 > end || (sign !== PLUS && sign !== MINUS)) return 0
    const hours = twoDigits(bytes, at + 1)
    if (!(hours <= MAX_ZONE_HOURS)) return 0
    let stop = at + 3
    let minutes = 0
    if (stop < end) {
      const minutesAt = bytes[stop] === COLON ? stop + 1 : stop
      const found = minutesAt + 2 <= end ? twoDigits(bytes, minutesAt) : NaN
      if (found < 60) {
        minutes = found
        stop = minutesAt + 2
      }
    }
    // Behind a space only the forms of four digits, so that `- 5` and `-12 degrees` are not taken for one; and no number may go on.
    if ((spaced && stop === at + 3) || (stop < end && isDigit(bytes[stop]))) return 0
    this.end = stop
    this.isLocal = false
    return (sign === MINUS ? -1 : 1) * (60 * hours + minutes)
  }
}
