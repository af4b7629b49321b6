import type { CompareOp, SearchExpr, StageNode } from '../../query/ast.ts'
import { printString } from '../../query/printer.ts'
import type { At, StageParser } from '../../query/stageParser.ts'
import { isTimeOfDay, parseTimeText } from '../../records/time/timeText.ts'
import type { BlockLocalStage } from '../contract.ts'
import { createSearch } from './searchRun.ts'

export interface BetweenNode extends StageNode {
  readonly name: 'between'
  readonly from: string
  readonly to: string
  /** The search that is the same; it gets the moments that the texts stand for. */
  readonly expr: SearchExpr
}

export const between: BlockLocalStage<BetweenNode> = {
  kind: 'blockLocal',
  filters: true,
  names: ['between'],
  summary: "Keeps the rows with a time from one moment to another, both included: `time>=` and `time<=` of a search. A time may be a date, with a time of day or not, a time of day alone (the last one that is not after the log's end), or be counted back from the log's end (`-15m`) or from now (`now-1h`). Parts of the log without such rows are not read where it stands first.",
  usage: 'between "time" "time"',
  examples: [
    { query: '| between "2024-05-01 12:30" "2024-05-01 12:45"', about: 'Sixteen minutes: 12:45 is the whole minute.' },
    { query: '| between "-15m" "-5m"', about: "Counted back from the log's end." },
    { query: '| between "2024-05-01" "2024-05-03" | search error', about: 'Three days.' },
  ],
  template: { text: 'between "-15m" "-5m"', select: [9, 13] },
  icon: 'calendar',
  parse(parser, span) {
    const from = expectTime(parser, `the "time" of the first rows after 'between'`)
    parser.takeKeyword('and')
    const to = expectTime(parser, 'the "time" of the last rows')
    const [first, last] = [from, to].map(({ value }) => parseTimeText(value, NOWHERE))
    // Dates, times of the day and what is counted back cannot be told apart before a pass starts.
    if (first && last && !isTimeOfDay(from.value) && !isTimeOfDay(to.value) && isCounted(from.value) === isCounted(to.value) && first.from > last.from && first.from >= last.to) parser.report(to.span, `expected a time that is not before '${from.value}'`)
    return { name: 'between', from: from.value, to: to.value, expr: searchOf(from, to), span: span() }
  },
  print: ({ from, to }) => `between ${printString(from)} ${printString(to)}`,
  columns: (_node, before) => before,
  reads: () => ['time'],
  create: ({ expr }, context) => createSearch(expr, context),
}

const NOWHERE = { now: 0, end: 0 }

function isCounted(text: string): boolean {
  return /^(?:now)?[+-]|^now$/.test(text)
}

function expectTime(parser: StageParser, expected: string): At<string> {
  const time = parser.expectString(expected)
  if (!parseTimeText(time.value, NOWHERE)) parser.report(time.span, 'expected a time, as "2024-05-01 12:30", "now-15m" or "-15m"')
  return time
}

function searchOf(from: At<string>, to: At<string>): SearchExpr {
  const compare = (op: CompareOp, { value: text, span }: At<string>): SearchExpr => ({ type: 'compare', field: 'time', op, value: { type: 'text', text, quoted: true }, span })
  return { type: 'and', items: [compare('>=', from), compare('<=', to)], span: { start: from.span.start, end: to.span.end } }
}
