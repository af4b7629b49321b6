/** Gathers the statistics of blocks. */
import { ChunkGatherer, type Tally } from './chunkGather.ts'
import type { LineSpans } from './fields/extractor.ts'
import type { RecordFacts } from './columnFacts.ts'
import { createFactReader, type FactReader } from './facts.ts'
import type { Format } from './formats/format.ts'
import { turningStamps, withPhases, type TurningStamps } from './formats/turning.ts'
import { freeNow } from '../../common/freeNow.ts'
import type { Kernels } from '../lines/kernels.ts'
import type { LineBatch } from './lineBatch.ts'
import { LEVEL_COUNT, type BlockStatistics } from './statistics.ts'
import { TurnChain } from './time/turnChain.ts'

/** Of one format over the kernels of one worker. */
export interface Gatherer {
  /**
   * Notes what the records that start in a block are, as entry `at` of `into`, which is as emptyStatistics made it. `lines`: lines that
   * start in the block; `records`: the first lines of its records; `offsetOf`: where in the source they start, for stamps that come again.
   */
  gather(bytes: Buffer, lines: number, records: LineSpans, into: BlockStatistics, at: number, offsetOf?: (at: number) => number): void
  /** To be called before anything is done with a block's records, if `end` will be: what walks over them for its own sake then does some of the work. */
  begin(records: LineBatch): void
  /** As `gather`, for the records of a block that began with `begin`. */
  end(records: LineBatch, into: BlockStatistics, at: number): void
}

export function createGatherer(format: Format, kernels: Kernels, given?: FactReader): Gatherer {
  const stamps = turningStamps(format)
  const readFacts = given ?? createFactReader(stamps ? withPhases(format) : format, kernels)
  // Where stamps come again it matters where each is.
  const chunks = stamps ? undefined : ChunkGatherer.of(format, kernels)
  const gatherer: Gatherer = {
    begin(records) {
      records.watchChunks(chunks)
    },

    end(records, into, at) {
      const { bytes, sourceOffset } = records.block
      if (!chunks || !records.showRows()) {
        gatherer.gather(bytes, records.lineCount, records.firstLines, into, at, sourceOffset)
        return
      }
      const tally = chunks.end((left, to) => addFacts(readFacts(bytes, left), to))
      into.lines[at] = records.lineCount
      into.records[at] = records.length
      into.levels.set(tally.levels, LEVEL_COUNT * at)
      into.untimed[at] = tally.untimed
      if (tally.untimed < records.length) {
        into.minTime[at] = tally.least
        into.maxTime[at] = tally.greatest
      }
    },

    gather(bytes, lines, records, into, at, offsetOf = (start) => start) {
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
      if (stamps) ({ least, greatest } = noteTurns(stamps, times, records.starts, offsetOf, into, at))
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
  return gatherer
}

function addFacts({ times, levels }: RecordFacts, to: Tally): void {
  for (let row = 0; row < times.length; row++) {
    to.levels[levels[row]]++
    const time = times[row]
    if (time !== time) to.untimed++
    else {
      if (time < to.least) to.least = time
      if (time > to.greatest) to.greatest = time
    }
  }
}

/** Notes how stamps turn; answers the least and greatest time of the stamps, each taken on its own. */
function noteTurns(
  { turning, until, zone }: TurningStamps,
  times: Float64Array,
  starts: Uint32Array,
  offsetOf: (at: number) => number,
  { turns }: BlockStatistics,
  at: number,
): { least: number; greatest: number } {
  const chain = new TurnChain(turning, until, zone)
  for (let row = 0; row < times.length; row++) if (times[row] === times[row]) chain.add(times[row], offsetOf(starts[row]))
  const { result } = chain
  if (turns && result) turns[at] = result
  return { least: result?.leastAlone ?? NaN, greatest: result?.greatestAlone ?? NaN }
}
