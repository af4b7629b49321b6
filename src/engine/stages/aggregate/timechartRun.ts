import { SluiceError } from '../../../common/errors.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { StageContext } from '../contract.ts'
import { GroupedRun, GroupState, type GroupQuery, type SavedState } from './groups.ts'
import { compareGroups, numericKeys, type GroupRow } from './sortedRows.ts'
import { bucketText, timeBuckets, type SpanWidth } from './spanWidth.ts'

export interface TimechartOptions {
  readonly width: SpanWidth
  readonly limit: number
  readonly useOther: boolean
  readonly useNull: boolean
  readonly nullText: string
}

export const OTHER = 'OTHER'
/** With more rows the empty spans are left out. */
const MAX_FILLED = 10_000
/** What is counted of all spans and values may take so much memory, about. */
const MOST_BYTES = 512 * 1024 * 1024

/** Groups by spans of time, and perhaps by a field of which only the values with most are shown. */
export class TimechartRun extends GroupedRun {
  private readonly options: TimechartOptions

  constructor(query: GroupQuery, options: TimechartOptions, context: StageContext) {
    super(query, context)
    this.options = options
  }

  /** Which series there are to be is only known of all groups together. */
  override get spilling(): undefined {
    return undefined
  }

  override add(batch: RecordBatch, block?: number): void {
    super.add(batch, block)
    this.check()
  }

  override merge(partial: unknown): void {
    super.merge(partial)
    this.check()
  }

  private check(): void {
    if (this.state.size <= MOST_BYTES) return
    throw new SluiceError('tooManyGroups', "timechart has more spans and values than fit into the memory. Choose a longer span, a field with fewer values behind 'by', or filter rows before it.")
  }

  override table(): TableData {
    const { names, by } = this.query
    const sorted = this.rows()
    const every = timed(sorted.sort(this.compare(numericKeys(sorted, by.length))))
    if (by.length === 1) return { columns: names, rows: this.filled(every, every, [undefined]) }
    const { limit, useOther, useNull, nullText } = this.options
    const all = every.filter(({ keys }) => useNull || keys[1] !== undefined)
    const series = largest(all)
    const shown = limit === 0 ? series : series.slice(0, limit)
    const isShown = new Set<FieldValue>([undefined, ...shown])
    const rows = shown.length === series.length ? all : useOther ? this.joined(isShown) : all.filter(({ keys }) => isShown.has(keys[1]))
    const named = [...(shown.length < series.length && useOther ? [OTHER] : []), ...(all.some(({ keys }) => keys[1] === undefined) ? [undefined] : [])]
    const values = [...[...shown].sort(compareBy(rows)), ...named.filter((value) => !isShown.has(value) || value === undefined)]
    const withNull = (cells: readonly FieldValue[]): FieldValue[] => [cells[0], cells[1] ?? nullText, ...cells.slice(2)]
    return { columns: names, rows: this.filled(rows, every, values).map(withNull) }
  }

  /** All values but those shown as one, of whose rows everything is computed. */
  private joined(shown: ReadonlySet<FieldValue>): GroupRow[] {
    const saved: SavedState = this.state.save()
    const [times, values] = saved.groups.fields
    const state = new GroupState(this.query)
    const others = values.values.map((value) => (shown.has(value) ? value : OTHER))
    state.merge({ ...saved, groups: { ...saved.groups, fields: [times, { ...values, values: others }] } })
    return timed(state.rows()).filter(({ keys }) => this.options.useNull || keys[1] !== undefined)
  }

  /** The rows in the order of time and then of `values`, with those of spans that have none: from the first to the last of `every` row. */
  private filled(rows: readonly GroupRow[], every: readonly GroupRow[], values: readonly FieldValue[]): FieldValue[][] {
    const { columns, zone, by } = this.query
    const buckets = timeBuckets(this.options.width, zone)
    const order = new Map(values.map((value, i) => [value, i]))
    const cells = new Map<number, FieldValue[][]>()
    for (const row of rows) {
      const start = row.keys[0] as number
      const at = cells.get(start) ?? []
      at[order.get(row.keys[1]) ?? 0] = [...row.cells]
      cells.set(start, at)
    }
    const starts = [...new Set(every.map(({ keys }) => keys[0] as number))].sort((a, b) => a - b)
    if (!buckets || starts.length === 0) return []
    const [first, last] = [buckets.indexOf(starts[0]), buckets.indexOf(starts[starts.length - 1])]
    if ((last - first + 1) * values.length > MAX_FILLED) return starts.flatMap((start) => (cells.get(start) ?? []).filter((row) => row))
    const nothing = columns.map(({ measure: { kind }, field }) => (kind === 'count' || kind === 'distinct' || (kind === 'rate' && field === undefined) ? 0 : undefined))
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const start = buckets.start(first + i)
      const found = cells.get(start)
      const time = bucketText('time', start, zone)
      return values.map((value, at) => found?.[at] ?? [time, ...(by.length > 1 ? [value] : []), ...nothing])
    }).flat()
  }
}

/** Rows that have a time. */
function timed(rows: readonly GroupRow[]): GroupRow[] {
  return rows.filter(({ keys }) => keys[0] !== undefined)
}

/** The values of the second key, those with the largest sum of the first result first. */
function largest(rows: readonly GroupRow[]): FieldValue[] {
  const sums = new Map<FieldValue, number>()
  for (const { keys, rank } of rows) if (keys[1] !== undefined) sums.set(keys[1], (sums.get(keys[1]) ?? 0) + (rank ?? 0))
  const byText = compareBy(rows)
  return [...sums.keys()].sort((a, b) => sums.get(b)! - sums.get(a)! || byText(a, b))
}

/** The order of the values of the second key. */
function compareBy(rows: readonly GroupRow[]): (a: FieldValue, b: FieldValue) => number {
  const compare = compareGroups([numericKeys(rows, 2)[1]], true)
  const rowOf = (value: FieldValue): GroupRow => ({ cells: [], keys: [value], rank: undefined })
  return (a, b) => compare(rowOf(a), rowOf(b))
}
