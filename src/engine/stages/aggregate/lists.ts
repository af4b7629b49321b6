import { isNumber } from '../../query/number.ts'
import type { FieldValue } from '../../records/batch.ts'
import type { BatchFields } from './batchFields.ts'
import { textSize } from './edges.ts'
import { values as entries, type GroupColumn, type SomeGroups } from './groupColumn.ts'

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
  private bytes = 0

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

  /** Bytes that it takes, about. */
  get size(): number {
    return this.bytes
  }

  save(groups: number, some?: SomeGroups): readonly (Listed | undefined)[] {
    return entries(this.lists, groups, some)
  }

  merge(saved: readonly (Listed | undefined)[], targets: Uint32Array): void {
    saved.forEach((list, i) => {
      if (!list) return
      const into = this.listOf(targets[i])
      list.places.forEach((place, at) => this.add(into, place, list.values[at]))
    })
  }

  private listOf(group: number): Listed {
    const known = this.lists[group]
    if (known) return known
    this.bytes += 200
    return (this.lists[group] = { places: [], values: [], bound: Infinity })
  }

  private add(list: Listed, place: number, value: string | number): void {
    list.places.push(place)
    list.values.push(value)
    this.bytes += 24 + textSize(value)
    if (list.places.length >= 2 * this.limit) this.cut(list)
  }

  private cut(list: Listed): void {
    const { places, values } = list
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]).slice(0, this.limit)
    const [sortedPlaces, sortedValues] = [order.map((i) => places[i]), order.map((i) => values[i])]
    for (const value of values) this.bytes -= 24 + textSize(value)
    for (const value of sortedValues) this.bytes += 24 + textSize(value)
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
  private bytes = 0

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

  /** Bytes that it takes, about. */
  get size(): number {
    return this.bytes
  }

  save(groups: number, some?: SomeGroups): readonly (readonly string[] | undefined)[] {
    return entries(this.sets, groups, some).map((set) => set && [...set])
  }

  merge(saved: readonly (readonly string[] | undefined)[], targets: Uint32Array): void {
    saved.forEach((values, i) => {
      for (const value of values ?? []) this.add(targets[i], value)
    })
  }

  private add(group: number, value: string): void {
    const set = (this.sets[group] ??= this.newSet())
    if (set.has(value)) return
    set.add(value)
    this.bytes += 60 + textSize(value)
    if (set.size < 2 * this.limit) return
    const least = new Set(this.sorted(set))
    for (const each of set) if (!least.has(each)) this.bytes -= 60 + textSize(each)
    this.sets[group] = least
  }

  private newSet(): Set<string> {
    this.bytes += 200
    return new Set()
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
