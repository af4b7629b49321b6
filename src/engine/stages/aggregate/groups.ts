import { RAW_COLUMN } from '../../../common/page.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { AggregateRun, GroupOrder, PlainGroups, Spilling, StageContext } from '../contract.ts'
import { BatchFields } from './batchFields.ts'
import { SomeGroups } from './groupColumn.ts'
import { GroupIds, type SavedGroups } from './groupIds.ts'
import { TIME, type GroupKey } from './groupKey.ts'
import { MeasureColumns, needsTimes, type BucketLength, type ComputedColumn } from './measureColumns.ts'
import { compareGroups, numericGroups, numericKeys, type GroupRow } from './sortedRows.ts'
import { PlainRows } from './plainRows.ts'
import { bucketOfText } from './spanIds.ts'
import { bucketText, timeBuckets } from './spanWidth.ts'

export type { ComputedColumn } from './measureColumns.ts'

/** What is computed over which groups. */
export interface GroupQuery {
  readonly columns: readonly ComputedColumn[]
  readonly by: readonly GroupKey[]
  /** Of the result's columns: first those of the groups. */
  readonly names: readonly string[]
  /** Of the clocks by which days begin and times are shown; without, UTC. */
  readonly zone?: string
}

/** Partial result as plain data: the groups, and the state of each function by group. */
export interface SavedState {
  readonly groups: SavedGroups
  readonly columns: readonly unknown[]
}

/**
 * Of parts with numbers for percentiles that are merged at once: each number of eight bytes may need a page of a histogram (pages.ts) when its group gets more of them, and then these are
 * no more than there may be.
 */
const SKETCHED_BYTES = 8 * 1024 * 1024

/** Rows of a block are numbered within it. */
const BLOCK_ROWS = 2 ** 20

/** Computes functions over groups of rows with the same values. */
export class GroupedRun implements AggregateRun {
  protected readonly query: GroupQuery
  private readonly context: StageContext
  private readonly fields: readonly string[]
  private readonly withTimes: boolean
  private readonly unseen: Set<string>
  protected state: GroupState
  private groups = new Uint32Array(0)
  private block = -1
  private rowsInBlock = 0

  constructor(query: GroupQuery, context: StageContext) {
    const { columns, by } = query
    this.query = query
    this.context = context
    const isTime = ({ field, span }: GroupKey): boolean => field === TIME && span !== undefined
    this.withTimes = by.some(isTime) || columns.some(needsTimes)
    this.fields = [...new Set([...by.filter((key) => !isTime(key)).map(({ field }) => field), ...columns.flatMap(({ field }) => field ?? [])])]
    this.unseen = new Set(this.fields)
    if (this.withTimes) this.unseen.add(TIME)
    this.unseen.delete(RAW_COLUMN)
    this.state = new GroupState(query)
  }

  add(batch: RecordBatch, block = 0): void {
    // Rows of which nothing is read need not even be split.
    if (this.fields.length === 0 && !this.withTimes) return this.state.addWhole(batch.length)
    if (block !== this.block) {
      this.block = block
      this.rowsInBlock = 0
    }
    const place = block * BLOCK_ROWS + this.rowsInBlock
    for (const fields of BatchFields.of(batch, this.fields, this.withTimes, place)) {
      this.addFields(fields)
      this.rowsInBlock += fields.rows
    }
  }

  private addFields(fields: BatchFields): void {
    for (const name of this.unseen) {
      if (name === TIME && this.withTimes ? fields.times().every(Number.isNaN) : !fields.some(name)) continue
      this.context.sawField(name)
      this.unseen.delete(name)
    }
    if (this.groups.length < fields.rows) this.groups = new Uint32Array(fields.rows)
    this.state.add(fields, this.groups)
  }

  take(): SavedState {
    const partial = this.state.save()
    this.state = new GroupState(this.query)
    return partial
  }

  merge(partial: unknown): void {
    this.state.merge(partial as SavedState)
  }

  table(): TableData {
    const { names, by } = this.query
    const rows = this.rows()
    const order = numericKeys(rows, by.length)
    return { columns: names, rows: [...this.finished(rows.sort(this.compare(order)), order)] }
  }

  /** Parts of states go to disk, and rows in order as plain values. One group is never too large. */
  get spilling(): Spilling | undefined {
    const { query, state } = this
    if (query.by.length === 0) return undefined
    const plain = new PlainRows(query)
    const compare = (order: GroupOrder): ((a: GroupRow, b: GroupRow) => number) => this.compare(order)
    return {
      size: state.size,
      cut: (parts, seed) => {
        const { state: before } = this
        this.state = new GroupState(query)
        return this.inParts(before, parts, seed)
      },
      mergedBytes: query.columns.some(({ measure }) => measure.kind === 'percentile') ? SKETCHED_BYTES : undefined,
      columns: plain.columns,
      rows: (order) => plain.pack(this.shown(this.rows().sort(compare(order)), order)),
      compare: (order) => plain.comparing(compare(order)),
      finish: (rows, order) => this.finished(plain.unpack(rows), order),
      names: query.names,
      plain: this.isPlain ? this.state.plain() : undefined,
    }
  }

  /** The parts of a state, which is given up. */
  private inParts(state: GroupState, parts: number, seed: number): ReturnType<Spilling['cut']> {
    let order: GroupOrder | undefined
    const orderOf = (saved: readonly SavedGroups[]): GroupOrder => this.orderOf(saved)
    const partials = function* (): Generator<SavedState | undefined> {
      for (const partial of state.cut(parts, seed)) {
        if (partial) {
          const own = orderOf([partial.groups])
          order = order?.map((isNumeric, key) => isNumeric && own[key]) ?? own
        }
        yield partial
      }
      state.release()
    }
    return {
      partials: partials(),
      get order() {
        return order ?? orderOf([])
      },
    }
  }

