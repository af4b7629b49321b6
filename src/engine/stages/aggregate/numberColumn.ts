import { Counts, grown, type GroupColumn } from './groupColumn.ts'
import { rankOf, type Percent } from './percent.ts'
import { Sketches, type SavedSketches } from './sketches.ts'
import { Sums, type SavedSums } from './sums.ts'

/** What has to be known of a field's numbers. */
export type Need = 'sum' | 'range' | 'sketch'

export interface SavedNumbers {
  readonly counts: Float64Array
  readonly least?: Float64Array
  readonly greatest?: Float64Array
  readonly sums?: SavedSums
  readonly sketches?: SavedSketches
}

/** The numbers of one field in each group, shared by all functions of the field. Values that are not finite numbers are none. */
export class NumberColumn implements GroupColumn<SavedNumbers> {
  private readonly counts = new Counts()
  private readonly range: Range | undefined
  private readonly sums: Sums | undefined
  private readonly sketches: Sketches | undefined

  constructor(needs: ReadonlySet<Need>) {
    // A sketch knows its ends only roughly.
    if (needs.has('range') || needs.has('sketch')) this.range = new Range()
    if (needs.has('sum')) this.sums = new Sums()
    if (needs.has('sketch')) this.sketches = new Sketches()
  }

  grow(groups: number): void {
    this.counts.grow(groups)
    this.range?.grow(groups)
    this.sums?.grow(groups)
    this.sketches?.grow(groups)
  }

  /** Adds a number to each row's group; NaN where there is none. */
  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    const { counts } = this.counts
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      // Not for NaN and the infinities.
      if (x - x === 0) counts[groups[row]]++
    }
    this.range?.addRows(groups, numbers, rows)
    this.sums?.addRows(groups, numbers, rows)
    this.sketches?.addRows(groups, numbers, rows)
  }

  sum(group: number): number | undefined {
    return this.counts.counts[group] === 0 ? undefined : this.sums!.sum(group)
  }

  average(group: number): number | undefined {
    const count = this.counts.counts[group]
    return count === 0 ? undefined : this.sums!.sum(group) / count
  }

  least(group: number): number | undefined {
    return this.counts.counts[group] === 0 ? undefined : this.range!.least[group] + 0
  }

  greatest(group: number): number | undefined {
    return this.counts.counts[group] === 0 ? undefined : this.range!.greatest[group] + 0
  }

  percentile(group: number, percent: Percent): number | undefined {
    const count = this.counts.counts[group]
    if (count === 0) return undefined
    const least = this.least(group)!
    const greatest = this.greatest(group)!
    const rank = rankOf(percent, count)
    if (rank === 1) return least
    if (rank === count) return greatest
    return Math.min(greatest, Math.max(least, this.sketches!.at(group, rank)))
  }

  save(groups: number): SavedNumbers {
    return {
      counts: this.counts.save(groups),
      least: this.range?.least.slice(0, groups),
      greatest: this.range?.greatest.slice(0, groups),
      sums: this.sums?.save(groups),
      sketches: this.sketches?.save(groups),
    }
  }

  merge({ counts, least, greatest, sums, sketches }: SavedNumbers, targets: Uint32Array): void {
    this.counts.merge(counts, targets)
    if (least && greatest) {
      this.range?.addRows(targets, least, least.length)
      this.range?.addRows(targets, greatest, greatest.length)
    }
    if (sums) this.sums?.merge(sums, targets)
    if (sketches) this.sketches?.merge(sketches, targets)
  }
}

class Range {
  /** Infinities where a group has no number. */
  least = new Float64Array(0)
  greatest = new Float64Array(0)

  grow(groups: number): void {
    this.least = grown(this.least, groups, Infinity)
    this.greatest = grown(this.greatest, groups, -Infinity)
  }

  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    const { least, greatest } = this
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      if (x - x !== 0) continue
      const group = groups[row]
      if (x < least[group]) least[group] = x
      if (x > greatest[group]) greatest[group] = x
    }
  }
}
