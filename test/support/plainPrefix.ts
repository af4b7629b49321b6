/** Prefixes of container tools, by expressions on text: the slow twin of records/formats/prefix.ts. */
import { PREFIX_BYTES, STAMPED_BYTES, type PrefixKind } from '../../src/engine/records/formats/prefix.ts'

const STAMP = String.raw`(?<time>\d{4}([-/])\d\d\2\d\dT\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:\d\d))(?= |$)`
const COLORS = String.raw`(?:\x1b\[[\d;]*m)*`
const EXPRESSIONS: Readonly<Record<PrefixKind, RegExp>> = {
  cri: new RegExp(`^${STAMP} (?<stream>stdout|stderr) (?<tag>[FP][^ ]*)(?: |$)`),
  compose: new RegExp(`^${COLORS}(?<container>[A-Za-z_][\\w.-]*)${COLORS} +\\|${COLORS}(?: ${COLORS}|$)`),
  kubectl: new RegExp(String.raw`^\[pod/(?<pod>[\w.-]+)/(?<container>[\w.-]+)\](?: |$)`),
  stamped: new RegExp(`^${STAMP}(?: |$)`),
}

export interface PlainPrefix {
  readonly fields: Readonly<Record<string, string>>
  readonly length: number
}

/** `line`: as Latin-1, short enough to be looked at as a whole. */
export function plainPrefix(kind: PrefixKind, line: string): PlainPrefix | undefined {
  if (line.length > Math.min(PREFIX_BYTES, STAMPED_BYTES)) throw new RangeError('a line for the tests of limits')
  const found = EXPRESSIONS[kind].exec(line)
  return found ? { fields: { ...found.groups }, length: found[0].length } : undefined
}
