/**
 * Clocks of time zones. Wall times are what a clock there shows, in milliseconds since 1970 as if it were UTC.
 *
 * A wall time that comes twice, when clocks are put back, is the first of the two; one that is left out, when they are put forward, is the
 * moment at which that happens. So later wall times never are earlier moments: the least and the greatest of some are those of the others.
 */
import { fixedOffset } from '../../../common/timeZones.ts'
import { DAY_MS } from './days.ts'
import { MINUTE_MS } from './stamp.ts'

export interface Zone {
  readonly name: string
  /** The moment at which clocks show a wall time. */
  toUtc(wall: number): number
  /** What clocks show at a moment. */
  toWall(utc: number): number
}

/** Before and behind the years between these, clocks are as at their ends. */
const FIRST_YEAR = 1900
const LAST_YEAR = 2150
/** Changes are further apart than this: the shortest are the weeks of Ramadan. */
const STEP = 3 * DAY_MS

/** The offset from UTC that holds from a moment on, as far as the next one; milliseconds. */
interface Period {
  readonly from: number
  readonly offset: number
  /** The first wall time that is read by it: of a change back, those that come twice are still read by the offset before. */
  readonly wallFrom: number
}

const zones = new Map<string, Zone | undefined>()

/** The zone of a name as timeZoneNamed gives it; undefined for UTC, where there is nothing to do, and for no name. Throws RangeError for another. */
export function zoneOf(name: string | undefined): Zone | undefined {
  if (name === undefined) return undefined
  if (!zones.has(name)) zones.set(name, makeZone(name))
  return zones.get(name)
}

/** The moment at which clocks of a zone show a wall time; without a zone those of UTC. */
export function toUtc(zone: Zone | undefined, wall: number): number {
  return zone ? zone.toUtc(wall) : wall
}

function makeZone(name: string): Zone | undefined {
  const fixed = fixedOffset(name)
  if (fixed === 0) return undefined
  if (fixed === undefined) return new RuledZone(name)
  const offset = MINUTE_MS * fixed
  return { name, toUtc: (wall) => plus(wall, -offset), toWall: (utc) => plus(utc, offset) }
}

/** A zone with rules, which Intl knows: a table for each year that is asked for, made once. */
class RuledZone implements Zone {
  readonly name: string
  private readonly offsetAt: (utc: number) => number
  private readonly years = new Map<number, readonly Period[]>()
  /** Wall times of the period that was asked for last, which most are of, and its offset. */
  private wallFrom = Infinity
  private wallTo = -Infinity
  private offset = 0

  constructor(name: string) {
    this.name = name
    this.offsetAt = offsetReader(name)
  }

  toUtc(wall: number): number {
    if (wall >= this.wallFrom && wall < this.wallTo) return plus(wall, -this.offset)
    if (wall !== wall) return NaN
    const year = yearOf(wall)
    const periods = this.periods(year)
    const at = lastWhere(periods, ({ wallFrom }) => wallFrom <= wall)
    const { wallFrom, offset } = periods[at]
    const next = at + 1 < periods.length ? periods[at + 1] : undefined
    this.wallFrom = Math.max(wallFrom, year === FIRST_YEAR ? -Infinity : Date.UTC(year, 0, 1))
    this.wallTo = Math.min(next ? next.from + Math.min(offset, next.offset) : Infinity, year === LAST_YEAR ? Infinity : Date.UTC(year + 1, 0, 1))
    this.offset = offset
    return next ? Math.min(plus(wall, -offset), next.from) : plus(wall, -offset)
  }

  toWall(utc: number): number {
    if (utc !== utc) return NaN
    const periods = this.periods(yearOf(utc))
    return plus(utc, periods[lastWhere(periods, ({ from }) => from <= utc)].offset)
  }

  /** Of a year, and some days around it. */
  private periods(year: number): readonly Period[] {
    let found = this.years.get(year)
    if (!found) {
      found = this.look(year)
      this.years.set(year, found)
    }
    return found
  }

  private look(year: number): readonly Period[] {
    const { offsetAt } = this
    const start = Date.UTC(year, 0, 1) - 2 * STEP
    const stop = Date.UTC(year + 1, 0, 1) + 2 * STEP
    if (year === FIRST_YEAR || year === LAST_YEAR) return [{ from: -Infinity, offset: offsetAt(year === FIRST_YEAR ? stop : start), wallFrom: -Infinity }]
    let offset = offsetAt(start)
    const periods: Period[] = [{ from: -Infinity, offset, wallFrom: -Infinity }]
    for (let at = start; at < stop; at += STEP) {
      const behind = offsetAt(at + STEP)
      if (behind === offset) continue
      const from = changeBetween(at, at + STEP, offset, offsetAt)
      periods.push({ from, offset: behind, wallFrom: from + Math.max(offset, behind) })
      offset = behind
    }
    return periods
  }
}

/** The moment within (low, high], to the second, from which on the offset is not `before`. */
function changeBetween(low: number, high: number, before: number, offsetAt: (utc: number) => number): number {
  while (high - low > 1000) {
    const middle = low + 1000 * Math.floor((high - low) / 2000)
    if (offsetAt(middle) === before) low = middle
    else high = middle
  }
  return high
}

function offsetReader(timeZone: string): (utc: number) => number {
  const numeric = 'numeric'
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric,
  })
  return (utc) => {
    const [month, day, year, hour, minute, second] = (format.format(utc).match(/\d+/g) ?? []).map(Number)
    return Date.UTC(year, month - 1, day, hour, minute, second) - utc
  }
}

function yearOf(time: number): number {
  const year = new Date(Math.max(-8.64e15, Math.min(8.64e15, time))).getUTCFullYear()
  return Math.max(FIRST_YEAR, Math.min(LAST_YEAR, year))
}

/** There is one: the first fulfils it. */
function lastWhere(periods: readonly Period[], holds: (period: Period) => boolean): number {
  let at = periods.length - 1
  while (at > 0 && !holds(periods[at])) at--
  return at
}

/** A fraction is added last, and in one piece: so every way to read a stamp rounds alike. */
function plus(time: number, by: number): number {
  const whole = Math.floor(time)
  return whole + by + (time - whole)
}
