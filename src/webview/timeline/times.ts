/** Times of a timeline as texts, by the clocks of the zone in which times are shown. */
import { fixedOffset } from '../../common/timeZones.ts'
import { language } from '../strings.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()

/** What clocks show at a moment, in milliseconds since 1970 as if it were UTC. */
export function wallOf(time: number, zone: string | undefined): number {
  const fixed = zone === undefined ? 0 : fixedOffset(zone)
  if (fixed !== undefined) return time + fixed * MINUTE
  let format = formats.get(zone!)
  if (!format) {
    const numeric = 'numeric'
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric })
    formats.set(zone!, format)
  }
  const [month, day, year, hour, minute, second] = (format.format(time).match(/\d+/g) ?? []).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((time % SECOND) + SECOND) % SECOND)
}

/** As long as is needed for times that are a multiple of `width` milliseconds apart: a date, or one with minutes, seconds or milliseconds. */
function cutTo(wall: number, width: number): string {
  const iso = new Date(wall).toISOString()
  if (width % DAY === 0 && wall % DAY === 0) return iso.slice(0, 10)
  return iso.slice(0, width % MINUTE === 0 && wall % MINUTE === 0 ? 16 : width % SECOND === 0 && wall % SECOND === 0 ? 19 : 23)
}

/** A time as queries have it. Where clocks are put back the same time comes twice: then it says which is meant. */
export function queryTime(time: number, width: number, zone: string | undefined): string {
  const wall = wallOf(time, zone)
  const text = cutTo(wall, width)
  // Where it is summer by the clocks, that is half an hour or an hour.
  const comesTwice = [-HOUR, -HOUR / 2, HOUR / 2, HOUR].some((by) => wallOf(time + by, zone) === wall)
  return comesTwice ? `"${cutTo(time, 1).slice(0, 23)}Z"` : text
}

/** The terms that keep the rows of such a time. */
export function timeTerms(from: number, to: number, width: number, zone: string | undefined): string {
  return `time>=${queryTime(from, width, zone)} time<${queryTime(to, width, zone)}`
}

const monthAndDay = new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'short', day: 'numeric' })
const dayOfYear = new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'short', day: 'numeric' })

function dayText(wall: number): string {
  return monthAndDay.format(wall)
}

function clockText(wall: number, width: number): string {
  return new Date(wall).toISOString().slice(11, width % MINUTE === 0 ? 16 : width % SECOND === 0 ? 19 : 23)
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY,
]

/** Round times by the clocks of the zone, at most about `most` of them, and how far they are apart. */
export function axisTimes(from: number, to: number, most: number, zone: string | undefined): { readonly times: readonly number[]; readonly step: number } {
  const wanted = (to - from) / most
  const step = STEPS.find((each) => each >= wanted) ?? Math.ceil(wanted / (365 * DAY)) * 365 * DAY
  const offset = wallOf(from, zone) - from
  const first = Math.ceil((from + offset) / step) * step - offset
  return { times: Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step), step }
}

/** Labels of times on an axis, `step` milliseconds apart: clocks, and the day where it is another than before. */
export function axisLabels(times: readonly number[], step: number, zone: string | undefined): string[] {
  let day = NaN
  return times.map((time, i) => {
    const wall = wallOf(time, zone)
    const before = day
    day = Math.floor(wall / DAY)
    const date = dayText(wall)
    const year = new Date(wall).getUTCFullYear()
    const isNewYear = i > 0 && year !== new Date(before * DAY).getUTCFullYear()
    if (step >= DAY) return i === 0 || isNewYear ? dayOfYear.format(wall) : date
    if (day === before) return clockText(wall, step)
    return wall % DAY === 0 && i > 0 ? date : `${date} ${clockText(wall, step)}`
  })
}

/** `May 12 14:00 – 14:05`, `May 12 23:59:30 – May 13 00:00:00`, `May 12 – May 14`. */
export function rangeText(from: number, to: number, width: number, zone: string | undefined): string {
  const [start, end] = [wallOf(from, zone), wallOf(to, zone)]
  if (width % DAY === 0) return end - start <= DAY ? dayText(start) : `${dayText(start)} – ${dayText(end - DAY)}`
  const isSameDay = Math.floor(start / DAY) === Math.floor((end - 1) / DAY)
  return `${dayText(start)} ${clockText(start, width)} – ${isSameDay && end % DAY !== 0 ? '' : `${dayText(end)} `}${clockText(end, width)}`
}
