/** State over many groups, columnar: entry g is that of group g. */

/** One part of the state of all groups. `P` is what crosses threads: plain data and typed arrays. */
export interface GroupColumn<P> {
  /** Makes room for `groups` groups; new ones are empty. */
  grow(groups: number): void
  /** The state of the first `groups` groups, in arrays of their own. */
  save(groups: number): P
  /** Adds a saved state, whose group i is group targets[i] here. There is room for all of them. */
  merge(saved: P, targets: Uint32Array): void
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

/** Numbers of something in each group; exact up to 2 ** 53. */
export class Counts implements GroupColumn<Float64Array> {
  counts = new Float64Array(0)

  grow(groups: number): void {
    this.counts = grown(this.counts, groups)
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

  save(groups: number): Float64Array {
    return this.counts.slice(0, groups)
  }

  merge(saved: Float64Array, targets: Uint32Array): void {
    for (let i = 0; i < saved.length; i++) this.counts[targets[i]] += saved[i]
  }
}
