import { parseShift } from '../common/timeShift.ts'
import type { FileReading } from './analysis.ts'
import { readEncoding, readFormat, readFormats, readShownZone, readTimeZone } from './configuration.ts'
import type { PanelServices } from './panelServices.ts'

/** How files are to be read: as was chosen for each, else as the settings say. */
export function readingOf(paths: readonly string[], { encodings, formats, shifts, timeZones }: PanelServices): FileReading {
  return {
    encodings: encodings.of(paths, readEncoding),
    formats: formats.of(paths, readFormat),
    declared: readFormats(paths),
    shifts: shifts.of(paths, () => undefined).map((text) => (text === undefined ? undefined : parseShift(text))),
    zones: { files: timeZones.of(paths, readTimeZone), shown: readShownZone(paths) },
  }
}
