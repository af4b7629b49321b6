import type { StageParser } from '../../query/stageParser.ts'

/** Reads `true` or `false` behind an option. */
export function parseBoolean(parser: StageParser, option: string): boolean {
  if (parser.takeKeyword('true')) return true
  if (parser.takeKeyword('false')) return false
  return parser.fail(`expected true or false after '${option}='`)
}
