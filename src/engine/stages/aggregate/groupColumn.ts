/** State over many groups, columnar: entry g is that of group g. */
import { freeNow } from '../../../common/freeNow.ts'

/** One part of the state of all groups. `P` is what crosses threads: plain data and typed arrays. */
export interface GroupColumn<P> {
  /** Makes room for `groups` groups; new ones are empty. */
  grow(groups: number): void
  /** The state of the first `groups` groups, or of some of them, in arrays of their own. */
  save(groups: number, some?: SomeGroups): P
  /** Adds a saved state, whose group i is group targets[i] here. There is room for all of them. */
  merge(saved: P, targets: Uint32Array): void
}

/** Some of the groups, in an order of their own. */
export class SomeGroups {
  readonly groups: Uint32Array
  private readonly places: Int32Array

  /** `places`: room for an entry for each group, -1 in all; they are so again after `forget`. */
  constructor(groups: Uint32Array, places: Int32Array) {
    this.groups = groups
    this.places = places
    for (let i = 0; i < groups.length; i++) places[groups[i]] = i
  }

  /** The number of a group among them, -1 of one that is none. */
  placeOf(group: number): number {
    return this.places[group]
  }

  forget(): void {
    for (const group of this.groups) this.places[group] = -1
  }
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array

/** A copy with room for at least `length` entries, twice the old ones so that growing is cheap; the same array if it has the room. */
export function grown<A extends Numbers>(array: A, length: number, fill = 0): A {
  if (array.length >= length) return array
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, 2 * array.length, 16))
  larger.set(array)
  if (fill !== 0) larger.fill(fill, array.length)
  return larger
}

/** The entries of the first `groups` groups, or of some of them, as an array of its own. */
export function entries<A extends Numbers>(array: A, groups: number, some: SomeGroups | undefined): A {
  if (!some) return array.slice(0, groups) as A
  const picked = new (array.constructor as new (length: number) => A)(some.groups.length)
  for (let i = 0; i < picked.length; i++) picked[i] = array[some.groups[i]]
  return picked
}

/** The same where there may be no entry. */
export function values<T>(array: readonly T[], groups: number, some: SomeGroups | undefined): (T | undefined)[] {
  return some ? Array.from(some.groups, (group) => array[group]) : Array.from({ length: groups }, (_, group) => array[group])
}

/** Entries that only some groups have, by group. */
export function sparse<T>(pairs: Iterable<readonly [group: number, value: T]>, some: SomeGroups | undefined): (readonly [group: number, value: T])[] {
  const all = [...pairs]
  return some ? all.filter(([group]) => some.placeOf(group) >= 0).map(([group, value]) => [some.placeOf(group), value]) : all
}

/** Numbers of something in each group; exact up to 2 ** 53. */
export class Counts implements GroupColumn<Float64Array> {
  counts = new Float64Array(0)

  grow(groups: number): void {
    this.counts = grown(this.counts, groups)
  }

  /** Gives its memory back; nothing can be counted any more. */
  release(): void {
    freeNow(this.counts)
  }

  /** Counts every row: groups[row] is the group of a row. */
  addRows(groups: Uint32Array, rows: number): void {
    const { counts } = this
    for (let row = 0; row < rows; row++) counts[groups[row]]++
  }

  /** Counts the rows whose mark is not 0. */
  addMarked(groups: Uint32Array, marks: Uint8Array, rows: number): void {
    const { counts } = this
    for (let row = 0; row < rows; row++) if (marks[row] !== 0) counts[groups[row]]++
  }

  save(groups: number, some?: SomeGroups): Float64Array {
    return entries(this.counts, groups, some)
  }

  merge(saved: Float64Array, targets: Uint32Array): void {
    for (let i = 0; i < saved.length; i++) this.counts[targets[i]] += saved[i]
  }
}
