import { listOf, QueryError, shown } from '../../query/diagnostics.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { aggregateCalls, aggregateFunction, isPercentileName, likelyFunction, type AggregateFunction } from './functions.ts'
import { readPercent } from './percent.ts'
import type { Aggregate } from './stats.ts'

/** Reads `function(field)`, perhaps with `as name`. `where`: what stands before it, for the message that there is none. */
export function parseAggregate(parser: StageParser, where: string): At<Aggregate> {
  parser.offerCalls(aggregateCalls)
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
function parseArguments(
  parser: StageParser,
  name: string,
  { field: wants, takesPercent }: AggregateFunction,
): Pick<Aggregate, 'field' | 'percent'> {
  if (!parser.takePunctuation('(')) {
    if (wants === 'needed') parser.fail(`expected '(' after '${name}'`)
    return { field: undefined }
  }
  const field = parser.takeName()?.value
  if (field === undefined && wants === 'needed') parser.fail(`expected a field in '${name}(…)'`)
  const given = takesPercent ? { field, percent: parsePercent(parser, name) } : { field }
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

function failUnknown(parser: StageParser, written: string): never {
  const span = parser.peekSpan()
  if (isPercentileName(written.toLowerCase())) {
    throw new QueryError(span, `expected a percentile from p0 to p100 with at most 6 decimals, found ${shown(written)}`)
  }
  const likely = likelyFunction(written)
  const hint = likely === undefined ? '' : `: did you mean '${likely}'?`
  throw new QueryError(span, `unknown function ${shown(written)}${hint} (expected ${listOf(aggregateCalls)})`)
}
