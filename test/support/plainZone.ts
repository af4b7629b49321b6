/** Clocks of zones, asked of Intl for each time: the slow twin of records/time/zones.ts. */

const FIRST = Date.UTC(1901, 0, 7)
const LAST = Date.UTC(2149, 11, 26)

/**
 * What clocks in a zone show at a moment, in milliseconds since 1970 as if it were UTC. Before and behind the years whose rules are looked
 * up they are as at the ends of these.
 */
export function plainWall(timeZone: string, utc: number): number {
  if (utc < Date.UTC(1901, 0, 1) || utc >= Date.UTC(2150, 0, 1)) {
    const end = utc < 0 ? FIRST : LAST
    return utc + plainWall(timeZone, end) - end
  }
  const parts = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(Math.floor(utc))
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value)
  const whole = 1000 * Math.floor(utc / 1000)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) + utc - whole
}

/** The first moment at which clocks show a wall time or, where they leave it out, a later one. */
export function plainUtc(timeZone: string, wall: number): number {
  const whole = Math.floor(wall)
  const offsets = [-27, 27].map((hours) => plainWall(timeZone, whole + 3_600_000 * hours) - (whole + 3_600_000 * hours))
  const moments = offsets.map((offset) => whole - offset).filter((moment) => plainWall(timeZone, moment) === whole)
  // The fraction is added last, so that it is rounded only once.
  if (moments.length > 0) return Math.min(...moments) + (wall - whole)
  // Left out: to the second, as changes are.
  let [low, high] = [wall - 27 * 3_600_000, wall + 27 * 3_600_000].map((moment) => 1000 * Math.floor(moment / 1000))
  while (high - low > 1000) {
    const middle = low + 1000 * Math.floor((high - low) / 2000)
    if (plainWall(timeZone, middle) <= wall) low = middle
    else high = middle
  }
  return high
}
