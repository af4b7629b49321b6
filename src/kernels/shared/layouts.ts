/** Stamps of layouts that are texts: engine/records/time/layoutReader.ts reads them the same way. */
import { epochAt, isDigit, minuteOf, setStampEnd, stampEnd, twoDigits, zoneAt } from './stamps'

/*
 * A layout: 32 bits each for its kind (one of the following), the number of its parts, and the offset of a table of dates; then 64-bit floats: the day that stamps are of (or the
 * start of the hour), the moment that they are not after, the length of a turn (0: they are not given as they come again), and by what such stamps are scaled. Behind these the parts, 8 bits each
 * for what they are and for a character. The table of dates holds 32 * month + day of 64-bit floats.
 */
const WITH_YEAR: u32 = 0
const WITH_DAY: u32 = 1
/** Without a date; what is more has no hour either. */
const WITH_HOUR: u32 = 2
const PARTS: usize = 48

/** Milliseconds since 1970 of the stamp that [at, end) begin with, and `stampEnd`; NaN where there is none. `layout`: its address. */
export function layoutAt(layout: usize, start: usize, end: usize): f64 {
  const kind = load<u32>(layout)
  const stop = layout + PARTS + 2 * <usize>load<u32>(layout, 4)
  let at = start
  let year: i32 = 0
  let month: i32 = 1
  let day: i32 = 1
  let daysOn: i32 = 0
  let hour: i32 = 0
  let minute: i32 = 0
  let second: i32 = 0
  let nanoseconds: u32 = 0
  let sinceEpoch: f64 = NaN
  let east: i32 = 0
  for (let part = layout + PARTS; part < stop; part += 2) {
    switch (<u32>load<u8>(part)) {
      case 0:
        if (at >= end || load<u8>(at) != load<u8>(part, 1)) return NaN
        at++
        break
      case 1: // %Y
        if (at + 4 > end) return NaN
        year = twoDigits(at) < 0 || twoDigits(at + 2) < 0 ? NONE : 100 * twoDigits(at) + twoDigits(at + 2)
        at += 4
        break
      case 2: // %y
        if (at + 2 > end) return NaN
        year = twoDigits(at)
        if (year >= 0) year += year < 69 ? 2000 : 1900
        at += 2
        break
      case 3: // %m
        if (at + 2 > end) return NaN
        month = twoDigits(at)
        at += 2
        break
      case 4: // %-m
        month = oneOrTwo(at, end)
        at += digits(at, end)
        break
      case 5: // %d
        if (at + 2 > end) return NaN
        day = twoDigits(at)
        at += 2
        break
      case 7: // %e
        if (at < end && load<u8>(at) == 0x20) at++
      case 6: // %-d
        day = oneOrTwo(at, end)
        at += digits(at, end)
        break
      case 8: // %b
      case 9: { // %B
        month = at + 3 > end ? 0 : monthOf(letters(at))
        if (!month) return NaN
        at = load<u8>(part) == 8 ? at + 3 : lettersEnd(at, end)
        break
      }
      case 10: // %a
      case 11: // %A
        if (at + 3 > end || !isWeekday(letters(at))) return NaN
        at = load<u8>(part) == 10 ? at + 3 : lettersEnd(at, end)
        break
      case 12: { // %j
        if (at + 3 > end || !isDigit(load<u8>(at))) return NaN
        const behind = twoDigits(at + 1)
        daysOn = 100 * (<i32>load<u8>(at) - 0x30) + behind - 1
        if (behind < 0 || daysOn < 0) return NaN
        at += 3
        break
      }
      case 13: // %H
        if (at + 2 > end) return NaN
        hour = twoDigits(at)
        at += 2
        break
      case 15: // %k
        if (at < end && load<u8>(at) == 0x20) at++
      case 14: // %-H
        hour = oneOrTwo(at, end)
        at += digits(at, end)
        break
      case 16: // %I
        hour = oneOrTwo(at, end)
        at += digits(at, end)
        hour = hour == 12 ? 0 : hour >= 1 && hour < 12 ? hour : NONE
        break
      case 17: { // %p
        if (at + 2 > end) return NaN
        const first = load<u8>(at) | 0x20
        if ((first != 0x61 && first != 0x70) || (load<u8>(at, 1) | 0x20) != 0x6d) return NaN
        if (first == 0x70 && hour >= 0) hour += 12
        at += 2
        break
      }
      case 18: // %M
        if (at + 2 > end) return NaN
        minute = twoDigits(at)
        at += 2
        break
      case 19: // %S
        if (at + 2 > end) return NaN
        second = twoDigits(at)
        at += 2
        break
      case 20: { // %s
        const behind = epochEnd(at, end)
        sinceEpoch = epochAt(at, behind)
        if (isNaN(sinceEpoch)) return NaN
        at = behind
        break
      }
      case 21: { // %f
        if (at + 2 > end) break
        const point = load<u8>(at)
        if ((point != 0x2e && point != 0x2c && point != 0x3a) || !isDigit(load<u8>(at, 1))) break
        let unit: u32 = 100000000
        for (at++; at < end; at++) {
          const digit = <u32>load<u8>(at) - 0x30
          if (digit >= 10) break
          nanoseconds += unit * digit
          unit /= 10
        }
        break
      }
      case 22: // %z
        if (at < end && load<u8>(at) == 0x5a) {
          east = 0
          at++
        } else {
          east = zoneAt(at, end)
          at = stampEnd
        }
        break
      case 23: // %Z
        at = zoneNameEnd(at, end)
        break
      default: { // %n
        const blanks = at
        while (at < end && (load<u8>(at) == 0x20 || load<u8>(at) == 9)) at++
        if (at == blanks) return NaN
      }
    }
  }
  setStampEnd(at)
  if (!isNaN(sinceEpoch)) return sinceEpoch
  if (<u32>hour > 23 || <u32>minute > 59 || <u32>second > 60) return NaN
  let midnight: f64
  if (kind == WITH_YEAR) {
    if (daysOn > 364 && !(daysOn == 365 && !isNaN(minuteOf(year, 2, 29, 0, 0)))) return NaN
    midnight = minuteOf(year, month, day, 0, 0) + 86400000.0 * <f64>daysOn
  } else if (kind == WITH_DAY) {
    midnight = <u32>(month - 1) < 12 && <u32>(day - 1) < 31 ? load<f64>(layout + <usize>load<u32>(layout, 8) + 8 * <usize>(32 * month + day)) : NaN
  } else midnight = load<f64>(layout, 16)
  const length = load<f64>(layout, 32)
  if (kind > WITH_HOUR && length == 0 && midnight + <f64>(60000 * minute + 1000 * second) > load<f64>(layout, 24)) hour--
  const whole = midnight + <f64>(3600000 * hour + 60000 * (minute - east) + 1000 * second)
  const time = whole + <f64>nanoseconds / 1000000.0
  return length == 0 ? time : (time - length * Math.floor(time / length) + 1) * load<f64>(layout, 40)
}

