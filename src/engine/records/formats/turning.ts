/** Formats whose stamps come again: without a year, a date, or an hour (time/turns.ts). */
import { AS_PHASE, type Turning } from '../time/turns.ts'
import type { Format, TimeLayout } from './format.ts'

/** What the stamps of a log come again with, and the moment that the last of them is not after. */
export interface TurningStamps {
  readonly turning: Turning
  readonly until: number
  readonly zone?: string
}

/** Undefined where all stamps have dates, or the log says itself of which day they are. */
export function turningStamps(format: Format): TurningStamps | undefined {
  const inner = format.colored ?? format.wrapped?.format
  if (inner) return turningStamps(inner)
  const turning = format.time?.layouts.map(turningOf).find((each) => each !== undefined)
  // Notes in logs with columns say the day.
  return turning && format.until !== undefined && format.layout.kind !== 'columns' ? { turning, until: format.until, zone: format.zone } : undefined
}

/** The format with stamps that are given as they come again. */
export function withPhases(format: Format): Format {
  const { colored, wrapped } = format
  return {
    ...format,
    until: AS_PHASE,
    ...(colored ? { colored: withPhases(colored) } : {}),
    ...(wrapped ? { wrapped: { ...wrapped, format: withPhases(wrapped.format) } } : {}),
  }
}

/** What stamps of a layout come again with. */
export function turningOf(layout: TimeLayout): Turning | undefined {
  if (layout.kind !== 'text' || /%[Yys]/.test(layout.text)) return undefined
  if (/%-?[de]/.test(layout.text) && /%-?[mbB]/.test(layout.text)) return 'year'
  return /%-?[HkI]/.test(layout.text) ? 'day' : 'hour'
}
