/**
 * Which blocks have to be read for a condition on time or level, by their statistics. Masks: 1 for a block that may hold such a record, 0
 * for one that surely holds none. A block that is not known may hold anything.
 */
import { LEVEL_COUNT } from './statistics.ts'
import type { KnownStatistics } from './knownStatistics.ts'

/** May hold a record of a time from `from` to `to`, both included, in milliseconds since 1970; a bound that is NaN or infinite is none. */
export function blocksWithin(statistics: KnownStatistics, from: number, to: number): Uint8Array {
  const { minTime, maxTime, records, untimed } = statistics
  return choose(statistics, (block) => {
    if (records[block] === untimed[block]) return false
    // Comparisons that are false for NaN: what is not said to be outside is inside.
    return !(maxTime[block] < from) && !(minTime[block] > to)
  })
}

/** May hold a record that has no time: for conditions that are true of those, as a negated comparison is. */
export function blocksWithoutTime(statistics: KnownStatistics): Uint8Array {
  return choose(statistics, (block) => statistics.untimed[block] > 0)
}

/** May hold a record of one of the levels (indexes into LEVELS; 0 is having none). Of a negated condition, ask for all the other levels. */
export function blocksWithLevel(statistics: KnownStatistics, levels: readonly number[]): Uint8Array {
  return choose(statistics, (block) => levels.some((level) => statistics.levels[block * LEVEL_COUNT + level] > 0))
}

function choose({ known }: KnownStatistics, mayHold: (block: number) => boolean): Uint8Array {
  return known.map((isKnown, block) => (isKnown === 0 || mayHold(block) ? 1 : 0))
}
