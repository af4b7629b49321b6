/** Clocks of zones, asked of Intl for each time: the slow twin of records/time/zones.ts. */

/** What clocks in a zone show at a moment, in milliseconds since 1970 as if it were UTC. */
export function plainWall(timeZone: string, utc: number): number {
  const parts = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(Math.floor(utc))
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value)
  const whole = 1000 * Math.floor(utc / 1000)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) + utc - whole
}

/** The first moment at which clocks show a wall time or, where they leave it out, a later one. */
export function plainUtc(timeZone: string, wall: number): number {
  const offsets = [-27, 27].map((hours) => plainWall(timeZone, wall + 3_600_000 * hours) - (wall + 3_600_000 * hours))
  const moments = offsets.map((offset) => wall - offset).filter((moment) => plainWall(timeZone, moment) === wall)
  if (moments.length > 0) return Math.min(...moments)
  // Left out: to the second, as changes are.
  let [low, high] = [wall - 27 * 3_600_000, wall + 27 * 3_600_000].map((moment) => 1000 * Math.floor(moment / 1000))
  while (high - low > 1000) {
    const middle = low + 1000 * Math.floor((high - low) / 2000)
    if (plainWall(timeZone, middle) <= wall) low = middle
    else high = middle
  }
  return high
}
