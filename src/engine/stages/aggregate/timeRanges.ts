import type { BatchFields } from './batchFields.ts'
import { entries, grown, type GroupColumn, type SomeGroups } from './groupColumn.ts'

export interface SavedRanges {
  readonly least: Float64Array
  readonly greatest: Float64Array
}

/** The least and the greatest time of the rows of each group. */
export class TimeRanges implements GroupColumn<SavedRanges> {
  private least = new Float64Array(0)
  private greatest = new Float64Array(0)

  grow(groups: number): void {
    this.least = grown(this.least, groups, Infinity)
    this.greatest = grown(this.greatest, groups, -Infinity)
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const times = batch.times()
    for (let row = 0; row < batch.rows; row++) this.add(groups[row], times[row], times[row])
  }

  /** Milliseconds between them; undefined where there are no two different times. */
  length(group: number): number | undefined {
    const length = this.greatest[group] - this.least[group]
    return length > 0 ? length : undefined
  }

  save(groups: number, some?: SomeGroups): SavedRanges {
    return { least: entries(this.least, groups, some), greatest: entries(this.greatest, groups, some) }
  }

  merge({ least, greatest }: SavedRanges, targets: Uint32Array): void {
    for (let i = 0; i < least.length; i++) this.add(targets[i], least[i], greatest[i])
  }

  private add(group: number, from: number, to: number): void {
    if (from < this.least[group]) this.least[group] = from
    if (to > this.greatest[group]) this.greatest[group] = to
  }
}
