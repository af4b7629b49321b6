/** What rows are grouped by: a field, or buckets of one. */
import { shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { isTimeWidth, parseWidth, printWidth, type SpanWidth } from './spanWidth.ts'

export interface GroupKey {
  readonly field: string
  /** Without, every value is a group. */
  readonly span?: SpanWidth
  /** What the person called the column. */
  readonly as?: string
}

/** Reads `by field as name, span(time, 1m), …`, if it comes next. */
export function parseBy(parser: StageParser): At<GroupKey>[] {
  if (!parser.takeKeyword('by')) return []
  const keys = [parseKey(parser, "a field after 'by'")]
  while (parser.takePunctuation(',')) keys.push(parseKey(parser, "a name after ','"))
  return keys
}

export function parseKey(parser: StageParser, expected: string): At<GroupKey> {
  const isCall = parser.peekName()?.toLowerCase() === 'span'
  const name = parser.expectName(expected)
  const key = isCall && parser.takePunctuation('(') ? parseSpan(parser) : { field: name.value }
  const as = parser.takeKeyword('as') ? parser.expectName("a name for the column after 'as'").value : undefined
  return { value: as === undefined ? key : { ...key, as }, span: { start: name.span.start, end: parser.readTo } }
}

/** `span(1m)` is that of the time. */
function parseSpan(parser: StageParser): GroupKey {
  const field = parser.takeName()?.value
  if (field !== undefined && !parser.takePunctuation(',')) parser.fail(`expected ',' and a width after 'span(${field}'`)
  const at = parser.peekSpan()
  const span = parseWidth(parser, `in 'span(…)'`)
  if ((field ?? TIME) === TIME && !isTimeWidth(span)) parser.report(at, `expected a width of time, as 1m, found ${shown(printWidth(span))}`)
  if (!parser.takePunctuation(')')) parser.fail(`expected ')' after the width`)
  return { field: field ?? TIME, span }
}

export const TIME = 'time'

/** The name of its column. */
export function keyColumn({ field, span, as }: GroupKey): string {
  return as ?? (span ? `span(${field}, ${printWidth(span)})` : field)
}

export function printKey({ field, span, as }: GroupKey): string {
  const name = printName(field)
  // Only after a blank do back quotes keep what is in them together.
  const key = span ? `span(${name.startsWith('`') ? ` ${name}` : name}, ${printWidth(span)})` : name
  return key + (as === undefined ? '' : ` as ${printName(as)}`)
}

export function printBy(keys: readonly GroupKey[]): string {
  return keys.length === 0 ? '' : ` by ${keys.map(printKey).join(', ')}`
}
