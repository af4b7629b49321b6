/** The formats that are known, the more particular ones first: of equals, detection takes the first. */
import { access, accessWithHost } from './access.ts'
import type { Format } from './format.ts'
import { json } from './json.ts'
import { plain } from './plain.ts'
import { timestamped } from './timestamped.ts'

export const FORMATS: readonly Format[] = [json, access, accessWithHost, timestamped, plain]

export function formatNamed(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name)
}
