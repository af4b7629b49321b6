import type { StageNode } from '../../query/ast.ts'
import { printName } from '../../query/printer.ts'
import type { AggregateStage } from '../contract.ts'
import { rowsWith } from './drillDown.ts'
import { HISTOGRAM_COLUMNS, HistogramRun } from './histogramRun.ts'
import { takeCount, takeOption } from './options.ts'
import { parseWidth, printWidth, valueBuckets, type SpanWidth } from './spanWidth.ts'

export interface HistogramNode extends StageNode {
  readonly name: 'histogram'
  readonly field: string
  /** Undefined: a good one is chosen. */
  readonly width: SpanWidth | undefined
  /** How many buckets at most, where their width is chosen. */
  readonly bins: number
}

const BINS = 20
const MAX_BINS = 100

export const histogram: AggregateStage<HistogramNode> = {
  kind: 'aggregate',
  names: ['histogram'],
  summary: 'Counts the numbers of a field in buckets of the same width: from `from` on and below `to`.',
  usage: 'histogram(field) [span=10] [bins=20]',
  examples: [
    {
      query: '| parse "user=* took *ms" as user, ms | histogram(ms)',
      about: 'At most 20 buckets, whose width is 1, 2 or 5 times a power of ten. Durations (1.5s) and sizes (10KB) are numbers too; other values are left out.',
    },
    { query: '| parse "user=* took *ms" as user, ms | histogram(ms) span=50', about: 'Of this width.' },
    { query: '| parse "user=* took *ms" as user, ms | histogram(ms) bins=5', about: 'At most five.' },
  ],
  template: { text: 'histogram(line)', select: [10, 14] },
  icon: 'graph',
  parse(parser, span) {
    const inParentheses = parser.takePunctuation('(')
    const field = parser.expectName("a field after 'histogram'")
    if (field.value === 'time') parser.report(field.span, 'expected a field of numbers; timechart counts over time')
    if (inParentheses && !parser.takePunctuation(')')) parser.fail("expected ')' after the field")
    let width: SpanWidth | undefined
    let bins = BINS
    for (let option = takeOption(parser, OPTIONS); option; option = takeOption(parser, OPTIONS)) {
      const at = parser.peekSpan()
      if (option.value === 'bins') bins = takeCount(parser, 'bins=', 2, MAX_BINS)
      else {
        width = parseWidth(parser, "after 'span='")
        if (!valueBuckets(width)) parser.report(at, `expected a width of numbers, durations or sizes, found '${printWidth(width)}'`)
      }
    }
    return { name: 'histogram', field: field.value, width, bins, span: span() }
  },
  print({ field, width, bins }) {
    const name = printName(field)
    // Only after a blank do back quotes keep what is in them together.
    const call = `histogram(${name.startsWith('`') ? ` ${name}` : name})`
    return `${call}${width ? ` span=${printWidth(width)}` : ''}${bins === BINS ? '' : ` bins=${bins}`}`
  },
  columns: () => ({ names: HISTOGRAM_COLUMNS, chosen: true, table: true }),
  reads: ({ field }) => [field],
  drillDown({ field }, row) {
    const [from, below] = HISTOGRAM_COLUMNS.map((name) => row.value(name)).map(Number)
    return Number.isNaN(from) || Number.isNaN(below) ? undefined : rowsWith([{ field, from, below }])
  },
  create: ({ field, width, bins }, context) => new HistogramRun(field, width, bins, context),
}

const OPTIONS = ['span', 'bins'] as const
