/** Stamps of a layout, read part by part with expressions and Date: the slow twin of records/time/layoutReader.ts. */
import { plainEpoch, ZONE, type PlainStamp } from './plainTime.ts'

const DAY = 86_400_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const EXPRESSIONS: Readonly<Record<string, string>> = {
  '%Y': '\\d{4}', '%y': '\\d\\d', '%m': '\\d\\d', '%-m': '\\d\\d?', '%d': '\\d\\d', '%-d': '\\d\\d?', '%e': ' ?\\d\\d?',
  '%b': `(?:${MONTHS.join('|')})`, '%B': `(?:${MONTHS.join('|')})[a-z]*`, '%a': '(?:mon|tue|wed|thu|fri|sat|sun)',
  '%A': '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*', '%j': '\\d\\d\\d',
  '%H': '\\d\\d', '%-H': '\\d\\d?', '%k': ' ?\\d\\d?', '%I': '\\d\\d?', '%p': '[AaPp][Mm]', '%M': '\\d\\d', '%S': '\\d\\d', '%f': '(?:[.,:]\\d+)?',
  '%s': '\\d+(?:\\.\\d+)?', '%z': '', '%n': '[ \\t]+', '%Z': '(?: (?-i:[A-Z]{2,5})(?!\\w))?',
}

/** `until`: a moment of the day that stamps are not after, or that moment. */
export function plainLayout(layout: string, until: number, text: string): PlainStamp {
  const none = { time: NaN, end: 0, isLocal: true }
  const values = new Map<string, string>()
  let at = 0
  let east = 0
  let isLocal = true
  for (const part of layout.match(/%-?.|[^%]/g) ?? []) {
    if (part === '%z') {
      const [zone = '', sign1, hours1, minutes1, sign2, hours2, minutes2] = ZONE.exec(text.slice(at)) ?? []
      const hours = Number(hours1 ?? hours2 ?? 0)
      if (hours > 14) continue
      east = ((sign1 ?? sign2) === '-' ? -1 : 1) * (60 * hours + Number(minutes1 ?? minutes2 ?? 0))
      at += zone.length
      isLocal = zone === ''
      continue
    }
    const expression = new RegExp(part.startsWith('%') ? EXPRESSIONS[part] : part.replace(/\W/, '\\$&'), part.startsWith('%') ? 'iy' : 'y')
    expression.lastIndex = at
    const found = expression.exec(text)
    if (!found) return none
    values.set(part.replace('-', ''), found[0])
    at += found[0].length
  }
  const number = (name: string): number | undefined => (values.has(name) ? Number(values.get(name)) : undefined)
  if (values.has('%s')) {
    const { time } = plainEpoch(values.get('%s') ?? '')
    return Number.isNaN(time) ? none : { time, end: at, isLocal: false }
  }
  const twelve = number('%I')
  if (twelve !== undefined && (twelve < 1 || twelve > 12)) return none
  const afternoon = /^p/i.test(values.get('%p') ?? '') ? 12 : 0
  const hour = number('%H') ?? number('%k') ?? (twelve ?? 0) % 12 + afternoon
  const minute = number('%M') ?? 0
  const second = number('%S') ?? 0
  if (hour > 23 || minute > 59 || second > 60) return none
  const named = MONTHS.indexOf((values.get('%b') ?? values.get('%B') ?? '').slice(0, 3).toLowerCase()) + 1
  const month = number('%m') ?? (named > 0 ? named : 1)
  const day = number('%d') ?? number('%e') ?? 1
  const short = number('%y')
  const year = number('%Y') ?? (short === undefined ? undefined : short < 69 ? 2000 + short : 1900 + short)
  const hasDay = ['%d', '%e', '%j'].some((name) => values.has(name))
  const daysOn = (number('%j') ?? 1) - 1
  const hasHour = ['%H', '%k', '%I'].some((name) => values.has(name))
  const ofHour = (back: number): number => 3_600_000 * (Math.floor(until / 3_600_000) - back)
  const isLate = ofHour(0) + 60_000 * minute + 1000 * second > until + 300_000
  const midnight = !hasHour ? ofHour(isLate ? 1 : 0) : !hasDay ? DAY * Math.floor(until / DAY) : year === undefined ? latest(month, day, until) : dateOf(year, month, day) + DAY * daysOn
  if (values.has('%j') && new Date(midnight).getUTCFullYear() !== year) return none
  const nine = (values.get('%f') ?? '').slice(1).padEnd(9, '0').slice(0, 9)
  const time = midnight + 3_600_000 * hour + 60_000 * (minute - east) + 1000 * second + Number(nine) / 1e6
  return Number.isNaN(time) ? none : { time, end: at, isLocal: isLocal && !/^ (UTC|GMT)$/.test(values.get('%Z') ?? '') }
}

function dateOf(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : NaN
}

function latest(month: number, day: number, until: number): number {
  const last = new Date(until).getUTCFullYear() + 1
  const dates = Array.from({ length: 10 }, (_, back) => dateOf(last - back, month, day))
  return dates.find((date) => date <= until + DAY) ?? NaN
}
