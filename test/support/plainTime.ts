/** Stamps read by expressions and Date: the slow twin of records/time. */
const ISO = /^(\d{4})([-/])(\d\d)\2(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?/
const COMMON = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?/
export const ZONE = /^(?:Z|([+-])(\d\d)(?::?([0-5]\d)(?!\d)|(?!:?[0-5]\d|\d))| ([+-])(\d\d):?([0-5]\d)(?!\d))/
const EPOCH = /^(\d+)(?:\.(\d+))?$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface PlainStamp {
  /** NaN where there is none. */
  readonly time: number
  /** Behind the stamp. */
  readonly end: number
  /** It says no zone. */
  readonly isLocal: boolean
}

const NONE: PlainStamp = { time: NaN, end: 0, isLocal: true }

export function plainIso(text: string): PlainStamp {
  const found = ISO.exec(text)
  if (!found) return NONE
  const [all, year, , month, day, hour, minute, second, fraction] = found
  return stamp(text, all, Number(year), Number(month), Number(day), Number(hour), Number(minute), second, fraction)
}

export function plainCommon(text: string): PlainStamp {
  const found = COMMON.exec(text)
  if (!found) return NONE
  const [all, day, month, year, hour, minute, second, fraction] = found
  return stamp(text, all, Number(year), MONTHS.indexOf(month) + 1, Number(day), Number(hour), Number(minute), second, fraction)
}

export function plainEpoch(text: string): PlainStamp {
  const found = EPOCH.exec(text)
  if (!found) return NONE
  const [, digits, fraction = ''] = found
  const unit = digits.length < 9 ? -1 : digits.length < 12 ? 0 : digits.length < 15 ? 3 : digits.length < 18 ? 6 : digits.length < 21 ? 9 : -1
  if (unit < 0) return NONE
  const cut = digits.length - unit
  const after = (digits.slice(cut) + fraction).padEnd(9, '0').slice(0, 9)
  return { time: Number(digits.slice(0, cut) + after.slice(0, 3)) + Number(after.slice(3)) / 1e6, end: text.length, isLocal: false }
}

function stamp(
  text: string,
  all: string,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second = '0',
  fraction = '',
): PlainStamp {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const isDate = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year
  if (!isDate || hour > 23 || minute > 59 || Number(second) > 60) return NONE
  const zone = ZONE.exec(text.slice(all.length))
  const [shown = '', sign1, hours1, minutes1, sign2, hours2, minutes2] = zone ?? []
  const hours = Number(hours1 ?? hours2 ?? 0)
  const isZone = hours <= 14
  const east = isZone ? ((sign1 ?? sign2) === '-' ? -1 : 1) * (60 * hours + Number(minutes1 ?? minutes2 ?? 0)) : 0
  const nine = fraction.padEnd(9, '0').slice(0, 9)
  const time = date.setUTCHours(hour, minute, Number(second), 0) - 60_000 * east + Number(nine) / 1e6
  return { time, end: all.length + (isZone ? shown.length : 0), isLocal: !isZone || shown === '' }
}
