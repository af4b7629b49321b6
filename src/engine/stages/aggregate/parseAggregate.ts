import { listOf, QueryError, shown } from '../../query/diagnostics.ts'
import { printName } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { aggregateCalls, aggregateFunction, isPercentileName, likelyFunction, MAX_TAKEN, offeredCalls, type AggregateFunction } from './functions.ts'
import { TIME, type GroupKey } from './groupKey.ts'
import { needsTimes, type ComputedColumn } from './measureColumns.ts'
import { readPercent } from './percent.ts'

/** One column that is computed. */
export interface Aggregate {
  /** Name of the function in lower case. */
  readonly function: string
  readonly field: string | undefined
  /** The second argument: of `percentile(x, 95)`, of `take(x, 3)`. */
  readonly second?: number
  /** What the person called the column. */
  readonly as: string | undefined
}

/** Reads one or more, with commas between them. */
export function parseAggregates(parser: StageParser, where: string): At<Aggregate>[] {
  const aggregates = [parseAggregate(parser, where)]
  while (parser.takePunctuation(',')) aggregates.push(parseAggregate(parser, "after ','"))
  return aggregates
}

/** Reads `function(field)`, perhaps with `as name`. `where`: what stands before it, for the message that there is none. */
export function parseAggregate(parser: StageParser, where: string): At<Aggregate> {
  parser.offerCalls(offeredCalls)
  const written = parser.peekName()
  if (written === undefined) parser.fail(`expected ${listOf(aggregateCalls)} ${where}`)
  const name = written.toLowerCase()
  const found = aggregateFunction(name) ?? failUnknown(parser, written)
  const { span } = parser.takeName('function')!
  const given = parseArguments(parser, name, found)
  const { readTo } = parser
  const as = parser.takeKeyword('as') ? parser.expectName("a name for the column after 'as'") : undefined
  return { value: { function: name, ...given, as: as?.value }, span: { start: span.start, end: as?.span.end ?? readTo } }
}

/** Parentheses may be left out where nothing has to be in them. */
function parseArguments(parser: StageParser, name: string, { field: wants, second, numbers }: AggregateFunction): Pick<Aggregate, 'field' | 'second'> {
  if (!parser.takePunctuation('(')) {
    if (wants === 'needed') parser.fail(`expected '(' after '${name}'`)
    return { field: undefined }
  }
  const field = parser.takeName('field', numbers)?.value
  if (field === undefined && wants === 'needed') parser.fail(`expected a field in '${name}(…)'`)
  const given = second === 'percent' ? { field, second: parsePercent(parser, name) } : second === 'limit' ? { field, ...parseLimit(parser) } : { field }
  if (!parser.takePunctuation(')')) parser.fail(`expected ${field === undefined ? "a field or ')'" : "')'"} after '${name}('`)
  return given
}

function parsePercent(parser: StageParser, name: string): number {
  if (!parser.takePunctuation(',')) parser.fail(`expected ',' and a percentage after the field of '${name}'`)
  const number = parser.takeDecimal() ?? parser.fail('expected a percentage from 0 to 100')
  if (!readPercent(number.value)) {
    parser.report(number.span, `expected a percentage from 0 to 100 with at most 6 decimals, found ${shown(number.value)}`)
  }
  return Number(number.value)
}

function parseLimit(parser: StageParser): Pick<Aggregate, 'second'> {
  if (!parser.takePunctuation(',')) return {}
  const number = parser.takeInteger() ?? parser.fail('expected how many values at most')
  if (number.value < 1 || number.value > MAX_TAKEN) parser.report(number.span, `expected 1 to ${MAX_TAKEN} values, found ${number.value}`)
  return { second: number.value }
}

function failUnknown(parser: StageParser, written: string): never {
  const span = parser.peekSpan()
  if (isPercentileName(written.toLowerCase())) {
    throw new QueryError(span, `expected a percentile from p0 to p100 with at most 6 decimals, found ${shown(written)}`)
  }
  const likely = likelyFunction(written)
  const hint = likely === undefined ? '' : `: did you mean '${likely}'?`
  throw new QueryError(span, `unknown function ${shown(written)}${hint} (expected ${listOf(aggregateCalls)})`)
}

/** What is to be computed. */
export function computed({ function: name, field, second }: Aggregate): ComputedColumn {
  const found = aggregateFunction(name)
  if (!found) throw new RangeError(`no aggregate function is called '${name}'`)
  return { measure: found.measure(second === undefined ? undefined : String(second)), field }
}

/** The name of its column. */
export function columnOf(aggregate: Aggregate): string {
  return aggregate.as ?? callOf(aggregate, aggregate.field)
}

export function printAggregate(aggregate: Aggregate): string {
  const field = aggregate.field === undefined ? undefined : printName(aggregate.field)
  // Only after a blank do back quotes keep what is in them together.
  const call = callOf(aggregate, field?.startsWith('`') ? ` ${field}` : field)
  return call + (aggregate.as === undefined ? '' : ` as ${printName(aggregate.as)}`)
}

function callOf({ function: name, second }: Aggregate, field = ''): string {
  return `${name}(${field}${second === undefined ? '' : `, ${second}`})`
}

/** Reports names that have stood further left. */
export function reportRepeated(parser: StageParser, columns: readonly At<string>[]): void {
  columns.forEach(({ value, span }, i) => {
    if (columns.findIndex((column) => column.value === value) < i) {
      parser.report(span, `expected different columns, found '${value}' again; 'as' gives a column another name`)
    }
  })
}

/** Fields that are looked for in every row. */
export function fieldsRead(aggregates: readonly Aggregate[], by: readonly GroupKey[]): readonly string[] {
  const columns = aggregates.map(computed)
  const ofRows = columns.some(needsTimes) ? [TIME] : []
  return [...new Set([...by.map(({ field }) => field), ...columns.flatMap(({ field }) => (field === undefined ? [] : [field])), ...ofRows])]
}
