import { emptyStatistics, LEVEL_COUNT, type BlockStatistics } from './statistics.ts'

/** Statistics of which some are not known (yet): a pass may have been stopped, or blocks have been appended. */
export interface KnownStatistics extends BlockStatistics {
  /** 1 where the block's entries count, 0 where they are those of `emptyStatistics`. */
  readonly known: Uint8Array
}

export function unknownStatistics(blocks: number): KnownStatistics {
  return { ...emptyStatistics(blocks), known: new Uint8Array(blocks) }
}

/** Makes a block one that is not known. */
export function forget(statistics: KnownStatistics, block: number): void {
  statistics.known[block] = 0
  statistics.lines[block] = 0
  statistics.records[block] = 0
  statistics.minTime[block] = NaN
  statistics.maxTime[block] = NaN
  statistics.untimed[block] = 0
  statistics.levels.fill(0, block * LEVEL_COUNT, (block + 1) * LEVEL_COUNT)
}
