/** Gathers the statistics of blocks. */
import type { LineSpans } from './fields/extractor.ts'
import { createFactReader, type FactReader } from './facts.ts'
import type { Format } from './formats/format.ts'
import { freeNow } from '../../common/freeNow.ts'
import type { Kernels } from '../lines/kernels.ts'
import { LEVEL_COUNT, type BlockStatistics } from './statistics.ts'

/** Of one format over the kernels of one worker. */
export interface Gatherer {
  /**
   * Notes what the records that start in a block are, as entry `at` of `into`, which is as emptyStatistics made it. `lines`: lines that
   * start in the block; `records`: the first lines of its records.
   */
  gather(bytes: Buffer, lines: number, records: LineSpans, into: BlockStatistics, at: number): void
}

export function createGatherer(format: Format, kernels: Kernels, readFacts: FactReader = createFactReader(format, kernels)): Gatherer {
  return {
    gather(bytes, lines, records, into, at) {
      into.lines[at] = lines
      into.records[at] = records.count
      const { times, levels } = readFacts(bytes, records)
      const counts = new Uint32Array(LEVEL_COUNT)
      let least = Infinity
      let greatest = -Infinity
      let untimed = 0
      for (let row = 0; row < records.count; row++) {
        counts[levels[row]]++
        const time = times[row]
        if (time !== time) untimed++
        else {
          if (time < least) least = time
          if (time > greatest) greatest = time
        }
      }
      into.levels.set(counts, LEVEL_COUNT * at)
      into.untimed[at] = untimed
      freeNow(times)
      freeNow(levels)
      if (untimed < records.count) {
        into.minTime[at] = least
        into.maxTime[at] = greatest
      }
    },
  }
}
