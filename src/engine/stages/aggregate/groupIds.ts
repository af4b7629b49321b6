import type { BatchFields } from './batchFields.ts'
import type { Counts, SomeGroups } from './groupColumn.ts'
import type { GroupKey } from './groupKey.ts'
import type { KeyIds } from './keyIds.ts'
import { PairIds } from './pairIds.ts'
import { SpanIds } from './spanIds.ts'
import { ValueIds } from './valueIds.ts'

/** About what a value takes of memory besides its text: the string, its entry in a map, and what finds its bytes again; and what a pair takes. */
const VALUE_BYTES = 130
const PAIR_BYTES = 24

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
  /** Of each field, how many of its values have been measured. */
  private readonly measured: number[]
  private textLength = 0

  /** `zone`: of the clocks by which days begin. */
  constructor(by: readonly GroupKey[], zone?: string) {
    this.by = by
    this.fields = by.map(({ field, span }) => (span ? new SpanIds(field, span, zone) : new ValueIds(field)))
    this.joins = by.slice(1).map(() => new PairIds())
    this.measured = by.map(() => 0)
  }

  get count(): number {
    return this.joins.at(-1)?.count ?? this.fields[0]?.values.length ?? 1
  }

  /** Bytes that they take, about. */
  get size(): number {
    let values = 0
    this.fields.forEach((field, i) => {
      for (; this.measured[i] < field.values.length; this.measured[i]++) this.textLength += field.values[this.measured[i]]?.length ?? 0
      values += field.values.length
    })
    return VALUE_BYTES * values + this.textLength + PAIR_BYTES * this.joins.reduce((sum, { count }) => sum + count, 0)
  }

  /** Writes the group of each row. */
  read(batch: BatchFields, groups: Uint32Array): void {
    if (this.by.length === 0) groups.fill(0, 0, batch.rows)
    this.join(batch.rows, groups, (field, ids) => this.fields[field].read(batch, ids))
  }

  /** Adds the rows to the counts of their groups, where that is faster than `read`; false, and nothing is done, where it is not. */
  addCounts(batch: BatchFields, counts: Counts): boolean {
    const [field] = this.fields
    if (this.by.length !== 1 || !(field instanceof ValueIds) || !batch.countIds(this.by[0].field, field, counts)) return false
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

  save(some?: SomeGroups): SavedGroups {
    const { count } = this
    let groups = some?.groups ?? Uint32Array.from({ length: this.fields.length === 0 ? 0 : count }, (_, group) => group)
    const ids: Uint32Array[] = []
    for (let field = this.fields.length - 1; field >= 0; field--) {
      const join = this.joins[field - 1]
      ids[field] = join ? groups.map((group) => join.seconds[group]) : groups
      if (join) groups = groups.map((group) => join.firsts[group])
    }
    const fields = this.fields.map(({ values }, field) => ({ values, ids: ids[field] }))
    return some ? { count: some.groups.length, fields: fields.map(onlyUsed) } : { count, fields }
  }

  /** A hash of the values of each group, the same in every thread that is given the same seed. */
  hashes(seed: number): Uint32Array {
    const { fields } = this.save()
    const hashes = new Uint32Array(this.count)
    for (const { values, ids } of fields) {
      const ofValues = Uint32Array.from(values, (value) => hashText(value, seed))
      for (let group = 0; group < hashes.length; group++) hashes[group] = mix(Math.imul(hashes[group], 31) + ofValues[ids[group]])
    }
    return hashes
  }

  /** The group here of each saved one. */
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
  }
}

/** The values that some groups have, each once. */
function onlyUsed({ values, ids }: SavedGroups['fields'][number]): SavedGroups['fields'][number] {
  const used: (string | undefined)[] = []
  const places = new Map<number, number>()
  const own = ids.map((id) => {
    let place = places.get(id)
    if (place === undefined) {
      places.set(id, (place = used.length))
      used.push(values[id])
    }
    return place
  })
  return { values: used, ids: own }
}

/** FNV-1a over UTF-16 units, from a start that nobody who writes a log knows. */
function hashText(text: string | undefined, seed: number): number {
  if (text === undefined) return mix(seed)
  let hash = seed ^ 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
