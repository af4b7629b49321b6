import type { FieldValue } from '../../records/batch.ts'
import { TableBatch, type TableData } from '../../records/tableBatch.ts'
import { silentContext, type AggregateRun, type Chooser, type Choice, type GroupOrder, type Spilling, type StageContext } from '../contract.ts'
import type { SavedGroups } from './groupIds.ts'
import { GroupedRun, type GroupQuery, type SavedState } from './groups.ts'
import { KeyTable, savedText } from './keyTable.ts'
import { compareValues, numericGroups, numericKeys, type GroupRow } from './sortedRows.ts'
import { bucketOfText } from './spanIds.ts'
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

/** Which series are shown, as all groups together tell. */
interface Series {
  /** Of all groups with a time: where the first bucket and the last begin. */
  readonly first: number
  readonly last: number
  /** The series that are shown by themselves, in order; undefined: all of them. */
  readonly shown?: readonly string[]
  /** The others are one. */
  readonly joins: boolean
}

/** Groups by spans of time, and perhaps by a field of which only the values with most are shown. */
export class TimechartRun extends GroupedRun {
  private readonly options: TimechartOptions
  private series: Series | undefined

  constructor(query: GroupQuery, options: TimechartOptions, context: StageContext) {
    super(query, context)
    this.options = options
  }

  override get spilling(): Spilling | undefined {
    const { limit, useNull } = this.options
    const spilling = super.spilling
    const isPlain = this.query.by.length === 1 || (limit === 0 && useNull)
    return spilling && !isPlain ? { ...spilling, choosing: { begin: () => this.chooser(), apply: (choice) => (this.series = choice as Series) } } : spilling
  }

  override merge(partial: unknown): void {
    super.merge(this.series?.joins ? joined(partial as SavedState, this.series, this.query.by[1].span !== undefined) : partial)
  }

  override table(): TableData {
    const { names, by } = this.query
    if (!this.spilling?.choosing) return super.table()
    const chooser = this.chooser()
    chooser.see(this)
    const { choice } = chooser.choose(chooser.ranking.table().rows)
    const chosen = new TimechartRun(this.query, this.options, silentContext)
    chosen.series = choice as Series
    if (chosen.series.joins) chosen.merge(this.state.save())
    else chosen.state = this.state
    const rows = chosen.rows()
    const order = numericKeys(rows, by.length)
    return { columns: names, rows: [...chosen.finished(rows.sort(chosen.compare(order)))] }
  }

  /** Rows that have a time, of series that are shown. */
  protected override rows(): GroupRow[] {
    const { useNull, useOther } = this.options
    const { shown, joins } = this.series ?? { joins: false }
    const isShown = shown && new Set([...shown, ...(joins && useOther ? [OTHER] : [])])
    const all = timed(super.rows())
    if (!this.series) return all
    return all.filter(({ keys: [, value] }) => (value === undefined ? useNull : (isShown?.has(String(value)) ?? true)))
  }

  protected override orderOf(saved: readonly SavedGroups[]): GroupOrder {
    return numericGroups(saved, this.query.by, 0)
  }

  /** By time, then series as they are shown. */
  protected override compare(order: GroupOrder): (a: GroupRow, b: GroupRow) => number {
    const shown = this.series?.shown
    if (!shown) return super.compare(order)
    const places = new Map<string, number>([[OTHER, shown.length], ...shown.map((value, i) => [value, i] as const)])
    const placeOf = ({ keys: [, value] }: GroupRow): number => (value === undefined ? shown.length + 1 : places.get(String(value))!)
    return (a, b) => (a.keys[0] as number) - (b.keys[0] as number) || placeOf(a) - placeOf(b)
  }

  /** With the spans that have no rows, if these are not too many. */
  protected override *finished(rows: Iterable<GroupRow>): Generator<readonly FieldValue[]> {
    const iterator = rows[Symbol.iterator]()
    const first: GroupRow[] = []
    let next = iterator.next()
    for (; !next.done && first.length < MAX_FILLED; next = iterator.next()) first.push(next.value)
    for (const cells of next.done ? this.filled(first) : first.map((row) => this.cells(row))) yield cells
    for (; !next.done; next = iterator.next()) yield this.cells(next.value)
  }

  protected override cells({ cells }: GroupRow): readonly FieldValue[] {
    return this.query.by.length === 1 ? cells : [cells[0], cells[1] ?? this.options.nullText, ...cells.slice(2)]
  }

