import { SluiceError } from '../../../common/errors.ts'
import { RAW_COLUMN } from '../../../common/page.ts'
import { isNumber } from '../../query/number.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { AggregateRun, StageContext } from '../contract.ts'
import type { AggregateFunction } from './functions.ts'

/** Groups that a table may have; more would not fit into memory, and nobody reads them. */
export const MAX_GROUPS = 1_000_000

/** UTF-16 units of all group values together: long values must not fill the memory before there are many. */
export const MAX_GROUP_TEXT = 128 * 1024 * 1024

/** One column of the result: a function and its argument. */
export interface AggregateColumn {
  readonly function: AggregateFunction
  readonly field: string | undefined
}

/** The values that a group stands for, as text; undefined where the rows have no such field. */
type GroupValues = readonly (string | undefined)[]

interface Group {
  readonly values: GroupValues
  readonly states: unknown[]
}

/** Partial result: groups as plain data. */
interface Partial {
  readonly groups: readonly Group[]
}

/** Computes functions over groups of rows with the same values. Values that print the same are the same. */
export class GroupedRun implements AggregateRun {
  private readonly columns: readonly AggregateColumn[]
  private readonly by: readonly string[]
  private readonly names: readonly string[]
  private readonly context: StageContext
  private readonly unseen: Set<string>
  private groups = new Map<string | undefined, Group>()
  private textLength = 0

  constructor(columns: readonly AggregateColumn[], by: readonly string[], names: readonly string[], context: StageContext) {
    this.columns = columns
    this.by = by
    this.names = names
    this.context = context
    this.unseen = new Set([...by, ...columns.flatMap(({ field }) => (field === undefined ? [] : [field]))])
    this.unseen.delete(RAW_COLUMN)
  }

  add(batch: RecordBatch): void {
    if (this.unseen.size > 0) this.look(batch)
    if (batch.length === 0 || (this.by.length === 0 && this.addWhole(batch))) return
    const { columns, by } = this
    const values: FieldValue[] = []
    for (let row = 0; row < batch.length; row++) {
      for (let i = 0; i < by.length; i++) values[i] = batch.field(by[i], row)
      const { states } = this.groupOf(values)
      for (let i = 0; i < columns.length; i++) states[i] = columns[i].function.add(states[i], batch, row, columns[i].field)
    }
  }

  take(): Partial {
    const groups = [...this.groups.values()]
    this.groups = new Map()
    this.textLength = 0
    return { groups }
  }

  merge(partial: unknown): void {
    for (const { values, states } of (partial as Partial).groups) {
      const group = this.groupOf(values)
      this.columns.forEach((column, i) => (group.states[i] = column.function.merge(group.states[i], states[i])))
    }
  }

  table(): TableData {
    // Without groups there is one row, also of nothing.
    const groups = this.by.length === 0 ? [this.groupOf([])] : [...this.groups.values()]
    const rows = groups.map(({ values, states }) => ({
      values,
      results: states.map((state, i) => this.columns[i].function.value(state)),
    }))
    const numeric = this.by.map((_, i) => rows.every(({ values }) => values[i] === undefined || isNumber(values[i])))
    rows.sort((a, b) => compareResults(b.results[0], a.results[0]) || compareValues(a.values, b.values, numeric))
    return { columns: this.names, rows: rows.map(({ values, results }) => [...values, ...results]) }
  }

  private addWhole(batch: RecordBatch): boolean {
    const { states } = this.groupOf([])
    const next = this.columns.map((column, i) => column.function.addAll?.(states[i], batch, column.field))
    if (next.includes(undefined)) return false
    next.forEach((state, i) => (states[i] = state))
    return true
  }

  private groupOf(values: readonly FieldValue[]): Group {
    const key = keyOf(values)
    return this.groups.get(key) ?? this.newGroup(key, values)
  }

  private newGroup(key: string | undefined, values: readonly FieldValue[]): Group {
    const kept = values.map((value) => (value === undefined ? undefined : ownCopy(String(value))))
    const group = { values: kept, states: this.columns.map((column) => column.function.start()) }
    for (const value of kept) this.textLength += value?.length ?? 0
    if (this.groups.size >= MAX_GROUPS || this.textLength > MAX_GROUP_TEXT) throw tooManyGroups(this.by, this.groups.size)
    this.groups.set(values.length === 1 ? kept[0] : key, group)
    return group
  }

  private look(batch: RecordBatch): void {
    for (const name of this.unseen) {
      for (let row = 0; row < batch.length; row++) {
        if (batch.field(name, row) === undefined) continue
        this.context.sawField(name)
        this.unseen.delete(name)
        break
      }
    }
  }
}

function tooManyGroups(by: readonly string[], groups: number): SluiceError {
  const fields = by.map((name) => `'${name}'`).join(', ')
  const found = groups >= MAX_GROUPS ? `more than ${MAX_GROUPS.toLocaleString('en')} groups` : 'more text in the groups than fits into memory,'
  const message = `There are ${found} by ${fields}. Group by fewer fields, or by one with fewer values, or keep fewer rows before 'stats'.`
  return new SluiceError('tooManyGroups', message)
}

/** A key that differs whenever the values do, whatever is in them: each carries its length. */
function keyOf(values: readonly FieldValue[]): string | undefined {
  if (values.length === 1) return values[0] === undefined ? undefined : String(values[0])
  let key = ''
  for (const value of values) {
    const text = value === undefined ? undefined : String(value)
    key += text === undefined ? '-' : `${text.length}:${text}`
  }
  return key
}

/** A part of a string keeps all of it in memory; a value that is kept must not hold on to its line. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}

/** Numbers before texts, what is missing last. */
function compareResults(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  return compareText(String(a), String(b))
}

function compareValues(a: GroupValues, b: GroupValues, numeric: readonly boolean[]): number {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (x === undefined) return 1
    if (y === undefined) return -1
    const order = (numeric[i] ? Number(x) - Number(y) : 0) || compareText(x, y)
    if (order !== 0) return order
  }
  return 0
}

/** By UTF-16 units: the same everywhere, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
