/** Readers of the kinds of stamps, compiled from what formats say of them. */
import type { NamedLayout, TimeLayout } from '../formats/format.ts'
import { EpochReader } from './epoch.ts'
import { MONTH_NAMES } from './layout.ts'
import { LayoutReader } from './layoutReader.ts'
import { turningOfTime } from './turns.ts'
import { zoneOf, type Zone } from './zones.ts'
import { DatedReader, twoDigits, type StampReader } from './stamp.ts'

const DASH = 0x2d
const SLASH = 0x2f
const COLON = 0x3a

/**
 * A reader that tries layouts in turn. At least one. `until`: the day that stamps without a year or a date are not after; see
 * layoutReader.ts. `zone`: that of stamps that do not say one; without, these are read as UTC.
 */
export function compileTime(layouts: readonly TimeLayout[], until?: number, zone?: string): StampReader {
  const readers = layouts.map((layout) => (layout.kind === 'text' ? new LayoutReader(layout.text, until) : new READERS[layout.kind]()))
  const reader = readers.length === 1 ? readers[0] : new FirstReader(readers)
  const own = zoneOf(zone)
  return own ? new ZonedReader(reader, own) : reader
}

/** Stamps that come again stay so: their zone counts when it is known of which turn they are. */
class ZonedReader implements StampReader {
  end = 0
  isLocal = false
  private readonly inner: StampReader
  private readonly zone: Zone

  constructor(inner: StampReader, zone: Zone) {
    this.inner = inner
    this.zone = zone
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    const { inner } = this
    const time = inner.read(bytes, start, end)
    if (time !== time) return NaN
    this.end = inner.end
    return inner.isLocal && turningOfTime(time) === undefined ? this.zone.toUtc(time) : time
  }
}

class FirstReader implements StampReader {
  end = 0
  isLocal = true
  private readonly readers: readonly StampReader[]

  constructor(readers: readonly StampReader[]) {
    this.readers = readers
  }

  read(bytes: Uint8Array, start: number, end: number): number {
    for (const reader of this.readers) {
      const time = reader.read(bytes, start, end)
      if (time === time) {
        this.end = reader.end
        this.isLocal = reader.isLocal
        return time
      }
    }
    return NaN
  }
}

/** yyyy-mm-ddThh:mm and on; slashes and a space may stand for dashes and T. */
class IsoReader extends DatedReader {
  read(bytes: Uint8Array, start: number, end: number): number {
    if (start + 16 > end) return NaN
    const dash = bytes[start + 4]
    const gap = bytes[start + 10]
    if ((dash !== DASH && dash !== SLASH) || bytes[start + 7] !== dash || (gap !== 0x54 && gap !== 0x20)) return NaN
    const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2)
    const midnight = this.dateAt(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8))
    return this.timeOfDay(midnight, bytes, start + 11, end)
  }
}

/** dd/Mon/yyyy:hh:mm and on. */
class CommonReader extends DatedReader {
  read(bytes: Uint8Array, start: number, end: number): number {
    if (start + 17 > end || bytes[start + 2] !== SLASH || bytes[start + 6] !== SLASH || bytes[start + 11] !== COLON) return NaN
    const name = (bytes[start + 3] << 16) | (bytes[start + 4] << 8) | bytes[start + 5]
    const month = MONTHS.indexOf(name) + 1
    const year = 100 * twoDigits(bytes, start + 7) + twoDigits(bytes, start + 9)
    const midnight = this.dateAt(year, month, twoDigits(bytes, start))
    return this.timeOfDay(midnight, bytes, start + 12, end)
  }
}

/** Names of the months, as numbers of three bytes. */
const MONTHS = MONTH_NAMES.map((name) => (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2))

const READERS: Record<NamedLayout, new () => StampReader> = { iso: IsoReader, common: CommonReader, epoch: EpochReader }
