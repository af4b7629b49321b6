/** Days of the Gregorian calendar, also before it was in use. */

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
export const DAY_MS = 86_400_000

/** Days from 1970-01-01 to a date (month 1–12), after Howard Hinnant's days_from_civil; NaN for a date that is none. */
export function daysSince1970(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return NaN
  // Years that begin in March have the leap day at their end.
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - 400 * era
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return 146_097 * era + dayOfEra - 719_468
}

function daysOfMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && leap ? 29 : MONTH_DAYS[month - 1]
}
