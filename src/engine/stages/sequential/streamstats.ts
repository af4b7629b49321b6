import type { StageNode } from '../../query/ast.ts'
import { isNumber } from '../../query/number.ts'
import { printName } from '../../query/printer.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { columnOf, parseAggregates, printAggregate, reportRepeated, type Aggregate } from '../aggregate/parseAggregate.ts'
import { QuantityKind, quantityText, readQuantity } from '../aggregate/quantities.ts'
import { roundedResult } from '../aggregate/roundedResult.ts'
import type { SequentialStage, StageContext } from '../contract.ts'
import { checkKeys, keyOf } from './keys.ts'
import { parseBoolean } from './parseBoolean.ts'
import { RunningTotals, WindowTotals, type Running, type Totals } from './running.ts'

export interface StreamstatsNode extends StageNode {
  readonly name: 'streamstats'
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly string[]
  /** The last so many rows; all where there is none. */
  readonly window: number | undefined
  /** The row itself counts too. */
  readonly current: boolean
}

const MOST_IN_WINDOW = 100_000
const OF: Readonly<Record<string, (totals: Totals) => number | undefined>> = {
  count: ({ count }) => count,
  sum: ({ count, sum }) => (count === 0 ? undefined : roundedResult(sum)),
  avg: ({ count, sum }) => (count === 0 ? undefined : roundedResult(sum / count)),
  min: ({ count, min }) => (count === 0 ? undefined : min),
  max: ({ count, max }) => (count === 0 ? undefined : max),
}

export const streamstats: SequentialStage<StreamstatsNode> = {
  kind: 'sequential',
  names: ['streamstats'],
  summary:
    "Adds to each row what count, sum, avg, min and max are up to it: over all rows so far, or the last N (of the row's group, with 'by'). Durations and sizes are computed with as such.",
  usage: 'streamstats [current=false] [window=N] count(), sum(x), avg(x), … [as name] [by field, …]',
  examples: [
    { query: '| streamstats count() as number', about: 'Numbers the rows.' },
    { query: '| parse "took *ms" as ms | streamstats window=5 avg(ms) as lately', about: 'A moving average.' },
    { query: '| parse "user=* took *ms" as user, ms | streamstats sum(ms) as total by user', about: 'A running total of each user.' },
    { query: '| parse "took *ms" as ms | streamstats current=false max(ms) as before | where tonumber(ms) > before', about: 'Rows that are slower than all before them.' },
  ],
  template: { text: 'streamstats count() as number', select: [12, 19] },
  icon: 'graph-line',
  parse(parser, span) {
    let window: number | undefined
    let current = true
    for (let option = parser.takeOption('current', 'window'); option; option = parser.takeOption('current', 'window')) {
      if (option === 'current') current = parseBoolean(parser, option)
      else {
        const rows = parser.takeInteger() ?? parser.fail("expected a number of rows after 'window='")
        if (rows.value < 1 || rows.value > MOST_IN_WINDOW) parser.report(rows.span, `expected 1 to ${MOST_IN_WINDOW.toLocaleString('en')} rows`)
        window = rows.value
      }
    }
    const aggregates = parseAggregates(parser, "after 'streamstats'")
    for (const { value, span: at } of aggregates) {
      if (!(value.function in OF)) parser.report(at, `streamstats computes ${Object.keys(OF).join(', ')}; '${value.function}' takes all rows together, as in 'stats'`)
    }
    reportRepeated(parser, aggregates.map(({ value, span: at }) => ({ value: columnOf(value), span: at })))
    const by = parser.takeKeyword('by') ? parser.expectNames("a field after 'by'").map(({ value }) => value) : []
    return { name: 'streamstats', aggregates: aggregates.map(({ value }) => value), by, window, current, span: span() }
  },
  print({ aggregates, by, window, current }) {
    const options = `${current ? '' : 'current=false '}${window === undefined ? '' : `window=${window} `}`
    return `streamstats ${options}${aggregates.map(printAggregate).join(', ')}${by.length === 0 ? '' : ` by ${by.map(printName).join(', ')}`}`
  },
  columns({ aggregates }, before) {
    const names = aggregates.map(columnOf)
    return { ...before, names: [...before.names, ...names.filter((name) => !before.names.includes(name))] }
  },
  reads: ({ aggregates, by }) => [...new Set([...by, ...aggregates.flatMap(({ field }) => (field === undefined ? [] : [field]))])],
  create({ aggregates, by, window, current }, context) {
    const names = aggregates.map(columnOf)
    const groups = new Map<string, Column[]>()
    return async function* (batches) {
      for await (const batch of batches) {
        const key = by.length === 0 ? () => '' : keyOf(by, batch, context)
        const values: (readonly FieldValue[] | undefined)[] = []
        for (let row = 0; row < batch.length; row++) {
          const group = key(row)
          // As with 'stats', a row without the field is of no group.
          if (group === undefined) {
            values.push(undefined)
            continue
          }
          let columns = groups.get(group)
          if (!columns) {
            groups.set(group, (columns = aggregates.map((each) => new Column(each, window, context))))
            checkKeys(groups.size, 'streamstats')
          }
          if (current) for (const column of columns) column.add(batch, row)
          values.push(columns.map((column) => column.result))
          if (!current) for (const column of columns) column.add(batch, row)
        }
        yield batch.withValues(names, (row) => values[row])
      }
    }
  },
}

/** One column of one group. */
class Column {
  private readonly aggregate: Aggregate
  private readonly context: StageContext
  private readonly running: Running
  /** What all values so far are; numbers where they are not all of one kind. */
  private kind: number | undefined

  constructor(aggregate: Aggregate, window: number | undefined, context: StageContext) {
    this.aggregate = aggregate
    this.context = context
    this.running = window === undefined ? new RunningTotals() : new WindowTotals(window)
  }

  add(batch: RecordBatch, row: number): void {
    this.running.add(this.numberOf(batch, row))
  }

  get result(): FieldValue {
    const value = OF[this.aggregate.function](this.running.totals)
    return value === undefined || this.aggregate.function === 'count' ? value : quantityText(this.kind ?? QuantityKind.Number, value)
  }

  private numberOf(batch: RecordBatch, row: number): number {
    const { field, function: name } = this.aggregate
    if (field === undefined) return 1
    const value = batch.field(field, row)
    if (value === undefined) return NaN
    if (field !== 'raw') this.context.sawField(field)
    if (name === 'count') return 1
    const text = String(value)
    if (isNumber(text)) return this.note(QuantityKind.Number, Number(text))
    const quantity = readQuantity(text)
    if (quantity) return this.note(quantity.kind, quantity.value)
    this.context.fault(batch, row, `${field} is '${text.slice(0, 40)}', expected a number`)
    return NaN
  }

  private note(kind: number, value: number): number {
    this.kind = this.kind === undefined || this.kind === kind ? kind : QuantityKind.Number
    return value
  }
}
