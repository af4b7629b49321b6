import { formatDuration, parseDuration } from '../../query/expression/quantities.ts'
import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { StageParser } from '../../query/stageParser.ts'
import type { SequentialStage } from '../contract.ts'
import { transactions } from './transactions.ts'

export interface TransactionNode extends StageNode {
  readonly name: 'transaction'
  readonly by: readonly string[]
  /** In milliseconds. */
  readonly maxPause: number | undefined
  readonly maxSpan: number | undefined
}

const COLUMNS = ['time', 'duration', 'count', 'level', 'first', 'last'] as const

export const transaction: SequentialStage<TransactionNode> = {
  kind: 'sequential',
  names: ['transaction'],
  summary:
    'Takes rows with the same values of the fields together: when the first was, how long it took to the last, how many there are, the worst level, and the messages of the first and the last. Rows without the field are left out.',
  usage: 'transaction by field, … [maxpause=30s] [maxspan=5m]',
  examples: [
    { query: '| parse "request=* " as request | transaction by request | sort - duration', about: 'The requests that took longest.' },
    { query: '| parse "user=* " as user | transaction by user maxpause=30s', about: 'Sessions: a new one after 30 seconds without a row.' },
    { query: '| parse "user=* " as user | transaction by user maxspan=5m | where level = "error"', about: 'Those of at most five minutes with an error.' },
  ],
  template: { text: 'transaction by request', select: [15, 22] },
  icon: 'group-by-ref-type',
  parse(parser, span) {
    parser.expectKeyword('by', "'transaction'")
    const by = parser.expectNames("a field after 'by'")
    let maxPause: number | undefined
    let maxSpan: number | undefined
    for (let option = parser.takeOption('maxpause', 'maxspan'); option; option = parser.takeOption('maxpause', 'maxspan')) {
      const value = duration(parser, option)
      if (option === 'maxpause') maxPause = value
      else maxSpan = value
    }
    by.forEach(({ value, span: at }, i) => {
      if (by.findIndex((each) => each.value === value) < i) parser.report(at, `expected each field once, found '${value}' again`)
      if ((COLUMNS as readonly string[]).includes(value)) parser.report(at, `expected another field: the result has a column '${value}' of its own`)
    })
    return { name: 'transaction', by: by.map(({ value }) => value), maxPause, maxSpan, span: span() }
  },
  print({ by, maxPause, maxSpan }) {
    const options = [maxPause === undefined ? '' : ` maxpause=${formatDuration(maxPause)}`, maxSpan === undefined ? '' : ` maxspan=${formatDuration(maxSpan)}`]
    return `transaction by ${by.map(printName).join(', ')}${options.join('')}`
  },
  columns: ({ by }) => ({ names: [...by, ...COLUMNS], chosen: true, table: true }),
  reads: ({ by }) => [...new Set([...by, 'time', 'level', 'message'])],
  create: (node, context, tools) => transactions({ by: node.by, columns: [...node.by, ...COLUMNS], maxPause: node.maxPause ?? Infinity, maxSpan: node.maxSpan ?? Infinity }, context, tools),
}

function duration(parser: StageParser, option: string): number {
  const written = parser.takeMatch(/^[\d.]+[\w.µ]*/, 'number') ?? parser.fail(`expected a duration after '${option}=', as 30s`)
  const value = parseDuration(written.value)
  if (value === undefined || value <= 0) parser.report(written.span, `expected a duration, as 30s or 5m, found '${written.value}'`)
  return value ?? 0
}
