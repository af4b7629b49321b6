/**
 * Stamps that come again: without a year (or a date, or not even an hour) the same stamp is written every year (day, hour). Which one is
 * meant shows from the stamps around it: they go on, so one that is long before the one above is of the next year.
 */
import { DAY_MS, daysSince1970 } from './days.ts'
import { HOUR_MS } from './stamp.ts'

/** What stamps come again with. */
export type Turning = 'year' | 'day' | 'hour'

/** Instead of the day that stamps are not after: they are to be given as they come again, see `asPhase`. */
export const AS_PHASE = Infinity

/** A turn in milliseconds. Every year has 29 February, so that the same stamp is at the same place in each. */
export const TURN_MS: Readonly<Record<Turning, number>> = { year: 366 * DAY_MS, day: DAY_MS, hour: HOUR_MS }

/**
 * Next to real times these are nothing: so one list can hold both. By a power of two, so nothing is lost.
 */
const SCALES: Readonly<Record<Turning, number>> = { year: 2 ** -700, day: 2 ** -800, hour: 2 ** -900 }
const LARGEST = 2 ** -600

/** A time in a turn, in milliseconds since its start, as a number that no time is. */
export function asPhase(phase: number, turning: Turning): number {
  const length = TURN_MS[turning]
  return (phase - length * Math.floor(phase / length) + 1) * SCALES[turning]
}

/** What such a number is of; undefined for a time, and for none. */
export function turningOfTime(time: number): Turning | undefined {
  if (!(time > 0 && time < LARGEST)) return undefined
  return time >= SCALES.year ? 'year' : time >= SCALES.day ? 'day' : 'hour'
}

export function phaseOf(time: number, turning: Turning): number {
  return time / SCALES[turning] - 1
}

/** Days of a leap year before each month, and behind the last. */
const MONTH_STARTS = Array.from({ length: 13 }, (_, month) => (month === 12 ? 366 : daysSince1970(1972, month + 1, 1) - daysSince1970(1972, 1, 1)))

/** Where a date is in a year that has 29 February; NaN for one that is none. */
export function phaseOfDate(month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= MONTH_STARTS[month] - MONTH_STARTS[month - 1])) return NaN
  return DAY_MS * (MONTH_STARTS[month - 1] + day - 1)
}

/**
 * The time (milliseconds since 1970) of a phase in turn `turn`: a year, or the number of a day or hour since 1970. What was 29 February is
 * the start of March where there is none, so that later phases never are earlier times.
 */
export function timeOfPhase(turning: Turning, turn: number, phase: number): number {
  const whole = Math.floor(phase + 1e-6)
  // Added last, and in one piece: so every way to read a stamp rounds alike.
  const fraction = Math.max(0, Math.round(1e5 * (phase - whole)) / 1e5)
  if (turning !== 'year') return TURN_MS[turning] * turn + whole + fraction
  const days = Math.floor(whole / DAY_MS)
  const month = MONTH_STARTS.findLastIndex((start) => start <= days)
  const midnight = daysSince1970(turn, month + 1, days - MONTH_STARTS[month] + 1)
  if (Number.isNaN(midnight)) return DAY_MS * daysSince1970(turn, 3, 1)
  return DAY_MS * midnight + (whole - DAY_MS * days) + fraction
}

/** The turn and the phase of a time. */
export function placeOf(turning: Turning, time: number): { readonly turn: number; readonly phase: number } {
  if (turning !== 'year') {
    const turn = Math.floor(time / TURN_MS[turning])
    return { turn, phase: time - TURN_MS[turning] * turn }
  }
  const date = new Date(time)
  const midnight = Math.floor(time / DAY_MS)
  return { turn: date.getUTCFullYear(), phase: phaseOfDate(date.getUTCMonth() + 1, date.getUTCDate()) + time - DAY_MS * midnight }
}

/**
 * How many turns on a stamp is from the one above it. Back by more than half a year is New Year; logs of a day or an hour may be quiet for
 * most of it, so there already a twelfth counts. What is a twelfth or less before the end of a turn that has begun is late, of the turn before.
 */
export function turnsOn(turning: Turning, phase: number, above: number): number {
  const length = TURN_MS[turning]
  const on = phase - above
  if (on < (turning === 'year' ? -length / 2 : -length / 12)) return 1
  return on > length - length / 12 ? -1 : 0
}

/** Clocks differ a little, and zones by half a day. */
const SLACK: Readonly<Record<Turning, number>> = { year: 2 * DAY_MS - 1, day: DAY_MS / 2, hour: 5 * 60_000 }
/** 29 February may be eight years ago. */
const YEARS_BACK = 8

/** The latest turn in which a phase is not after a moment, of which without years only the day counts. */
export function latestTurn(turning: Turning, phase: number, until: number): number {
  const latest = latestOf(turning, until)
  const { turn } = placeOf(turning, latest)
  for (let back = 0; back <= YEARS_BACK; back++) {
    const time = timeOfPhase(turning, turn - back, phase)
    if (time <= latest && (turning !== 'year' || isDateOf(turn - back, phase))) return turn - back
  }
  return turn - 1
}

/** The latest time of a phase that is not after a moment: all that can be said of a stamp on its own. */
export class Recent {
  /** The last phase of the last turn. */
  readonly phase: number
  private readonly turning: Turning
  private readonly turn: number

  constructor(turning: Turning, until: number) {
    const { turn, phase } = placeOf(turning, latestOf(turning, until))
    this.turning = turning
    this.turn = turn
    this.phase = phase
  }

  timeOf(phase: number): number {
    return timeOfPhase(this.turning, phase <= this.phase ? this.turn : this.turn - 1, phase)
  }
}

function latestOf(turning: Turning, until: number): number {
  return SLACK[turning] + (turning === 'year' ? DAY_MS * Math.floor(until / DAY_MS) : until)
}

/** Whether it is not 29 February, or the year has that. */
function isDateOf(year: number, phase: number): boolean {
  return Math.floor(phase / DAY_MS) !== MONTH_STARTS[2] - 1 || !Number.isNaN(daysSince1970(year, 2, 29))
}
