/** Time stamps in bytes: engine/records/time reads them the same way. Addresses are those of the module's memory, ends are exclusive. */

const ISO: u32 = 1
const COMMON: u32 = 2
const EPOCH: u32 = 3

/** Behind the stamp that was read last. */
export let stampEnd: usize = 0

export function setStampEnd(at: usize): void {
  stampEnd = at
}

/** The first 16 bytes of the ISO stamp before, as far as its minute, and when that began: most stamps have the same. */
let isoFirst: u64 = 0
let isoSecond: u64 = 0
let isoMinute: f64 = NaN
/** The same of a common one, which has its minute's last digit behind these 16. */
let commonFirst: u64 = 0
let commonSecond: u64 = 0
let commonDigit: u32 = 0
let commonMinute: f64 = NaN

/** Milliseconds since 1970 of the stamp of a kind that [at, end) begin with, and `stampEnd`; NaN where there is none. */
export function stampAt(kind: u32, at: usize, end: usize): f64 {
  return kind == ISO ? isoAt(at, end) : kind == COMMON ? commonAt(at, end) : kind == EPOCH ? epochAt(at, end) : NaN
}

/**
 * The same by the first of up to four kinds (8 bits each from the lowest, then 0) of which there is one. With 128 added to a kind, times
 * of its stamps that say no zone are marked.
 */
@inline
export function firstStamp(kinds: u32, at: usize, end: usize): f64 {
  let time = stampAt(kinds & 127, at, end)
  while (isNaN(time) && (kinds >>= 8)) time = stampAt(kinds & 127, at, end)
  return kinds & 128 ? marked(kinds & 127, time) : time
}

/** 2 to the power of -500. */
const WALL_SCALE: f64 = reinterpret<f64>(<u64>(1023 - 500) << 52)

/**
 * The time of the stamp that was read last, made nothing next to a time (-0 for 0) if the stamp says no zone. The last bytes of ISO and
 * common stamps have a sign or a Z only in a zone.
 */
function marked(kind: u32, time: f64): f64 {
  if (kind == EPOCH || isNaN(time)) return time
  if (load<u8>(stampEnd - 1) == 0x5a || isSign(stampEnd - 3) || isSign(stampEnd - 5) || isSign(stampEnd - 6)) return time
  return time == 0 ? -0.0 : time * WALL_SCALE
}

@inline
function isSign(at: usize): bool {
  const byte = load<u8>(at)
  return byte == 0x2b || byte == 0x2d
}

function isoAt(at: usize, end: usize): f64 {
  if (at + 16 > end) return NaN
  const first = load<u64>(at)
  const second = load<u64>(at, 8)
  if (first != isoFirst || second != isoSecond) {
    const dash = load<u8>(at, 4)
    const gap = load<u8>(at, 10)
    if ((dash != 0x2d && dash != 0x2f) || load<u8>(at, 7) != dash || (gap != 0x54 && gap != 0x20) || load<u8>(at, 13) != 0x3a) return NaN
    const year = fourDigits(at)
    const minute = minuteOf(year, twoDigits(at + 5), twoDigits(at + 8), twoDigits(at + 11), twoDigits(at + 14))
    if (isNaN(minute)) return NaN
    isoFirst = first
    isoSecond = second
    isoMinute = minute
  }
  return secondsAt(isoMinute, at + 16, end)
}

function commonAt(at: usize, end: usize): f64 {
  if (at + 17 > end) return NaN
  const first = load<u64>(at)
  const second = load<u64>(at, 8)
  const digit = <u32>load<u8>(at, 16)
  if (first != commonFirst || second != commonSecond || digit != commonDigit) {
    if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f || load<u8>(at, 11) != 0x3a || load<u8>(at, 14) != 0x3a) return NaN
    const minute = minuteOf(fourDigits(at + 7), monthAt(at + 3), twoDigits(at), twoDigits(at + 12), twoDigits(at + 15))
    if (isNaN(minute)) return NaN
    commonFirst = first
    commonSecond = second
    commonDigit = digit
    commonMinute = minute
  }
  return secondsAt(commonMinute, at + 17, end)
}

/** 1 to 12; -1 for what is no month's name. */
function monthAt(at: usize): i32 {
  const name = (<u32>load<u8>(at) << 16) | (<u32>load<u8>(at, 1) << 8) | <u32>load<u8>(at, 2)
  switch (name) {
    case 0x4a616e: return 1
    case 0x466562: return 2
    case 0x4d6172: return 3
    case 0x417072: return 4
    case 0x4d6179: return 5
    case 0x4a756e: return 6
    case 0x4a756c: return 7
    case 0x417567: return 8
    case 0x536570: return 9
    case 0x4f6374: return 10
    case 0x4e6f76: return 11
    case 0x446563: return 12
    default: return -1
  }
}

@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10
}

/** -1 where they are no digits. */
export function twoDigits(at: usize): i32 {
  const high = <u32>load<u8>(at) - 0x30
  const low = <u32>load<u8>(at, 1) - 0x30
  return high < 10 && low < 10 ? <i32>(10 * high + low) : -1
}

function fourDigits(at: usize): i32 {
  const high = twoDigits(at)
  const low = twoDigits(at + 2)
  return high < 0 || low < 0 ? -1 : 100 * high + low
}

