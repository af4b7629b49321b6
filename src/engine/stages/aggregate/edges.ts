import type { FieldValue } from '../../records/batch.ts'
import type { BatchFields } from './batchFields.ts'
import { entries, grown, values, type GroupColumn, type SomeGroups } from './groupColumn.ts'

export interface SavedEdges {
  readonly keys: Float64Array
  readonly places: Float64Array
  readonly values: readonly FieldValue[]
}

/** Which row of a group it is whose value is asked for: by its place, or by its time and then by its place. */
export type Edge = 'first' | 'last' | 'earliest' | 'latest'

/** A field's value in one row of each group, of those that have the field. */
export class Edges implements GroupColumn<SavedEdges> {
  private readonly field: string
  private readonly byTime: boolean
  /** -1 where the greatest place or time is asked for: then they count as negative. */
  private readonly sign: number
  /** By which rows are better: times, or 0. */
  private keys = new Float64Array(0)
  /** NaN where a group has no row. */
  private places = new Float64Array(0)
  private values: FieldValue[] = []
  private text = 0
  /** Rows of the batch that are the ones so far, and their groups. */
  private rows = new Int32Array(0)
  private touched: number[] = []

  constructor(field: string, edge: Edge) {
    this.field = field
    this.byTime = edge === 'earliest' || edge === 'latest'
    this.sign = edge === 'last' || edge === 'latest' ? -1 : 1
  }

  grow(groups: number): void {
    this.keys = grown(this.keys, groups)
    this.places = grown(this.places, groups, NaN)
    this.rows = grown(this.rows, groups, -1)
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const { field, sign, byTime, rows, touched } = this
    const marks = batch.marks(field)
    const times = byTime ? batch.times() : undefined
    for (let row = 0; row < batch.rows; row++) {
      if (marks[row] === 0 || (times && times[row] !== times[row])) continue
      const group = groups[row]
      if (!this.isBetter(group, times ? sign * times[row] : 0, sign * (batch.place + row))) continue
      this.keys[group] = times ? sign * times[row] : 0
      this.places[group] = sign * (batch.place + row)
      if (rows[group] < 0) touched.push(group)
      rows[group] = row
    }
    // Only now: of the last of many rows all would have been decoded.
    for (const group of touched) {
      this.set(group, batch.value(field, rows[group]))
      rows[group] = -1
    }
    touched.length = 0
  }

  value(group: number): FieldValue {
    return this.values[group]
  }

  /** Bytes that the values take, about. */
  get size(): number {
    return this.text
  }

  save(groups: number, some?: SomeGroups): SavedEdges {
    return { keys: entries(this.keys, groups, some), places: entries(this.places, groups, some), values: values(this.values, groups, some) }
  }

  merge({ keys, places, values }: SavedEdges, targets: Uint32Array): void {
    for (let i = 0; i < places.length; i++) {
      const group = targets[i]
      if (places[i] !== places[i] || !this.isBetter(group, keys[i], places[i])) continue
      this.keys[group] = keys[i]
      this.places[group] = places[i]
      this.set(group, values[i])
    }
  }

  private set(group: number, value: FieldValue): void {
    this.text += textSize(value) - textSize(this.values[group])
    this.values[group] = value
  }

  private isBetter(group: number, key: number, place: number): boolean {
    const known = this.places[group]
    if (known !== known) return true
    return key < this.keys[group] || (key === this.keys[group] && place < known)
  }
}

/** Bytes that a value takes, about: half of it where all characters are of Latin-1. */
export function textSize(value: FieldValue): number {
  return typeof value === 'string' ? 24 + 2 * value.length : 0
}
