/** Time zones by their names. */

/** A zone whose clock differs from UTC by the same all the time. */
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i
/** Zones lie from -12:00 to +14:00. */
const MOST_HOURS = 14

/**
 * The name by which a zone is kept: an IANA name such as `Europe/Berlin`, an offset such as `+05:30`, or `UTC`. `local` is that of this machine.
 * Undefined where there is no such zone.
 */
export function timeZoneNamed(text: string): string | undefined {
  const name = text.trim()
  if (/^(?:utc|gmt|z)$/i.test(name)) return 'UTC'
  const offset = OFFSET.exec(name)
  if (offset) {
    const [, sign, hours, minutes = '00'] = offset
    if (Number(hours) * 60 + Number(minutes) > MOST_HOURS * 60) return undefined
    return Number(hours) + Number(minutes) === 0 ? 'UTC' : `${sign}${hours.padStart(2, '0')}:${minutes}`
  }
  try {
    const zone = name.toLowerCase() === 'local' ? undefined : name
    // Behind the names there are formats' choices, which end at a blank; old names such as `Etc/UTC` are UTC by another one.
    const found = new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone
    return /\s/.test(found) ? undefined : timeZoneAlias(found)
  } catch {
    return undefined
  }
}

function timeZoneAlias(name: string): string {
  return /^(?:Etc\/)?(?:UTC|GMT|UCT|Zulu|Universal|Greenwich)$/i.test(name) ? 'UTC' : name
}

/** Minutes east of Greenwich of a zone that is named by its offset, or of UTC; undefined for all others. */
export function fixedOffset(name: string): number | undefined {
  if (name === 'UTC') return 0
  const offset = OFFSET.exec(name)
  if (!offset) return undefined
  return (offset[1] === '-' ? -1 : 1) * (60 * Number(offset[2]) + Number(offset[3] ?? 0))
}

/** Names to choose from. */
export function timeZoneNames(): readonly string[] {
  return Intl.supportedValuesOf('timeZone')
}
