import { SluiceError } from '../../../common/errors.ts'
import type { BatchFields } from './batchFields.ts'
import type { Counts } from './groupColumn.ts'
import { keyColumn, type GroupKey } from './groupKey.ts'
import type { KeyIds } from './keyIds.ts'
import { PairIds } from './pairIds.ts'
import { SpanIds } from './spanIds.ts'
import { ValueIds } from './valueIds.ts'

/** Groups that a table may have; more would not fit into memory, and nobody reads them. */
export const MAX_GROUPS = 1_000_000

/** UTF-16 units of all group values together: long values must not fill the memory before there are many. */
export const MAX_GROUP_TEXT = 128 * 1024 * 1024

/** The values that a group stands for, as text; undefined where the rows have no such field. */
export type GroupValues = readonly (string | undefined)[]

/** Groups as plain data: for each field its values, and the index of its value for each group. */
export interface SavedGroups {
  readonly count: number
  readonly fields: readonly { readonly values: GroupValues; readonly ids: Uint32Array }[]
}

/** Numbers groups of rows in the order in which they appear, from 0 on. Without fields there is one, also of no rows. */
export class GroupIds {
  private readonly by: readonly GroupKey[]
  private readonly fields: readonly KeyIds[]
  /** Entry i joins the groups by the first i + 1 fields with the values of the next. */
  private readonly joins: readonly PairIds[]
  private checked = 0
  private textLength = 0

  /** `zone`: of the clocks by which days begin. */
  constructor(by: readonly GroupKey[], zone?: string) {
    this.by = by
    this.fields = by.map(({ field, span }) => (span ? new SpanIds(field, span, zone) : new ValueIds(field)))
    this.joins = by.slice(1).map(() => new PairIds())
  }

  get count(): number {
    return this.joins.at(-1)?.count ?? this.fields[0]?.values.length ?? 1
  }

  /** Writes the group of each row. Throws `tooManyGroups`. */
  read(batch: BatchFields, groups: Uint32Array): void {
    if (this.by.length === 0) groups.fill(0, 0, batch.rows)
    this.join(batch.rows, groups, (field, ids) => this.fields[field].read(batch, ids))
  }

  /** Adds the rows to the counts of their groups, where that is faster than `read`; false, and nothing is done, where it is not. Throws `tooManyGroups`. */
  addCounts(batch: BatchFields, counts: Counts): boolean {
    const [field] = this.fields
    if (this.by.length !== 1 || !(field instanceof ValueIds) || !batch.countIds(this.by[0].field, field, counts)) return false
    this.check()
    return true
  }

  valuesOf(group: number): GroupValues {
    const values: (string | undefined)[] = []
    let at = group
    for (let field = this.fields.length - 1; field >= 0; field--) {
      const join = this.joins[field - 1]
      values[field] = this.fields[field].values[join ? join.seconds[at] : at]
      if (join) at = join.firsts[at]
    }
    return values
  }

  save(): SavedGroups {
    const { count } = this
    let groups = Uint32Array.from({ length: this.fields.length === 0 ? 0 : count }, (_, group) => group)
    const ids: Uint32Array[] = []
    for (let field = this.fields.length - 1; field >= 0; field--) {
      const join = this.joins[field - 1]
      ids[field] = join ? groups.map((group) => join.seconds[group]) : groups
      if (join) groups = groups.map((group) => join.firsts[group])
    }
    return { count, fields: this.fields.map(({ values }, field) => ({ values, ids: ids[field] })) }
  }

  /** The group here of each saved one. Throws `tooManyGroups`. */
  merge({ count, fields }: SavedGroups): Uint32Array {
    const groups = new Uint32Array(count)
    this.join(count, groups, (field, ids) => {
      const { values, ids: saved } = fields[field]
      const here = values.map((value) => this.fields[field].idOf(value))
      for (let group = 0; group < count; group++) ids[group] = here[saved[group]]
    })
    return groups
  }

  private join(rows: number, groups: Uint32Array, read: (field: number, ids: Uint32Array) => void): void {
    this.fields.forEach((_, field) => {
      const ids = field === 0 ? groups : new Uint32Array(rows)
      read(field, ids)
      if (field > 0) this.joins[field - 1].combine(groups, ids, rows)
    })
    this.check()
  }

  private check(): void {
    const { count } = this
    if (this.by.length === 0) return
    for (; this.checked < Math.min(count, MAX_GROUPS); this.checked++) {
      for (const value of this.valuesOf(this.checked)) this.textLength += value?.length ?? 0
    }
    if (count > MAX_GROUPS || this.textLength > MAX_GROUP_TEXT) throw tooManyGroups(this.by, count)
  }
}

function tooManyGroups(by: readonly GroupKey[], groups: number): SluiceError {
  const fields = by.map((key) => `'${keyColumn(key)}'`).join(', ')
  const found = groups > MAX_GROUPS ? `more than ${MAX_GROUPS.toLocaleString('en')} groups` : 'more text in groups than fits into memory,'
  const advice = "Group by fewer fields, or by one with fewer values, or keep fewer rows before 'stats'."
  return new SluiceError('tooManyGroups', `There are ${found} by ${fields}. ${advice}`)
}