  /** The rows, in order, with those of spans that have none: from the first to the last that any row has. */
  private filled(rows: readonly GroupRow[]): (readonly FieldValue[])[] {
    const { columns, zone, by } = this.query
    const { nullText, width } = this.options
    const buckets = timeBuckets(width, zone)
    if (!buckets || rows.length === 0) return []
    const [from, to] = [this.series?.first ?? rows[0].keys[0], this.series?.last ?? rows[rows.length - 1].keys[0]] as [number, number]
    const [first, last] = [buckets.indexOf(from), buckets.indexOf(to)]
    const values = this.seriesIn(rows)
    if ((last - first + 1) * values.length > MAX_FILLED) return rows.map((row) => this.cells(row))
    const nothing = columns.map(({ measure: { kind }, field }) => (kind === 'count' || kind === 'distinct' || (kind === 'rate' && field === undefined) ? 0 : undefined))
    const filled: (readonly FieldValue[])[] = []
    let next = 0
    for (let bucket = first; bucket <= last; bucket++) {
      const start = buckets.start(bucket)
      const time = bucketText('time', start, zone)
      for (const value of values) {
        const isThere = next < rows.length && rows[next].keys[0] === start && rows[next].keys[1] === value
        filled.push(isThere ? this.cells(rows[next++]) : [time, ...(by.length > 1 ? [value ?? nullText] : []), ...nothing])
      }
    }
    return filled
  }

  /** The series that rows have, in their order. */
  private seriesIn(rows: readonly GroupRow[]): FieldValue[] {
    const compare = this.compare(numericKeys(rows, 2))
    return [...new Set(rows.map(({ keys }) => keys[1]))].sort((a, b) => compare(rowOf(a), rowOf(b)))
  }

  private chooser(): Chooser {
    return new SeriesChooser(this.options)
  }

  /** All rows that have a time, for who chooses. */
  get timedRows(): readonly GroupRow[] {
    return timed(this.state.rows())
  }
}

/** Ranks series by the sum of the first result over all spans. */
class SeriesChooser implements Chooser {
  readonly ranking = new GroupedRun({ columns: [{ measure: { kind: 'sum' }, field: 'rank' }], by: [{ field: 'series' }], names: ['series', 'rank'] }, silentContext)
  private readonly options: TimechartOptions
  private first = Infinity
  private last = -Infinity

  constructor(options: TimechartOptions) {
    this.options = options
  }

  see(state: AggregateRun): void {
    const ranks: (readonly FieldValue[])[] = []
    for (const { keys: [start, series], rank } of (state as TimechartRun).timedRows) {
      this.first = Math.min(this.first, start as number)
      this.last = Math.max(this.last, start as number)
      // The sum of numbers is known, of infinities it is not.
      if (series !== undefined) ranks.push([series, Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, rank ?? 0))])
    }
    if (this.options.limit > 0) this.ranking.add(new TableBatch({ columns: ['series', 'rank'], rows: ranks }))
  }

  choose(ranked: Iterable<readonly FieldValue[]>): Choice {
    const { first, last } = this
    const { limit, useOther } = this.options
    if (limit === 0) return { choice: { first, last, joins: false } satisfies Series, regroups: false }
    const largest: string[] = []
    let joins = false
    for (const [value] of ranked) {
      joins = largest.length === limit
      if (joins) break
      largest.push(String(value))
    }
    const numeric = numericKeys(largest.map(rowOf), 2).slice(1)
    const shown = largest.sort((a, b) => compareValues([a], [b], numeric))
    return { choice: { first, last, shown, joins: joins && useOther } satisfies Series, regroups: joins && useOther }
  }
}

/** All values but those shown as one, of whose rows everything is computed. */
function joined(saved: SavedState, { shown }: Series, isSpan: boolean): SavedState {
  const isShown = new Set(shown)
  const [times, { texts, ids }] = saved.groups.fields
  const keyOf = (value: string): string => (isSpan ? String(bucketOfText(value)?.start ?? value) : value)
  const named = new KeyTable()
  const here = Uint32Array.from(texts.ends, (_, id) => {
    const value = savedText(texts, id)
    return named.idOf(value === undefined || isShown.has(keyOf(value)) ? value : OTHER)
  })
  return { ...saved, groups: { ...saved.groups, fields: [times, { texts: named.save(), ids: ids.map((id) => here[id]) }] } }
}

/** Rows that have a time. */
function timed(rows: readonly GroupRow[]): GroupRow[] {
  return rows.filter(({ keys }) => keys[0] !== undefined)
}

function rowOf(value: FieldValue): GroupRow {
  return { cells: [], keys: [0, value], rank: undefined }
}