/** Milliseconds from 1970 to a minute; NaN where a part is -1 or too large. */
export function minuteOf(year: i32, month: i32, day: i32, hour: i32, minute: i32): f64 {
  if (year < 0 || month < 1 || month > 12 || day < 1 || <u32>hour > 23 || <u32>minute > 59) return NaN
  const leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0)
  const days = month == 2 ? (leap ? 29 : 28) : 30 + ((month + (month >> 3)) & 1)
  if (day > days) return NaN
  // Howard Hinnant's days_from_civil, moved on by an era so that no number is negative.
  const y = (month <= 2 ? year - 1 : year) + 400
  const era = y / 400
  const yearOfEra = y - 400 * era
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  const dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return 86400000.0 * <f64>(146097 * (era - 1) + dayOfEra - 719468) + <f64>(3600000 * hour + 60000 * minute)
}

/** The time that [:ss[.fraction]][zone] at `at` is behind a minute. */
function secondsAt(minute: f64, at: usize, end: usize): f64 {
  if (at + 8 <= end) {
    // Most are :ss.fffZ, or have something else than a digit behind that.
    const bytes = load<u64>(at)
    const point = <u32>(bytes >> 24) & 255
    const last = <u32>(bytes >> 56)
    // Of digits the high half is 3, and the low one has no carry with 6.
    const digits = bytes & 0x00ffffff00ffff00
    const zeros: u64 = 0x0030303000303000
    const halves: u64 = 0x00f0f0f000f0f000
    const areDigits = (digits & halves) == zeros && ((digits + 0x0006060600060600) & halves) == zeros
    if (areDigits && (bytes & 255) == 0x3a && (point == 0x2e || point == 0x2c) && !isDigit(last)) {
      const second = 10 * (<u32>(bytes >> 8) & 15) + (<u32>(bytes >> 16) & 15)
      if (second > 60) return NaN
      const milliseconds = 100 * (<u32>(bytes >> 32) & 15) + 10 * (<u32>(bytes >> 40) & 15) + (<u32>(bytes >> 48) & 15)
      let east: i32 = 0
      if (last == 0x5a) stampEnd = at + 8
      else east = zoneAt(at + 7, end)
      return minute - 60000.0 * <f64>east + <f64>(1000 * second + milliseconds)
    }
  }
  return anySecondsAt(minute, at, end)
}

/** The same for all forms. */
function anySecondsAt(minute: f64, at: usize, end: usize): f64 {
  let second: u32 = 0
  let nanoseconds: u32 = 0
  if (at + 3 <= end && load<u8>(at) == 0x3a) {
    const found = twoDigits(at + 1)
    if (found > 60) return NaN
    if (found >= 0) {
      second = found
      at += 3
      if (at + 2 <= end) {
        const point = load<u8>(at)
        if ((point == 0x2e || point == 0x2c) && isDigit(load<u8>(at, 1))) {
          let unit: u32 = 100000000
          for (at++; at < end; at++) {
            const digit = <u32>load<u8>(at) - 0x30
            if (digit >= 10) break
            nanoseconds += unit * digit
            unit /= 10
          }
        }
      }
    }
  }
  let east: i32 = 0
  if (at < end && load<u8>(at) == 0x5a) stampEnd = at + 1
  else east = zoneAt(at, end)
  return minute - 60000.0 * <f64>east + <f64>(1000 * second) + <f64>nanoseconds / 1000000.0
}

/** The zone of four digits behind a space that was read last: its bytes, and its minutes. */
let zoneBytes: u64 = u64.MAX_VALUE
let zoneEast: i32 = 0

/** Minutes east of Greenwich. */
export function zoneAt(at: usize, end: usize): i32 {
  if (at + 6 <= end && (load<u64>(at) & 0xffffffffffff) == zoneBytes && (at + 6 == end || !isDigit(load<u8>(at, 6)))) {
    stampEnd = at + 6
    return zoneEast
  }
  stampEnd = at
  if (at >= end) return 0
  const spaced = load<u8>(at) == 0x20
  if (spaced) at++
  if (at + 3 > end) return 0
  const sign = load<u8>(at)
  if (sign != 0x2b && sign != 0x2d) return 0
  const hours = twoDigits(at + 1)
  if (<u32>hours > 14) return 0
  let stop = at + 3
  let minutes: i32 = 0
  if (stop < end) {
    const minutesAt = load<u8>(stop) == 0x3a ? stop + 1 : stop
    const found = minutesAt + 2 <= end ? twoDigits(minutesAt) : -1
    if (<u32>found < 60) {
      minutes = found
      stop = minutesAt + 2
    }
  }
  if ((spaced && stop == at + 3) || (stop < end && isDigit(load<u8>(stop)))) return 0
  stampEnd = stop
  const east = (sign == 0x2d ? -1 : 1) * (60 * hours + minutes)
  if (spaced && stop == at + 5) {
    zoneBytes = load<u64>(at - 1) & 0xffffffffffff
    zoneEast = east
  }
  return east
}

export function epochAt(start: usize, end: usize): f64 {
  let at = start
  while (at < end && isDigit(load<u8>(at))) at++
  const digits = <i32>(at - start)
  if (digits < 9 || digits > 20) return NaN
  const whole = digits - 3 * (digits / 3 - 4)
  const point = at
  let milliseconds: u64 = 0
  let nanoseconds: u32 = 0
  let unit: u32 = 100000
  let place = 0
  for (at = start; at < end; at++) {
    const byte = <u32>load<u8>(at)
    if (byte == 0x2e && at == point && at + 1 < end) continue
    if (!isDigit(byte)) return NaN
    if (place < whole) milliseconds = 10 * milliseconds + (byte - 0x30)
    else {
      nanoseconds += unit * (byte - 0x30)
      unit /= 10
    }
    place++
  }
  for (; place < whole; place++) milliseconds *= 10
  stampEnd = end
  return <f64>milliseconds + <f64>nanoseconds / 1000000.0
}
