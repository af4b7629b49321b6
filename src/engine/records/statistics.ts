/** What is known of a block of records without reading it again (SEMANTICS: time and level). */
import { LEVELS } from '../../common/page.ts'
import type { BlockTurns } from './time/turnChain.ts'

/** Statistics of `blocks` blocks, columnar: entry b is of block b. Plain arrays, so that they cross threads and are kept on disk. */
export interface BlockStatistics {
  readonly lines: Uint32Array
  readonly records: Uint32Array
  /** Least and greatest time of its records, milliseconds since 1970 in UTC; NaN where none has a time. */
  readonly minTime: Float64Array
  readonly maxTime: Float64Array
  /** Records without a time. */
  readonly untimed: Uint32Array
  /** Records per level: LEVEL_COUNT numbers for each block, the first of them without a level. */
  readonly levels: Uint32Array
  /**
   * Of stamps that come again every year or day, sparse: by the block's number here. Times of such blocks are provisional until the
   * file's turns are known.
   */
  readonly turns?: BlockTurns[]
}

export const LEVEL_COUNT = LEVELS.length

export function emptyStatistics(blocks: number): BlockStatistics {
  return {
    lines: new Uint32Array(blocks),
    records: new Uint32Array(blocks),
    minTime: new Float64Array(blocks).fill(NaN),
    maxTime: new Float64Array(blocks).fill(NaN),
    untimed: new Uint32Array(blocks),
    levels: new Uint32Array(blocks * LEVEL_COUNT),
    turns: [],
  }
}