const NONE: i32 = -1

@inline
function digits(at: usize, end: usize): usize {
  if (at >= end || !isDigit(load<u8>(at))) return 0
  return at + 1 < end && isDigit(load<u8>(at, 1)) ? 2 : 1
}

@inline
function oneOrTwo(at: usize, end: usize): i32 {
  const count = digits(at, end)
  return count == 2 ? twoDigits(at) : count == 1 ? <i32>load<u8>(at) - 0x30 : NONE
}

@inline
function letters(at: usize): u32 {
  return ((<u32>load<u8>(at) | 0x20) << 16) | ((<u32>load<u8>(at, 1) | 0x20) << 8) | (<u32>load<u8>(at, 2) | 0x20)
}

/** 1 to 12; 0 for none. */
function monthOf(name: u32): i32 {
  switch (name) {
    case 0x6a616e: return 1
    case 0x666562: return 2
    case 0x6d6172: return 3
    case 0x617072: return 4
    case 0x6d6179: return 5
    case 0x6a756e: return 6
    case 0x6a756c: return 7
    case 0x617567: return 8
    case 0x736570: return 9
    case 0x6f6374: return 10
    case 0x6e6f76: return 11
    case 0x646563: return 12
    default: return 0
  }
}

function isWeekday(name: u32): bool {
  switch (name) {
    case 0x6d6f6e: // mon
    case 0x747565: // tue
    case 0x776564: // wed
    case 0x746875: // thu
    case 0x667269: // fri
    case 0x736174: // sat
    case 0x73756e: // sun
      return true
    default:
      return false
  }
}

function lettersEnd(at: usize, end: usize): usize {
  while (at < end && (<u32>load<u8>(at) | 0x20) - 0x61 < 26) at++
  return at
}

/** Behind a space and two to five capitals; `at` where they are not there. */
function zoneNameEnd(at: usize, end: usize): usize {
  if (at >= end || load<u8>(at) != 0x20) return at
  let stop = at + 1
  while (stop < end && <u32>load<u8>(stop) - 0x41 < 26) stop++
  if (stop - at < 3 || stop - at > 6) return at
  if (stop == end) return stop
  const byte = <u32>load<u8>(stop)
  return isDigit(byte) || byte == 0x5f || (byte | 0x20) - 0x61 < 26 ? at : stop
}

/** Behind digits, and a point with digits behind it. */
function epochEnd(at: usize, end: usize): usize {
  let stop = at
  while (stop < end && isDigit(load<u8>(stop))) stop++
  if (stop == at || stop + 1 >= end || load<u8>(stop) != 0x2e || !isDigit(load<u8>(stop, 1))) return stop
  stop++
  while (stop < end && isDigit(load<u8>(stop))) stop++
  return stop
}
