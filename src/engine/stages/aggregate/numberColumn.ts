import { grown, type GroupColumn } from './groupColumn.ts'
import { rankOf, type Percent } from './percent.ts'
import { Sketches, type SavedSketches } from './sketches.ts'
import { Sums, type SavedSums } from './sums.ts'

/** What has to be known of a field's numbers besides how many there are, the least and the greatest. */
export type Need = 'sum' | 'sketch'

export interface SavedNumbers {
  readonly counts: Float64Array
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly sums?: SavedSums
  readonly sketches?: SavedSketches
}

/** The numbers of one field in each group, shared by all functions of the field. Values that are not finite numbers are none. */
export class NumberColumn implements GroupColumn<SavedNumbers> {
  private counts = new Float64Array(0)
  /** Infinities where a group has no number. */
  private lowest = new Float64Array(0)
  private highest = new Float64Array(0)
  private readonly sums: Sums | undefined
  private readonly sketches: Sketches | undefined

  constructor(needs: ReadonlySet<Need>) {
    if (needs.has('sum')) this.sums = new Sums()
    if (needs.has('sketch')) this.sketches = new Sketches()
  }

  grow(groups: number): void {
    this.counts = grown(this.counts, groups)
    this.lowest = grown(this.lowest, groups, Infinity)
    this.highest = grown(this.highest, groups, -Infinity)
    this.sums?.grow(groups)
    this.sketches?.grow(groups)
  }

  /** Adds a number to each row's group; NaN where there is none. */
  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
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
  }

  sum(group: number): number | undefined {
    return this.counts[group] === 0 ? undefined : this.sums?.sum(group)
  }

  average(group: number): number | undefined {
    const sum = this.sum(group)
    return sum === undefined ? undefined : sum / this.counts[group]
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

  save(groups: number): SavedNumbers {
    return {
      counts: this.counts.slice(0, groups),
      least: this.lowest.slice(0, groups),
      greatest: this.highest.slice(0, groups),
      sums: this.sums?.save(groups),
      sketches: this.sketches?.save(groups),
    }
  }

  merge({ counts, least, greatest, sums, sketches }: SavedNumbers, targets: Uint32Array): void {
    for (let i = 0; i < counts.length; i++) {
      const group = targets[i]
      this.counts[group] += counts[i]
      this.lowest[group] = Math.min(this.lowest[group], least[i])
      this.highest[group] = Math.max(this.highest[group], greatest[i])
    }
    if (sums) this.sums?.merge(sums, targets)
    if (sketches) this.sketches?.merge(sketches, targets)
  }
}
