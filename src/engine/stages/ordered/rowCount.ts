import type { StageParser } from '../../query/stageParser.ts'

/** As many as in other query languages. */
const DEFAULT_ROWS = 10

/** Reads the number of rows of `head` or `tail`. */
export function parseRowCount(parser: StageParser, stage: string): number {
  const rows = parser.takeInteger()
  if (!rows) return parser.atEnd() ? DEFAULT_ROWS : parser.fail(`expected a number of rows after '${stage}'`)
  if (!Number.isSafeInteger(rows.value)) parser.report(rows.span, `expected a number of rows up to ${Number.MAX_SAFE_INTEGER}`)
  return rows.value
}
