import { isNumber } from '../../query/number.ts'
import type { FieldValue } from '../../records/batch.ts'
import type { BatchFields } from './batchFields.ts'
import type { GroupColumn } from './groupColumn.ts'

/** Values of a group that `list` and `values` keep. */
export const LISTED_VALUES = 100

interface Listed {
  readonly places: number[]
  readonly values: (string | number)[]
  /** What is behind this place is not among the first. */
  bound: number
}

/** The first values of a field in each group, in the order of the rows. */
export class Lists implements GroupColumn<readonly (Listed | undefined)[]> {
  private readonly field: string
  private readonly limit: number
  private readonly lists: (Listed | undefined)[] = []

  constructor(field: string, limit: number) {
    this.field = field
    this.limit = limit
  }

  grow(): void {
    // Lists are made when they have a value.
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const marks = batch.marks(this.field)
    for (let row = 0; row < batch.rows; row++) {
      if (marks[row] === 0) continue
      const place = batch.place + row
      const list = this.listOf(groups[row])
      if (place < list.bound) this.add(list, place, batch.value(this.field, row)!)
    }
  }

  value(group: number): FieldValue {
    const list = this.lists[group]
    if (!list) return undefined
    this.cut(list)
    return JSON.stringify(list.values)
  }

  save(groups: number): readonly (Listed | undefined)[] {
    return Array.from({ length: groups }, (_, group) => this.lists[group])
  }

  merge(saved: readonly (Listed | undefined)[], targets: Uint32Array): void {
    saved.forEach((list, i) => {
      if (!list) return
      const into = this.listOf(targets[i])
      list.places.forEach((place, at) => this.add(into, place, list.values[at]))
    })
  }

  private listOf(group: number): Listed {
    return (this.lists[group] ??= { places: [], values: [], bound: Infinity })
  }

  private add(list: Listed, place: number, value: string | number): void {
    list.places.push(place)
    list.values.push(value)
    if (list.places.length >= 2 * this.limit) this.cut(list)
  }

  private cut(list: Listed): void {
    const { places, values } = list
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]).slice(0, this.limit)
    const [sortedPlaces, sortedValues] = [order.map((i) => places[i]), order.map((i) => values[i])]
    places.splice(0, places.length, ...sortedPlaces)
    values.splice(0, values.length, ...sortedValues)
    if (places.length === this.limit) list.bound = places[places.length - 1]
  }
}

/** The least different values of a field in each group, in order: numbers by size, then texts. */
export class ValueSets implements GroupColumn<readonly (readonly string[] | undefined)[]> {
  private readonly field: string
  private readonly limit: number
  private readonly sets: (Set<string> | undefined)[] = []

  constructor(field: string, limit: number) {
    this.field = field
    this.limit = limit
  }

  grow(): void {
    // Sets are made when they have a value.
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const marks = batch.marks(this.field)
    for (let row = 0; row < batch.rows; row++) if (marks[row] !== 0) this.add(groups[row], String(batch.value(this.field, row)))
  }

  value(group: number): FieldValue {
    const set = this.sets[group]
    return set && JSON.stringify(this.sorted(set))
  }

  save(groups: number): readonly (readonly string[] | undefined)[] {
    return Array.from({ length: groups }, (_, group) => this.sets[group] && [...this.sets[group]])
  }

  merge(saved: readonly (readonly string[] | undefined)[], targets: Uint32Array): void {
    saved.forEach((values, i) => {
      for (const value of values ?? []) this.add(targets[i], value)
    })
  }

  private add(group: number, value: string): void {
    const set = (this.sets[group] ??= new Set())
    if (set.has(value)) return
    set.add(value)
    if (set.size >= 2 * this.limit) this.sets[group] = new Set(this.sorted(set))
  }

  private sorted(set: ReadonlySet<string>): string[] {
    return [...set].sort(compareValues).slice(0, this.limit)
  }
}

function compareValues(a: string, b: string): number {
  const [x, y] = [isNumber(a), isNumber(b)]
  if (x !== y) return x ? -1 : 1
  const [m, n] = x ? [Number(a), Number(b)] : [0, 0]
  return m < n ? -1 : m > n ? 1 : a < b ? -1 : a > b ? 1 : 0
}
