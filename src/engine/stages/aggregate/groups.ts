import { RAW_COLUMN } from '../../../common/page.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { AggregateRun, StageContext } from '../contract.ts'
import { BatchFields } from './batchFields.ts'
import type { Measure } from './functions.ts'
import { Counts } from './groupColumn.ts'
import { GroupIds, type SavedGroups } from './groupIds.ts'
import { NumberColumn, type Need, type SavedNumbers } from './numberColumn.ts'
import { sortedRows } from './sortedRows.ts'

/** One column of the result: what is computed, and of which field; only rows are counted without one. */
export interface ComputedColumn {
  readonly measure: Measure
  readonly field: string | undefined
}

/** Partial result as plain data: the groups, and the state of each function by group. */
interface Partial {
  readonly groups: SavedGroups
  readonly rows: Float64Array
  readonly having: readonly Float64Array[]
  readonly numbers: readonly SavedNumbers[]
}

/** What has to be known of the numbers of a field for a measure. */
const NEEDS: Readonly<Record<Exclude<Measure['kind'], 'count'>, readonly Need[]>> = {
  sum: ['sum'],
  avg: ['sum'],
  min: [],
  max: [],
  percentile: ['sketch'],
}

/** Computes functions over groups of rows with the same values. */
export class GroupedRun implements AggregateRun {
  private readonly columns: readonly ComputedColumn[]
  private readonly by: readonly string[]
  private readonly names: readonly string[]
  private readonly context: StageContext
  private readonly fields: readonly string[]
  private readonly unseen: Set<string>
  private state: State
  private groups = new Uint32Array(0)

  constructor(columns: readonly ComputedColumn[], by: readonly string[], names: readonly string[], context: StageContext) {
    this.columns = columns
    this.by = by
    this.names = names
    this.context = context
    this.fields = [...new Set([...by, ...columns.flatMap(({ field }) => field ?? [])])]
    this.unseen = new Set(this.fields)
    this.unseen.delete(RAW_COLUMN)
    this.state = new State(by, columns)
  }

  add(batch: RecordBatch): void {
    // Rows of which nothing is read need not even be split.
    if (this.fields.length === 0) return this.state.addWhole(batch.length)
    for (const fields of BatchFields.of(batch, this.fields)) this.addFields(fields)
  }

  private addFields(fields: BatchFields): void {
    for (const name of this.unseen) {
      if (!fields.some(name)) continue
      this.context.sawField(name)
      this.unseen.delete(name)
    }
    if (this.groups.length < fields.rows) this.groups = new Uint32Array(fields.rows)
    this.state.add(fields, this.groups)
  }

  take(): Partial {
    const partial = this.state.save()
    this.state = new State(this.by, this.columns)
    return partial
  }

  merge(partial: unknown): void {
    this.state.merge(partial as Partial)
  }

  table(): TableData {
    return { columns: this.names, rows: sortedRows(this.state.results(this.columns), this.by.length) }
  }
}

/** The groups and the state of all functions over them: functions of the same field share what they have to know. */
class State {
  private readonly groups: GroupIds
  private readonly rows = new Counts()
  private readonly having = new Map<string, Counts>()
  private readonly numbers = new Map<string, NumberColumn>()

  constructor(by: readonly string[], columns: readonly ComputedColumn[]) {
    this.groups = new GroupIds(by)
    const needs = new Map<string, Set<Need>>()
    for (const { measure, field } of columns) {
      if (field === undefined) continue
      if (measure.kind === 'count') this.having.set(field, new Counts())
      else needs.set(field, new Set([...(needs.get(field) ?? []), ...NEEDS[measure.kind]]))
    }
    for (const [field, needed] of needs) this.numbers.set(field, new NumberColumn(needed))
    this.grow()
  }

  addWhole(rows: number): void {
    this.rows.counts[0] += rows
  }

  /** `groups` is room for a number for each row. */
  add(batch: BatchFields, groups: Uint32Array): void {
    const { rows } = batch
    const isCount = this.having.size === 0 && this.numbers.size === 0
    if (isCount && this.groups.addCounts(batch, this.rows)) return
    this.groups.read(batch, groups)
    this.grow()
    this.rows.addRows(groups, rows)
    for (const [field, counts] of this.having) counts.addMarked(groups, batch.marks(field), rows)
    for (const [field, numbers] of this.numbers) numbers.addRows(groups, batch.numbers(field), rows)
  }

  save(): Partial {
    const { count } = this.groups
    return {
      groups: this.groups.save(),
      rows: this.rows.save(count),
      having: [...this.having.values()].map((column) => column.save(count)),
      numbers: [...this.numbers.values()].map((column) => column.save(count)),
    }
  }

  merge({ groups, rows, having, numbers }: Partial): void {
    const targets = this.groups.merge(groups)
    this.grow()
    this.rows.merge(rows, targets)
    ;[...this.having.values()].forEach((column, i) => column.merge(having[i], targets))
    ;[...this.numbers.values()].forEach((column, i) => column.merge(numbers[i], targets))
  }

  /** For each group its values, then the results. */
  results(columns: readonly ComputedColumn[]): FieldValue[][] {
    const results = columns.map((column) => this.resultOf(column))
    return Array.from({ length: this.groups.count }, (_, group) => [
      ...this.groups.valuesOf(group),
      ...results.map((result) => result(group)),
    ])
  }

  private resultOf({ measure, field }: ComputedColumn): (group: number) => FieldValue {
    if (measure.kind === 'count') {
      const { counts } = field === undefined ? this.rows : this.having.get(field)!
      return (group) => counts[group]
    }
    const numbers = this.numbers.get(field!)!
    switch (measure.kind) {
      case 'sum':
        return (group) => numbers.sum(group)
      case 'avg':
        return (group) => numbers.average(group)
      case 'min':
        return (group) => numbers.least(group)
      case 'max':
        return (group) => numbers.greatest(group)
      case 'percentile':
        return (group) => numbers.percentile(group, measure.percent)
    }
  }

  private grow(): void {
    const { count } = this.groups
    for (const column of [this.rows, ...this.having.values(), ...this.numbers.values()]) column.grow(count)
  }
}
