import type { StageNode } from '../../query/ast.ts'
import { printString } from '../../query/printer.ts'
import type { AggregateStage } from '../contract.ts'
import { explainStats } from './explain.ts'
import { rowsWithGroup } from './groupDrillDown.ts'
import { keyColumn, parseKey, printKey, TIME, type GroupKey } from './groupKey.ts'
import { takeBoolean, takeCount, takeOption } from './options.ts'
import { columnOf, computed, fieldsRead, parseAggregates, printAggregate, reportRepeated, type Aggregate } from './parseAggregate.ts'
import { isTimeWidth, parseWidth, printWidth, type SpanWidth } from './spanWidth.ts'
import { OTHER, TimechartRun } from './timechartRun.ts'

export interface TimechartNode extends StageNode {
  readonly name: 'timechart'
  readonly width: SpanWidth
  readonly limit: number
  readonly useOther: boolean
  readonly useNull: boolean
  /** What stands for rows without the field. */
  readonly nullText: string
  readonly aggregates: readonly Aggregate[]
  readonly by: GroupKey | undefined
  /** Of the clocks by which days begin, resolved for one pass. */
  readonly zone?: string
}

type Options = Pick<TimechartNode, 'width' | 'limit' | 'useOther' | 'useNull' | 'nullText'>

/** As in PPL. */
const DEFAULTS: Options = { width: { digits: '1', unit: 'm' }, limit: 10, useOther: true, useNull: true, nullText: 'NULL' }
const MAX_SERIES = 1000

export const timechart: AggregateStage<TimechartNode> = {
  kind: 'aggregate',
  names: ['timechart'],
  summary: 'Computes over the rows of each span of time, in the order of time: one row for each span, and for each value of a field.',
  usage: 'timechart [span=1m] [limit=10] [useother=true] [usenull=true] [nullstr="NULL"] count(), … [by field]',
  examples: [
    {
      query: '| timechart span=5m count()',
      about: 'The span is 1m if none is said; its units are those of stats. Other than in PPL spans without rows are there, with a count of 0, as long as that makes no more than 10,000 rows. Rows without a time are left out.',
    },
    { query: '| timechart span=1h count() by level', about: 'A row for each hour and level.' },
    {
      query: '| parse "user=* took *ms" as user, ms | timechart span=1d limit=3 count(), p95(ms) by user',
      about: 'The three users with the largest sum of the first result over all spans; the others together are OTHER, of whose rows everything is computed. limit=0 shows all, useother=false leaves the others out.',
    },
    { query: '| parse "user=* took" as user | timechart usenull=false count() by user', about: 'Without the rows that have no user; else they are NULL.' },
  ],
  template: { text: 'timechart span=1m count() by level', select: [15, 17] },
  icon: 'graph-line',
  parse(parser, span) {
    let options = DEFAULTS
    for (let option = takeOption(parser, OPTIONS); option; option = takeOption(parser, OPTIONS)) {
      switch (option.value) {
        case 'span': {
          const at = parser.peekSpan()
          const width = parseWidth(parser, "after 'span='")
          if (!isTimeWidth(width)) parser.report(at, `expected a width of time, as 1m, found '${printWidth(width)}'`)
          options = { ...options, width }
          break
        }
        case 'limit':
          options = { ...options, limit: takeCount(parser, 'limit=', 0, MAX_SERIES) }
          break
        case 'useother':
          options = { ...options, useOther: takeBoolean(parser, option.value) }
          break
        case 'usenull':
          options = { ...options, useNull: takeBoolean(parser, option.value) }
          break
        case 'nullstr':
          options = { ...options, nullText: parser.expectString("a text in quotes after 'nullstr='").value }
      }
    }
    const aggregates = parseAggregates(parser, "after 'timechart'")
    const by = parser.takeKeyword('by') ? parseKey(parser, "a field after 'by'") : undefined
    reportRepeated(parser, [
      { value: TIME, span: span() },
      ...(by ? [{ value: keyColumn(by.value), span: by.span }] : []),
      ...aggregates.map(({ value, span: at }) => ({ value: columnOf(value), span: at })),
    ])
    return { name: 'timechart', ...options, aggregates: aggregates.map(({ value }) => value), by: by?.value, span: span() }
  },
  print({ width, limit, useOther, useNull, nullText, aggregates, by }) {
    const options = [
      `span=${printWidth(width)}`,
      ...(limit === DEFAULTS.limit ? [] : [`limit=${limit}`]),
      ...(useOther ? [] : ['useother=false']),
      ...(useNull ? [] : ['usenull=false']),
      ...(nullText === DEFAULTS.nullText ? [] : [`nullstr=${printString(nullText)}`]),
    ]
    return `timechart ${options.join(' ')} ${aggregates.map(printAggregate).join(', ')}${by ? ` by ${printKey(by)}` : ''}`
  },
  columns: (node) => ({ names: columnNames(node), chosen: true, table: true }),
  reads: (node) => fieldsRead(node.aggregates, keysOf(node)),
  explain: (node, inBytes) => explainStats(node.aggregates.map(computed), keysOf(node), inBytes),
  drillDown(node, row) {
    const { by, nullText } = node
    const value = by && row.value(keyColumn(by))
    // Which they are only the whole table tells.
    if (value === OTHER) return undefined
    return rowsWithGroup(keysOf(node), by && value === nullText ? { ...row, has: (column) => row.has(column), value: (column) => (column === keyColumn(by) ? undefined : row.value(column)) } : row)
  },
  create: (node, context) =>
    new TimechartRun({ columns: node.aggregates.map(computed), by: keysOf(node), names: columnNames(node), zone: node.zone }, node, context),
}

const OPTIONS = ['span', 'limit', 'useother', 'usenull', 'nullstr'] as const

function keysOf({ width, by }: TimechartNode): GroupKey[] {
  return [{ field: TIME, span: width, as: TIME }, ...(by ? [by] : [])]
}

function columnNames(node: TimechartNode): string[] {
  return [...keysOf(node).map(keyColumn), ...node.aggregates.map(columnOf)]
}
