import type { KnownStatistics } from '../records/knownStatistics.ts'
import { LEVEL_COUNT } from '../records/statistics.ts'

/** Blocks that are added up together. */
export const GROUP_BLOCKS = 64

/** The latest time that a date can be, in milliseconds since 1970. */
export const LATEST = 8.64e15

/** Its times are such as there can be. */
export function isDated({ known, records, untimed, minTime, maxTime }: KnownStatistics, block: number): boolean {
  return known[block] === 1 && records[block] > untimed[block] && minTime[block] <= maxTime[block] && minTime[block] >= -LATEST && maxTime[block] <= LATEST
}

/** Part of the records of a block that have a time. Of which levels the others are is not known. */
export function datedPart({ records, untimed }: KnownStatistics, block: number): number {
  return (records[block] - untimed[block]) / records[block]
}

/** The statistics of some blocks that follow each other, added up: a timeline of a hundred gigabytes is made of a few of these. */
export class BlockGroups {
  readonly groups: number
  readonly least: Float64Array
  readonly greatest: Float64Array
  /** Records with a time: LEVEL_COUNT numbers for each group. */
  readonly levels: Float64Array
  readonly timed: Float64Array
  readonly untimed: Float64Array
  readonly known: Float64Array
  private readonly blocks: number
  private readonly stale: Uint8Array

  constructor(blocks: number) {
    this.blocks = blocks
    this.groups = Math.ceil(blocks / GROUP_BLOCKS)
    this.least = new Float64Array(this.groups).fill(NaN)
    this.greatest = new Float64Array(this.groups).fill(NaN)
    this.levels = new Float64Array(this.groups * LEVEL_COUNT)
    this.timed = new Float64Array(this.groups)
    this.untimed = new Float64Array(this.groups)
    this.known = new Float64Array(this.groups)
    this.stale = new Uint8Array(this.groups)
  }

  /** The statistics of a block have changed. */
  touch(block: number): void {
    this.stale[Math.floor(block / GROUP_BLOCKS)] = 1
  }

  /** Adds up again what has changed. */
  refresh(statistics: KnownStatistics): void {
    for (let group = 0; group < this.groups; group++) {
      if (this.stale[group] === 0) continue
      this.stale[group] = 0
      this.add(group, statistics)
    }
  }

  private add(group: number, statistics: KnownStatistics): void {
    const { records, minTime, maxTime, levels } = statistics
    let [least, greatest, timed, untimed, known] = [NaN, NaN, 0, 0, 0]
    const sums = this.levels.subarray(group * LEVEL_COUNT, (group + 1) * LEVEL_COUNT).fill(0)
    const end = Math.min(this.blocks, (group + 1) * GROUP_BLOCKS)
    for (let block = group * GROUP_BLOCKS; block < end; block++) {
      if (statistics.known[block] === 0) continue
      known++
      if (!isDated(statistics, block)) {
        untimed += records[block]
        continue
      }
      const without = statistics.untimed[block]
      timed += records[block] - without
      untimed += without
      if (!(minTime[block] >= least)) least = minTime[block]
      if (!(maxTime[block] <= greatest)) greatest = maxTime[block]
      const part = datedPart(statistics, block)
      for (let level = 0; level < LEVEL_COUNT; level++) sums[level] += part * levels[block * LEVEL_COUNT + level]
    }
    this.least[group] = least
    this.greatest[group] = greatest
    this.timed[group] = timed
    this.untimed[group] = untimed
    this.known[group] = known
  }
}
