import { isDigit, type StampReader } from './stamp.ts'

const DOT = 0x2e

/**
 * A number and nothing else. By its digits before the point it is seconds (9 to 11: years 1973 to 5138), milliseconds (12 to 14),
 * microseconds (15 to 17) or nanoseconds (18 to 20). Nanoseconds count.
 */
export class EpochReader implements StampReader {
  end = 0
  readonly isLocal = false

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
