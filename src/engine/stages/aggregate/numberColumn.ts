import type { BatchFields } from './batchFields.ts'
import { entries, grown, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { rankOf, type Percent } from './percent.ts'
import { QuantityKind } from './quantities.ts'
import { Sketches, type SavedSketches } from './sketches.ts'
import { Squares, type SavedSquares } from './squares.ts'
import { Sums, type SavedSums } from './sums.ts'

/** What has to be known of a field's numbers besides how many there are, the least and the greatest. */
export type Need = 'sum' | 'sketch' | 'squares'

export interface SavedNumbers {
  readonly counts: Float64Array
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly sums?: SavedSums
  readonly sketches?: SavedSketches
  readonly squares?: SavedSquares
  /** How many of them have a unit, for each kind but plain numbers; none where no value has. */
  readonly units: readonly Float64Array[]
}

/** Kinds of quantities besides plain numbers, which are 0. */
const UNITS = Object.keys(QuantityKind).length - 1

/** The numbers of one field in each group, shared by all functions of the field. Values that are not finite numbers are none. */
export class NumberColumn implements GroupColumn<SavedNumbers> {
  private counts = new Float64Array(0)
  /** Infinities where a group has no number. */
  private lowest = new Float64Array(0)
  private highest = new Float64Array(0)
  private readonly sums: Sums | undefined
  private readonly sketches: Sketches | undefined
  private readonly squares: Squares | undefined
  private readonly field: string
  private groups = 0
  /** How many of the numbers are of each kind but plain ones, in each group; empty as long as all are plain. */
  private units: Float64Array[] = []

  constructor(field: string, needs: ReadonlySet<Need>) {
    this.field = field
    if (needs.has('sum')) this.sums = new Sums()
    if (needs.has('sketch')) this.sketches = new Sketches()
    if (needs.has('squares')) this.squares = new Squares()
  }

  grow(groups: number): void {
    this.counts = grown(this.counts, groups)
    this.lowest = grown(this.lowest, groups, Infinity)
    this.highest = grown(this.highest, groups, -Infinity)
    this.sums?.grow(groups)
    this.sketches?.grow(groups)
    this.squares?.grow(groups)
    this.groups = groups
    this.units = this.units.map((counts) => grown(counts, groups))
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const { rows } = batch
    const { numbers, kinds } = batch.quantities(this.field)
    this.addNumbers(groups, numbers, rows)
    if (!kinds) return
    const units = this.withUnits()
    for (let row = 0; row < rows; row++) if (kinds[row] !== 0 && Number.isFinite(numbers[row])) units[kinds[row] - 1][groups[row]]++
  }

  /** Adds a number to each row's group; NaN where there is none. */
  private addNumbers(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    const { counts, lowest, highest } = this
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      // So it is for NaN and the infinities.
      if (x - x !== 0) continue
      const group = groups[row]
      counts[group]++
      if (x < lowest[group]) lowest[group] = x
      if (x > highest[group]) highest[group] = x
    }
    this.sums?.addRows(groups, numbers, rows)
    this.sketches?.addRows(groups, numbers, rows)
    this.squares?.addRows(groups, numbers, rows)
  }

  /** The unit of a group's numbers, a QuantityKind: that which all have, else none. */
  unitOf(group: number): number {
    const count = this.counts[group]
    return count === 0 ? QuantityKind.Number : 1 + this.units.findIndex((counts) => counts[group] === count)
  }

  sum(group: number): number | undefined {
    return this.counts[group] === 0 ? undefined : this.sums?.sum(group)
  }

  average(group: number): number | undefined {
    const sum = this.sum(group)
    return sum === undefined ? undefined : sum / this.counts[group]
  }

  variance(group: number, isSample: boolean): number | undefined {
    const count = this.counts[group]
    return count === 0 || !this.sums ? undefined : this.squares?.variance(group, count, this.sums.units(group), isSample)
  }

  least(group: number): number | undefined {
    // `+ 0`: never -0, which is as small as 0 and may or may not have come first.
    return this.counts[group] === 0 ? undefined : this.lowest[group] + 0
  }

  greatest(group: number): number | undefined {
    return this.counts[group] === 0 ? undefined : this.highest[group] + 0
  }

  /** The number at the nearest rank: the least and the greatest exactly, the others as a sketch has them. */
  percentile(group: number, percent: Percent): number | undefined {
    const count = this.counts[group]
    if (count === 0 || !this.sketches) return undefined
    const least = this.lowest[group] + 0
    const greatest = this.highest[group] + 0
    const rank = rankOf(percent, count)
    if (rank === 1) return least
    if (rank === count) return greatest
    return Math.min(greatest, Math.max(least, this.sketches.at(group, rank)))
  }

  /** Bytes that the numbers that are kept take, about. */
  get size(): number {
    return this.sketches?.size ?? 0
  }

  save(groups: number, some?: SomeGroups): SavedNumbers {
    return {
      counts: entries(this.counts, groups, some),
      least: entries(this.lowest, groups, some),
      greatest: entries(this.highest, groups, some),
      sums: this.sums?.save(groups, some),
      sketches: this.sketches?.save(groups, some),
      squares: this.squares?.save(groups, some),
      units: this.units.map((counts) => entries(counts, groups, some)),
    }
  }

  merge({ counts, least, greatest, sums, sketches, squares, units }: SavedNumbers, targets: Uint32Array): void {
    for (let i = 0; i < counts.length; i++) {
      const group = targets[i]
      this.counts[group] += counts[i]
      this.lowest[group] = Math.min(this.lowest[group], least[i])
      this.highest[group] = Math.max(this.highest[group], greatest[i])
    }
    if (sums) this.sums?.merge(sums, targets)
    if (sketches) this.sketches?.merge(sketches, targets)
    if (squares) this.squares?.merge(squares, targets)
    if (units.length === 0) return
    const into = this.withUnits()
    units.forEach((saved, unit) => saved.forEach((count, i) => (into[unit][targets[i]] += count)))
  }

  private withUnits(): Float64Array[] {
    if (this.units.length === 0) this.units = Array.from({ length: UNITS }, () => grown(new Float64Array(0), this.groups))
    return this.units
  }
}
