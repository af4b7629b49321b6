import type { StageNode } from '../../query/ast.ts'
import { isNumber } from '../../query/number.ts'
import { printName } from '../../query/printer.ts'
import type { FieldValue, FieldValues, RecordBatch } from '../../records/batch.ts'
import { columnOf, parseAggregates, printAggregate, reportRepeated, type Aggregate } from '../aggregate/parseAggregate.ts'
import { QuantityKind, quantityText, readQuantity } from '../aggregate/quantities.ts'
import { roundedResult } from '../aggregate/roundedResult.ts'
import type { SequentialStage, StageContext } from '../contract.ts'
import { keyedRows, type RowTable } from './keyedRows.ts'
import { keyBytes, keyOf } from './keys.ts'
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
/** About how much memory a column of a group takes, and each row of its window, in bytes. */
const COLUMN_BYTES = 400
const WINDOW_BYTES = 100
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
  create(node, context, tools) {
    const { aggregates, by } = node
    const names = aggregates.map(columnOf)
    return keyedRows(
      {
        newTable: () => new GroupTotals(node),
        reader(batch) {
          // As with 'stats', a row without the field is of no group.
          const readKey = by.length === 0 ? () => '' : keyOf(by, batch, context)
          return (row) => {
            const key = readKey(row)
            if (key === undefined) return undefined
            const values: FieldValue[] = [key]
            for (const aggregate of aggregates) addNumber(aggregate, batch, row, context, values)
            return values
          }
        },
        drops: false,
        give: (batch, results) => batch.withValues(names, (row) => results[row]),
      },
      tools,
    )
  },
}

/** Adds what a row has for an aggregate: a number (NaN for none), and of what kind it is. */
function addNumber({ field, function: name }: Aggregate, batch: RecordBatch, row: number, context: StageContext, values: FieldValue[]): void {
  const value = field === undefined ? undefined : batch.field(field, row)
  if (value !== undefined && field !== 'raw') context.sawField(field!)
  if (field === undefined || (value !== undefined && name === 'count')) values.push(1, undefined)
  else if (value === undefined) values.push(NaN, undefined)
  else {
    const text = String(value)
    const quantity = isNumber(text) ? { value: Number(text), kind: QuantityKind.Number } : readQuantity(text)
    if (!quantity) context.fault(batch, row, `${field} is '${text.slice(0, 40)}', expected a number`)
    values.push(quantity?.value ?? NaN, quantity?.kind)
  }
}

interface Group {
  readonly columns: readonly Column[]
  /** Rows that a window has so far. */
  inWindow: number
}

/** The totals so far, by group. */
class GroupTotals implements RowTable {
  private readonly node: StreamstatsNode
  private readonly groups = new Map<string, Group>()
  bytes = 0

  constructor(node: StreamstatsNode) {
    this.node = node
  }

  has(key: string): boolean {
    return this.groups.has(key)
  }

  take(values: FieldValues): FieldValues {
    const { aggregates, window, current } = this.node
    const key = values[0] as string
    let group = this.groups.get(key)
    if (!group) {
      this.groups.set(key, (group = { columns: aggregates.map((each) => new Column(each, window)), inWindow: 0 }))
      this.bytes += keyBytes(key) + COLUMN_BYTES * aggregates.length
    }
    if (window !== undefined && group.inWindow < window) {
      group.inWindow++
      this.bytes += WINDOW_BYTES * aggregates.length
    }
    const { columns } = group
    if (current) addTo(columns, values)
    const results = columns.map((column) => column.result)
    if (!current) addTo(columns, values)
    return results
  }
}

function addTo(columns: readonly Column[], values: FieldValues): void {
  columns.forEach((column, i) => column.add(values[1 + 2 * i] as number, values[2 + 2 * i] as number | undefined))
}

/** One column of one group. */
class Column {
  private readonly aggregate: Aggregate
  private readonly running: Running
  /** What all values so far are; numbers where they are not all of one kind. */
  private kind: number | undefined

  constructor(aggregate: Aggregate, window: number | undefined) {
    this.aggregate = aggregate
    this.running = window === undefined ? new RunningTotals() : new WindowTotals(window)
  }

  add(number: number, kind: number | undefined): void {
    if (kind !== undefined) this.kind = this.kind === undefined || this.kind === kind ? kind : QuantityKind.Number
    this.running.add(number)
  }

  get result(): FieldValue {
    const value = OF[this.aggregate.function](this.running.totals)
    return value === undefined || this.aggregate.function === 'count' ? value : quantityText(this.kind ?? QuantityKind.Number, value)
  }
}
