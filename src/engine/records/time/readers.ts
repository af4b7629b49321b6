/** Readers of the kinds of stamps, compiled from what formats say of them. */
import type { TimeLayout } from '../formats/format.ts'
import { DatedReader, isDigit, twoDigits, type StampReader } from './stamp.ts'

const DASH = 0x2d
const SLASH = 0x2f
const COLON = 0x3a
const DOT = 0x2e

/** A reader that tries layouts in turn. At least one. */
export function compileTime(layouts: readonly TimeLayout[]): StampReader {
  const readers = layouts.map(({ kind }) => new READERS[kind]())
  return readers.length === 1 ? readers[0] : new FirstReader(readers)
}

class FirstReader implements StampReader {
  end = 0
  private readonly readers: readonly StampReader[]

  constructor(readers: readonly StampReader[]) {
    this.readers = readers
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    for (const reader of this.readers) {
      const time = reader.read(bytes, start, end)
      if (time === time) {
        this.end = reader.end
        return time
      }
    }
    return NaN
  }
}

/** yyyy-mm-ddThh:mm and on; slashes and a space may stand for dashes and T. */
class IsoReader extends DatedReader {
  read(bytes: Uint8Array, start: number, end: number): number {
    if (start + 16 > end) return NaN
    const dash = bytes[start + 4]
    const gap = bytes[start + 10]
    if ((dash !== DASH && dash !== SLASH) || bytes[start + 7] !== dash || (gap !== 0x54 && gap !== 0x20)) return NaN
    const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2)
    const midnight = this.dateAt(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8))
    return this.timeOfDay(midnight, bytes, start + 11, end)
  }
}

/** dd/Mon/yyyy:hh:mm and on. */
class CommonReader extends DatedReader {
  read(bytes: Uint8Array, start: number, end: number): number {
    if (start + 17 > end || bytes[start + 2] !== SLASH || bytes[start + 6] !== SLASH || bytes[start + 11] !== COLON) return NaN
    const name = (bytes[start + 3] << 16) | (bytes[start + 4] << 8) | bytes[start + 5]
    const month = MONTHS.indexOf(name) + 1
    const year = 100 * twoDigits(bytes, start + 7) + twoDigits(bytes, start + 9)
    const midnight = this.dateAt(year, month, twoDigits(bytes, start))
    return this.timeOfDay(midnight, bytes, start + 12, end)
  }
}

/** Names of the months, as numbers of three bytes. */
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'
  .split(' ')
  .map((name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2))

/**
 * A number and nothing else. By its digits before the point it is seconds (9 to 11: years 1973 to 5138), milliseconds (12 to 14),
 * microseconds (15 to 17) or nanoseconds (18 to 20). Nanoseconds count.
 */
class EpochReader implements StampReader {
  end = 0

  read(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end && isDigit(bytes[at])) at++
    const digits = at - start
    if (digits < 9 || digits > 20) return NaN
    // Digits before the point that are whole milliseconds; seconds lack three.
    const whole = digits - 3 * (Math.trunc(digits / 3) - 4)
    let milliseconds = 0
    let nanoseconds = 0
    let unit = 100_000
    let place = 0
    for (at = start; at < end; at++) {
      const byte = bytes[at]
      if (byte === DOT && at === start + digits && at + 1 < end) continue
      if (!isDigit(byte)) return NaN
      if (place < whole) milliseconds = 10 * milliseconds + (byte - 0x30)
      else {
        nanoseconds += unit * (byte - 0x30)
        unit = Math.trunc(unit / 10)
      }
      place++
    }
    for (; place < whole; place++) milliseconds *= 10
    this.end = end
    return milliseconds + nanoseconds / 1e6
  }
}

const READERS: Record<TimeLayout['kind'], new () => StampReader> = { iso: IsoReader, common: CommonReader, epoch: EpochReader }
