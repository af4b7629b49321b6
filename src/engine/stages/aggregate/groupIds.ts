import type { PlainGroups } from '../contract.ts'
import type { BatchFields } from './batchFields.ts'
import type { Counts, SomeGroups } from './groupColumn.ts'
import type { GroupKey } from './groupKey.ts'
import type { KeyIds } from './keyIds.ts'
import type { KeyTable, SavedTexts } from './keyTable.ts'
import { PairIds } from './pairIds.ts'
import { SpanIds } from './spanIds.ts'
import { ValueIds } from './valueIds.ts'

/** About what a pair takes of memory. */
const PAIR_BYTES = 24

/** The values that a group stands for, as text; undefined where the rows have no such field. */
export type GroupValues = readonly (string | undefined)[]

/** Groups as plain data: for each field its values, and the index of its value for each group. */
export interface SavedGroups {
  readonly count: number
  readonly fields: readonly { readonly texts: SavedTexts; readonly ids: Uint32Array }[]
}

/** Numbers groups of rows in the order in which they appear, from 0 on. Without fields there is one, also of no rows. */
export class GroupIds {
  private readonly by: readonly GroupKey[]
  private readonly fields: readonly KeyIds[]
  /** Entry i joins the groups by the first i + 1 fields with the values of the next. */
  private readonly joins: readonly PairIds[]

  /** `zone`: of the clocks by which days begin. */
  constructor(by: readonly GroupKey[], zone?: string) {
    this.by = by
    this.fields = by.map(({ field, span }) => (span ? new SpanIds(field, span, zone) : new ValueIds(field)))
    this.joins = by.slice(1).map(() => new PairIds())
  }

  get count(): number {
    return this.joins.at(-1)?.count ?? this.fields[0]?.texts.count ?? 1
  }

  /** Bytes that they take, about. */
  get size(): number {
    let size = PAIR_BYTES * this.joins.reduce((sum, { count }) => sum + count, 0)
    for (const { texts } of this.fields) size += texts.size
    return size
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
      values[field] = this.fields[field].texts.textOf(join ? join.seconds[at] : at)
      if (join) at = join.firsts[at]
    }
    return values
  }

  /** The values of each key, and the number of that which a group has. */
  get keys(): PlainGroups['keys'] {
    const { joins } = this
    return this.fields.map(({ texts }, field) => {
      const idOf = (group: number): number => {
        let at = group
        for (let i = joins.length - 1; i >= field; i--) at = joins[i].firsts[at]
        return field === 0 ? at : joins[field - 1].seconds[at]
      }
      return { texts, idOf }
    })
  }

  /** Gives the memory of the values back; nothing can be done with them any more. */
  release(): void {
    for (const { texts } of this.fields) texts.release()
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
    if (!some) return { count, fields: this.fields.map(({ texts }, field) => ({ texts: texts.save(), ids: ids[field] })) }
    return { count: some.groups.length, fields: this.fields.map(({ texts }, field) => onlyUsed(texts, ids[field], field === 0 && this.joins.length === 0)) }
  }

  /** A hash of the values of each group, the same in every thread that is given the same seed. */
  hashes(seed: number): Uint32Array {
    if (this.fields.length === 1) return this.fields[0].texts.hashes(seed)
    const ofFirst = this.fields[0].texts.hashes(seed)
    return this.joins.reduce((before, { firsts, seconds, count }, i) => {
      const ofNext = this.fields[i + 1].texts.hashes(seed)
      return Uint32Array.from({ length: count }, (_, group) => mix(Math.imul(before[firsts[group]], 31) + ofNext[seconds[group]]))
    }, ofFirst)
  }

  /** The group here of each saved one. */
  merge({ count, fields }: SavedGroups): Uint32Array {
    const groups = new Uint32Array(count)
    this.join(count, groups, (field, ids) => {
      const { texts, ids: saved } = fields[field]
      const here = this.fields[field].texts.merge(texts)
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

/** The values that some groups have, each once. `isOwn`: no two groups have the same. */
function onlyUsed(texts: KeyTable, ids: Uint32Array, isOwn: boolean): SavedGroups['fields'][number] {
  if (isOwn) {
    const all = new Uint32Array(ids.length)
    for (let i = 0; i < all.length; i++) all[i] = i
    return { texts: texts.save(ids), ids: all }
  }
  const places = new Map<number, number>()
  const own = ids.map((id) => {
    let place = places.get(id)
    if (place === undefined) places.set(id, (place = places.size))
    return place
  })
  return { texts: texts.save(Uint32Array.from(places.keys())), ids: own }
}

function mix(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
