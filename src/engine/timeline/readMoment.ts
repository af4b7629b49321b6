import { parseTimeText, type TimeOrigin } from '../records/time/timeText.ts'
import { isoText } from '../records/time/isoText.ts'
import { zoneOf } from '../records/time/zones.ts'

const TIME_OF_DAY = /^(\d\d?):(\d\d(?::\d\d(?:[.,]\d{1,9})?)?)$/

/** The moment that a text means: as in queries, or a time of the day on which `near` is. Undefined where it means none. */
export function readMoment(written: string, origin: TimeOrigin, near?: number): number | undefined {
  const text = written.trim()
  const ofDay = TIME_OF_DAY.exec(text)
  const day = ofDay && near !== undefined ? isoText(near, zoneOf(origin.zone))?.slice(0, 10) : undefined
  const span = parseTimeText(day === undefined || !ofDay ? text : `${day}T${ofDay[1].padStart(2, '0')}:${ofDay[2]}`, origin)
  return span && Number.isFinite(span.from) ? span.from : undefined
}
