/** What stages that make fields of others have in common. */
import { RAW_COLUMN } from '../../../common/page.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import type { Columns } from '../contract.ts'

/** The columns with those of fields that a stage makes. */
export function withColumns(before: Columns, made: readonly string[]): Columns {
  return { ...before, names: [...before.names, ...new Set(made.filter((name) => !before.names.includes(name)))] }
}

/** The field that a stage reads, if its name comes next; else the text of the row. */
export function takeInput(parser: StageParser): string {
  return parser.takeName()?.value ?? RAW_COLUMN
}

/** The name of a field that a stage makes. */
export function expectMade(parser: StageParser, expected: string): At<string> {
  const name = parser.expectName(expected)
  checkMade(parser, name)
  return name
}

export function checkMade(parser: StageParser, { value, span }: At<string>): void {
  if (value === RAW_COLUMN) parser.report(span, `expected another name: '${RAW_COLUMN}' is the row's text`)
}

/** Names of fields that a stage makes: different ones. */
export function expectMadeNames(parser: StageParser, expected: string): At<string>[] {
  const names = parser.expectNames(expected)
  for (const [i, name] of names.entries()) {
    if (names.findIndex(({ value }) => value === name.value) < i) parser.report(name.span, `expected different names, found '${name.value}' again`)
    checkMade(parser, name)
  }
  return names
}
