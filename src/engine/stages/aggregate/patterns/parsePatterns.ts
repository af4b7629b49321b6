/** The text of the stage `patterns`, from and to its node. */
import { RAW_COLUMN } from '../../../../common/page.ts'
import type { Span } from '../../../query/ast.ts'
import { listOf, nearest, QueryError, shown } from '../../../query/diagnostics.ts'
import { printName, printString } from '../../../query/printer.ts'
import type { StageParser } from '../../../query/stageParser.ts'
import { parseTimeText } from '../../../records/time/timeText.ts'
import { DEFAULT_SAMPLES, MAX_SAMPLES, PATTERN_FIELD, type Comparison, type PatternsNode, type Side } from './node.ts'

const OPTIONS = ['method', 'mode', 'max_sample_count', 'new_field'] as const
/** Of PPL, for methods that we do not have. */
const FOREIGN = ['buffer_limit', 'show_numbered_token', 'variable_count_threshold', 'frequency_threshold_percentage', 'pattern']
const TIME = 'time'
const NOWHERE = { now: NaN, end: NaN }

type Options = { -readonly [key in 'labels' | 'samples' | 'newField']?: PatternsNode[key] }

export function parsePatterns(parser: StageParser, span: () => Span): PatternsNode {
  const options: Options = {}
  let field = startsClause(parser) ? undefined : parser.takeName()
  // A field may be called as an option is.
  if (field && takesValue(parser, field.value)) {
    readOption(parser, field.value, options)
    field = undefined
  }
  const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'") : []
  const compareAt = parser.peekSpan()
  const compare = parser.takeKeyword('compare') ? readComparison(parser) : undefined
  if (compare && by.length > 0) parser.report(compareAt, "expected either 'by' or 'compare'")
  for (let name = parser.takeName('keyword'); name; name = parser.takeName('keyword')) {
    if (!takesValue(parser, name.value)) failOption(parser, name.value, name.span)
    readOption(parser, name.value, options)
  }
  const { labels = false, samples = DEFAULT_SAMPLES, newField = PATTERN_FIELD } = options
  if (labels && (by.length > 0 || compare)) {
    const what = compare ? 'compare' : 'by'
    parser.report(compare ? compareAt : by[0].span, `expected no '${what}' with mode=label: patterns are those of all rows, whatever they are counted by`)
  }
  return { name: 'patterns', field: field?.value, by: by.map(({ value }) => value), compare, labels, samples, newField, span: span() }
}

/** `by` and `compare` begin clauses, unless nothing follows that could be theirs. */
function startsClause(parser: StageParser): boolean {
  return ['by', 'compare'].includes(parser.peekName()?.toLowerCase() ?? '')
}

function takesValue(parser: StageParser, name: string): boolean {
  return ([...OPTIONS, ...FOREIGN] as readonly string[]).includes(name.toLowerCase()) && parser.takePunctuation('=')
}

function failOption(parser: StageParser, name: string, { start, end }: Span): never {
  if ((OPTIONS as readonly string[]).includes(name.toLowerCase())) parser.fail(`expected '=' after '${name}'`)
  const likely = nearest(name, ['by', 'compare', ...OPTIONS])
  const hint = likely === undefined ? '' : `: did you mean '${likely}'?`
  throw new QueryError({ start, end }, `expected ${listOf(['by', 'compare', ...OPTIONS.map((each) => `${each}=`)])}, found ${shown(name)}${hint}`)
}

function readOption(parser: StageParser, written: string, options: Options): void {
  const name = written.toLowerCase()
  if (FOREIGN.includes(name)) parser.fail(`expected no '${name}=': there is one method, with nothing to set`)
  switch (name) {
    case 'method':
      // A query of PPL's may name it.
      if (!parser.takeKeyword('brain')) parser.fail("expected 'brain' after 'method=': there is one method")
      return
    case 'mode':
      options.labels = parser.takeKeyword('label')
      if (!options.labels && !parser.takeKeyword('aggregation')) parser.fail("expected 'aggregation' or 'label' after 'mode='")
      return
    case 'max_sample_count': {
      const at = parser.peekSpan()
      const count = parser.takeInteger()?.value ?? parser.fail("expected a number after 'max_sample_count='")
      if (count > MAX_SAMPLES) parser.report(at, `expected at most ${MAX_SAMPLES} examples`)
      options.samples = count
      return
    }
    default: {
      const { value, span } = parser.expectName("a name after 'new_field='")
      if (value === RAW_COLUMN) parser.report(span, `expected another name: '${RAW_COLUMN}' is the row's text`)
      options.newField = value
    }
  }
}

function readComparison(parser: StageParser): Comparison {
  const field = parser.expectName("'time', 'source' or another field after 'compare'").value
  const baseline = readSide(parser, field, `'compare ${field}'`)
  return { field, baseline, other: parser.takeKeyword('with') ? readSide(parser, field, "'with'") : undefined }
}

function readSide(parser: StageParser, field: string, after: string): Side {
  if (field !== TIME) return { text: (parser.takeString() ?? parser.takeDecimal() ?? parser.takeName('string'))?.value ?? parser.fail(`expected a value after ${after}`) }
  const at = parser.peekSpan()
  const text = readTime(parser, after)
  if (parser.takeKeyword('to')) return { text, to: readTime(parser, "'to'") }
  const span = parseTimeText(text, NOWHERE)
  // A moment has no length, whatever it is counted from.
  if (span && !(span.from < span.to)) parser.report(at, `expected a span of time, as "${text}" to "now"`)
  return { text }
}

function readTime(parser: StageParser, after: string): string {
  const { value, span } = parser.takeString() ?? parser.fail(`expected a "time" after ${after}`)
  if (!parseTimeText(value, NOWHERE)) parser.report(span, `expected a time, as "2024-05-01 12:30", found ${shown(value)}`)
  return value
}

export function printPatterns({ field, by, compare, labels, samples, newField }: PatternsNode): string {
  const parts = ['patterns']
  if (field !== undefined) parts.push(isKeyword(field) ? `\`${field}\`` : printName(field))
  if (by.length > 0) parts.push(`by ${by.map(printName).join(', ')}`)
  if (compare) {
    const { baseline, other } = compare
    parts.push(`compare ${printName(compare.field)} ${printSide(baseline)}${other ? ` with ${printSide(other)}` : ''}`)
  }
  if (labels) parts.push('mode=label')
  if (samples !== DEFAULT_SAMPLES) parts.push(`max_sample_count=${samples}`)
  if (newField !== PATTERN_FIELD) parts.push(`new_field=${printName(newField)}`)
  return parts.join(' ')
}

function isKeyword(field: string): boolean {
  return ['by', 'compare'].includes(field.toLowerCase())
}

function printSide({ text, to }: Side): string {
  return printString(text) + (to === undefined ? '' : ` to ${printString(to)}`)
}