  /** The table has all groups in the order of their results. */
  protected get isPlain(): boolean {
    return this.query.by.every(({ span }) => span === undefined)
  }

  /** The rows of the table, of all in order. */
  protected *finished(rows: Iterable<GroupRow>, order: GroupOrder): Generator<readonly FieldValue[]> {
    for (const row of this.shown(rows, order)) yield this.cells(row)
  }

  protected orderOf(saved: readonly SavedGroups[]): GroupOrder {
    return numericGroups(saved, this.query.by, this.needed)
  }

  /** Of the keys from this on none may be missing. */
  protected get needed(): number {
    return this.query.by.length
  }

  protected rows(): GroupRow[] {
    const rows = this.state.rows()
    const { needed } = this
    return needed === this.query.by.length ? rows : rows.filter(({ keys }) => !keys.slice(needed).includes(undefined))
  }

  /** Groups by buckets are in the order of these: see compareGroups. */
  protected compare(order: GroupOrder): (a: GroupRow, b: GroupRow) => number {
    return compareGroups(order, this.query.by.some(({ span }) => span))
  }

  /** The rows that the table has, of all in order; of some of the groups, at least those that it has of them. */
  protected shown(rows: Iterable<GroupRow>, _order: GroupOrder): Iterable<GroupRow> {
    return rows
  }

  protected cells(row: GroupRow): readonly FieldValue[] {
    return row.cells
  }
}

/** The groups and the state of all functions over them. */
export class GroupState {
  private readonly query: GroupQuery
  private readonly groups: GroupIds
  private readonly columns: MeasureColumns

  constructor(query: GroupQuery) {
    this.query = query
    this.groups = new GroupIds(query.by, query.zone)
    this.columns = new MeasureColumns(query.columns, query.zone)
    this.columns.grow(this.groups.count)
  }

  addWhole(rows: number): void {
    this.columns.rows.counts[0] += rows
  }

  /** `groups` is room for a number for each row. */
  add(batch: BatchFields, groups: Uint32Array): void {
    const { columns } = this
    if (columns.isCount && this.groups.addCounts(batch, columns.rows)) return
    this.groups.read(batch, groups)
    columns.grow(this.groups.count)
    columns.addRows(batch, groups)
  }

  /** Bytes that it takes, about. */
  get size(): number {
    return this.groups.size + this.columns.sizeOf(this.groups.count)
  }

  /** The groups in so many parts, by hashes; undefined for one that has none. */
  *cut(parts: number, seed: number): Generator<SavedState | undefined> {
    const hashes = this.groups.hashes(seed)
    const ends = new Uint32Array(parts)
    for (let group = 0; group < hashes.length; group++) ends[hashes[group] % parts]++
    for (let part = 1; part < parts; part++) ends[part] += ends[part - 1]
    const members = new Uint32Array(hashes.length)
    for (let group = hashes.length - 1; group >= 0; group--) members[--ends[hashes[group] % parts]] = group
    const places = new Int32Array(hashes.length).fill(-1)
    for (let part = 0; part < parts; part++) {
      const groups = members.slice(ends[part], ends[part + 1])
      if (groups.length === 0) {
        yield undefined
        continue
      }
      const some = new SomeGroups(groups, places)
      const saved = { groups: this.groups.save(some), columns: this.columns.save(groups.length, some) }
      some.forget()
      yield saved
    }
  }

  /** Gives the memory of most of it back at once; nothing can be done with it any more. */
  release(): void {
    this.groups.release()
    this.columns.rows.release()
  }

  save(): SavedState {
    return { groups: this.groups.save(), columns: this.columns.save(this.groups.count) }
  }

  merge({ groups, columns }: SavedState): void {
    const targets = this.groups.merge(groups)
    this.columns.grow(this.groups.count)
    this.columns.merge(columns, targets)
  }

  /** For each group its values, then the results. */
  rows(): GroupRow[] {
    const { by, columns, zone } = this.query
    const length = this.bucketLength()
    const results = columns.map((column) => this.columns.result(column, length))
    return Array.from({ length: this.groups.count }, (_, group) => {
      const values = this.groups.valuesOf(group)
      const buckets = values.map((value, i) => (by[i].span && value !== undefined ? bucketOfText(value) : undefined))
      const keys: FieldValue[] = values.map((value, i) => buckets[i]?.start ?? value)
      const shown: FieldValue[] = values.map((value, i) => (buckets[i] ? bucketText(buckets[i].kind, buckets[i].start, zone) : value))
      return { keys, cells: [...shown, ...results.map(({ value }) => value(group))], rank: results[0].rank?.(group) }
    })
  }

  /** The same by columns, where no group is a bucket. */
  plain(): PlainGroups {
    const { groups, columns, query } = this
    const results = query.columns.map((column) => columns.result(column, () => undefined))
    return { count: groups.count, keys: groups.keys, results: results.map(({ value }) => value), rank: (group) => results[0].rank?.(group) }
  }

  /** Of groups by buckets of time. */
  private bucketLength(): BucketLength {
    const { by, zone } = this.query
    const at = by.findIndex(({ span }) => span && timeBuckets(span, zone))
    const buckets = at < 0 ? undefined : timeBuckets(by[at].span!, zone)
    if (!buckets) return () => undefined
    return (group) => {
      const text = this.groups.valuesOf(group)[at]
      const bucket = text === undefined ? undefined : bucketOfText(text)
      return bucket?.kind === 'time' ? buckets.start(buckets.indexOf(bucket.start) + 1) - bucket.start : undefined
    }
  }
}
