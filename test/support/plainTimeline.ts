/** A timeline as its definition says it: each block, bucket by bucket. */
import { LEVEL_COUNT } from '../../src/engine/records/statistics.ts'
import type { BlockFigures } from './knownStatistics.ts'

/** Part of the time from `least` to `greatest` that is in a bucket. */
function partIn(least: number, greatest: number, from: number, to: number): number {
  if (least === greatest || sameBucket(least, greatest, from, to)) return least >= from && least < to ? 1 : 0
  return Math.max(0, Math.min(greatest, to) - Math.max(least, from)) / (greatest - least)
}

function sameBucket(least: number, greatest: number, from: number, to: number): boolean {
  return least >= from && least < to && greatest >= from && greatest < to
}

export function hasTimes(figures: BlockFigures | undefined): figures is BlockFigures {
  return figures !== undefined && figures.records > figures.untimed && figures.minTime <= figures.maxTime && Math.max(-figures.minTime, figures.maxTime) <= 8.64e15
}

/** By bucket, a number for each level. */
export function plainCounts(blocks: readonly (BlockFigures | undefined)[], from: number, width: number, count: number): number[] {
  return Array.from({ length: count * LEVEL_COUNT }, (_, i) => {
    const [bucket, level] = [Math.floor(i / LEVEL_COUNT), i % LEVEL_COUNT]
    const start = from + bucket * width
    return blocks.filter(hasTimes).reduce((sum, { records, untimed, minTime, maxTime, levels }) => {
      return sum + levels[level] * ((records - untimed) / records) * partIn(minTime, maxTime, start, start + width)
    }, 0)
  })
}
