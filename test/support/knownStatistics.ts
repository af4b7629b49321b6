import fc from 'fast-check'
import { LEVEL_COUNT } from '../../src/engine/records/statistics.ts'
import { unknownStatistics, type KnownStatistics } from '../../src/engine/records/knownStatistics.ts'

/** What is known of one block; undefined: nothing. */
export interface BlockFigures {
  readonly lines: number
  readonly records: number
  readonly untimed: number
  readonly minTime: number
  readonly maxTime: number
  readonly levels: readonly number[]
}

export function statisticsOf(blocks: readonly (BlockFigures | undefined)[]): KnownStatistics {
  const statistics = unknownStatistics(blocks.length)
  blocks.forEach((figures, block) => {
    if (!figures) return
    statistics.known[block] = 1
    for (const name of ['lines', 'records', 'untimed', 'minTime', 'maxTime'] as const) statistics[name][block] = figures[name]
    statistics.levels.set(figures.levels, block * LEVEL_COUNT)
  })
  return statistics
}

/** Times as logs have them, and as no log has. */
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
  fc.integer({ min: 1_700_000_000_000_000, max: 1_700_000_100_000_000 }).map((microseconds) => microseconds / 1000),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(NaN, 0, -0, -1, 0.5, 2 ** 52, -(2 ** 52), 2 ** 52 / 1000, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE),
)
const times = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(time, time).map(([a, b]) => (a > b ? [b, a] : [a, b])) },
  { weight: 2, arbitrary: fc.constant([NaN, NaN]) },
  { weight: 1, arbitrary: fc.tuple(time, time) },
)

/** Any figures of a block of `blockBytes`, also such as no log has: each count up to as many as it has bytes. */
export function figures(blockBytes: number): fc.Arbitrary<BlockFigures> {
  const few = fc.integer({ min: 0, max: Math.min(300, blockBytes) })
  const count = fc.oneof(fc.constantFrom(0, blockBytes), few, fc.integer({ min: 0, max: blockBytes }))
  const levels = fc.array(count, { minLength: LEVEL_COUNT, maxLength: LEVEL_COUNT })
  return fc
    .record({ lines: count, records: count, untimed: count, times, levels })
    .map(({ times: [minTime, maxTime], ...rest }) => ({ ...rest, minTime, maxTime }))
}

/** What a generator returns when it has been run to its end. */
export function returned<R>(work: Generator<unknown, R> | undefined): R | undefined {
  for (let step = work?.next(); step; step = work?.next()) if (step.done) return step.value
  return undefined
}
