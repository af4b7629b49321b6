import type { Timeline, TimelineParams } from '../../common/protocol.ts'
import type { KnownBlocks } from '../knownBlocks.ts'
import { originBlock } from '../origin.ts'
import type { KnownStatistics } from '../records/knownStatistics.ts'
import { LEVEL_COUNT } from '../records/statistics.ts'
import { zoneOf } from '../records/time/zones.ts'
import { showsEveryRow, timesAskedFor } from '../results/skipping.ts'
import type { Run } from '../run.ts'
import { datedPart, GROUP_BLOCKS, isDated, LATEST, type BlockGroups } from './blockGroups.ts'
import { bucketsBetween, type TimeBuckets } from './buckets.ts'
import { Spread } from './spread.ts'

const MOST_BUCKETS = 2000

/** What is known of the times of files without looking at their blocks. */
export interface TimeFrame {
  /** Their formats have times. */
  readonly canHaveTimes: boolean
  /** The least and the greatest time of samples; NaN for none. */
  readonly least: number
  readonly greatest: number
  /** In which times are shown. */
  readonly zone?: string
}

interface Bounds {
  readonly from: number
  readonly to: number
}

type Options = Omit<TimelineParams, 'analysis' | 'run'>

/**
 * How many records there are at which times, as far as the statistics of blocks are known. The records of a block are spread evenly over the time from its
 * first to its last, so a place is exact to the width of a block.
 */
export function timelineOf({ statistics, groups }: Pick<KnownBlocks, 'statistics' | 'groups'>, frame: TimeFrame, run: Run | undefined, options: Options): Timeline {
  if (statistics) groups.refresh(statistics)
  const { canHaveTimes, zone } = frame
  const totals = totalsOf(groups, statistics?.records.length ?? 0)
  const { timed, untimed, known } = totals
  const result = { counts: [], from: 0, width: 1, zone, canHaveTimes, timed, untimed, known }
  const least = lesser(totals.least, frame.least)
  const greatest = -lesser(-totals.greatest, -frame.greatest)
  if (!statistics || Number.isNaN(least) || Number.isNaN(greatest)) return result
  const most = Math.max(1, Math.min(MOST_BUCKETS, Math.floor(options.buckets)))
  const from = Math.max(-LATEST, Math.min(LATEST, options.from ?? least))
  const to = Math.max(from, Math.min(LATEST, options.to ?? greatest))
  const buckets = bucketsBetween(from, to, most, zoneOf(zone))
  const asked = run ? timesAskedFor(run.plan) : EVER
  return {
    ...result,
    from: buckets.from,
    width: buckets.width,
    least,
    greatest,
    counts: levelsOver(buckets, statistics, groups),
    ...(run && showsRowsOfTheLog(run) ? { matches: matchesOver(buckets, statistics, groups, run, asked) } : {}),
    ...(asked.from > -Infinity || asked.to < Infinity ? { filter: { from: finite(asked.from), to: finite(asked.to) } } : {}),
  }
}

const EVER: Bounds = { from: -Infinity, to: Infinity }

function finite(time: number): number | undefined {
  return Number.isFinite(time) ? time : undefined
}

function lesser(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a
}

function totalsOf(groups: BlockGroups, blocks: number): { least: number; greatest: number; timed: number; untimed: number; known: number } {
  let [least, greatest, timed, untimed, known] = [NaN, NaN, 0, 0, 0]
  for (let group = 0; group < groups.groups; group++) {
    timed += groups.timed[group]
    untimed += groups.untimed[group]
    known += groups.known[group]
    if (!(groups.least[group] >= least)) least = lesser(least, groups.least[group])
    if (!(groups.greatest[group] <= greatest)) greatest = -lesser(-greatest, -groups.greatest[group])
  }
  return { least, greatest, timed, untimed, known: blocks === 0 ? 1 : known / blocks }
}

function endOf({ from, count, width }: TimeBuckets): number {
  return from + count * width
}

/** The bucket that all times of a group are in; -1 where there is none. */
function bucketOfGroup({ from, width, count }: TimeBuckets, { least, greatest }: BlockGroups, group: number): number {
  const bucket = Math.floor((least[group] - from) / width)
  return bucket >= 0 && bucket < count && bucket === Math.floor((greatest[group] - from) / width) ? bucket : -1
}

/** Whether times of a group are in one of the buckets. */
function isWithin(buckets: TimeBuckets, { least, greatest }: BlockGroups, group: number): boolean {
  return greatest[group] >= buckets.from && least[group] < endOf(buckets)
}

function levelsOver(buckets: TimeBuckets, statistics: KnownStatistics, groups: BlockGroups): number[] {
  const { levels, minTime, maxTime } = statistics
  const spread = new Spread(buckets, LEVEL_COUNT)
  for (let group = 0; group < groups.groups; group++) {
    if (!isWithin(buckets, groups, group)) continue
    if (bucketOfGroup(buckets, groups, group) >= 0) {
      spread.range(groups.least[group], groups.least[group])
      for (let level = 0; level < LEVEL_COUNT; level++) spread.add(level, groups.levels[group * LEVEL_COUNT + level])
      continue
    }
    const end = Math.min(minTime.length, (group + 1) * GROUP_BLOCKS)
    for (let block = group * GROUP_BLOCKS; block < end; block++) {
      if (maxTime[block] < buckets.from || minTime[block] >= endOf(buckets) || !isDated(statistics, block)) continue
      const part = datedPart(statistics, block)
      spread.range(minTime[block], maxTime[block])
      for (let level = 0; level < LEVEL_COUNT; level++) {
        const count = levels[block * LEVEL_COUNT + level]
        if (count > 0) spread.add(level, count * part)
      }
    }
  }
  return spread.sums()
}

/** Its rows are some of the log's, of which it is known in which blocks they are. */
function showsRowsOfTheLog(run: Run): boolean {
  if (run.plan.columns.table || showsEveryRow(run.plan)) return false
  return run.lastSegment === 0 || run.input(run.lastSegment)?.kind === 'spans'
}

function matchesOver(buckets: TimeBuckets, statistics: KnownStatistics, groups: BlockGroups, run: Run, asked: Bounds): number[] {
  const { counts, lastSegment } = run
  const { minTime, maxTime } = statistics
  const spread = new Spread(buckets, 1)
  const blocks = counts?.blocks ?? 0
  for (let first = 0; counts && first < blocks; first += GROUP_BLOCKS) {
    const end = Math.min(blocks, first + GROUP_BLOCKS)
    const [before, behind] = [counts.before(first), counts.before(end)]
    if (behind.exact && behind.value === before.value) continue
    const group = first / GROUP_BLOCKS
    if (lastSegment === 0 && behind.exact && groups.known[group] === end - first && bucketOfGroup(buckets, groups, group) >= 0 && groups.untimed[group] === 0) {
      spread.range(groups.least[group], groups.least[group])
      spread.add(0, behind.value - before.value)
      continue
    }
    for (let block = first; block < end; block++) {
      const rows = counts.at(block)
      if (rows <= 0) continue
      const origin = lastSegment === 0 ? block : originBlock(run, lastSegment, block)
      if (origin === undefined || !isDated(statistics, origin)) continue
      const [least, greatest] = [minTime[origin], maxTime[origin]]
      // Where a time was asked for, none of them are outside of it.
      const within = least < asked.to && greatest >= asked.from
      spread.range(within ? Math.max(least, asked.from) : least, within ? Math.min(greatest, asked.to) : greatest)
      spread.add(0, rows)
    }
  }
  return spread.sums()
}
