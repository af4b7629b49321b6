/** Times as texts. */
import { MINUTE_MS } from './stamp.ts'
import type { Zone } from './zones.ts'

/** Greatest number of milliseconds that a Date can be away from 1970. */
const GREATEST_DATE = 8.64e15

/** A time in ISO 8601, to the millisecond: what clocks of a zone show, with their offset; without a zone in UTC. Undefined for one that no Date can be. */
export function isoText(time: number, zone?: Zone): string | undefined {
  const wall = zone ? zone.toWall(time) : time
  if (!(Math.abs(wall) <= GREATEST_DATE)) return undefined
  const text = new Date(wall).toISOString()
  // Offsets of the years before there were zones have seconds, which ISO 8601 has not: those are said in UTC.
  const east = (Math.floor(wall) - Math.floor(time)) / MINUTE_MS
  if (!zone) return text
  return Number.isInteger(east) ? text.slice(0, -1) + offsetText(east) : isoText(time)
}

function offsetText(east: number): string {
  const apart = Math.abs(east)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${east < 0 ? '-' : '+'}${two(Math.floor(apart / 60))}:${two(apart % 60)}`
}
