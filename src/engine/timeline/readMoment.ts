import { isTimeOfDay, onDate, parseTimeText, type TimeOrigin } from '../records/time/timeText.ts'
import { isoText } from '../records/time/isoText.ts'
import { zoneOf } from '../records/time/zones.ts'

/** The moment that a text means: as in queries, or a time of the day on which `near` is. Undefined where it means none. */
export function readMoment(written: string, origin: TimeOrigin, near?: number): number | undefined {
  const text = written.trim()
  const day = isTimeOfDay(text) && near !== undefined ? isoText(near, zoneOf(origin.zone))?.slice(0, 10) : undefined
  const span = parseTimeText((day === undefined ? undefined : onDate(day, text)) ?? text, origin)
  return span && Number.isFinite(span.from) ? span.from : undefined
}
