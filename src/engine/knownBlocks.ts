import type { KnownTurns } from './knownTurns.ts'
import type { FileIdentity } from './bytes/identity.ts'
import { unknownStatistics, type KnownStatistics } from './records/knownStatistics.ts'
import { LEVEL_COUNT, type BlockStatistics } from './records/statistics.ts'
import { BlockCounts } from './results/counts.ts'
import type { KeptIndexStore } from './results/keptIndex/store.ts'
import type { BlockMap } from './results/blockMap.ts'
import type { ScanResult } from './results/scannerApi.ts'
import { BlockGroups } from './timeline/blockGroups.ts'

/** What an index that is kept of a source is of. */
export interface IndexedSource {
  readonly path: string
  readonly identity: FileIdentity
  readonly format: string
}

/** What the passes of every query have found out about the blocks of an analysis; it can outlive the analysis in a store. */
export class KnownBlocks {
  /** Lines of every block. */
  readonly lines: BlockCounts
  /** Records of every block, as far as a pass has counted them: one that searches need not. */
  readonly records: BlockCounts
  /** Undefined where nobody keeps them. */
  readonly statistics: KnownStatistics | undefined
  /** The statistics, added up. */
  readonly groups: BlockGroups
  /** Of which years and days stamps are that do not say it. */
  readonly turns: KnownTurns
  private readonly map: BlockMap
  private readonly store: KeptIndexStore | undefined
  private readonly mode: 'lines' | 'records'
  private readonly blockBytes: number
  private statisticsLeft: number
  private changed = false
  /** Milliseconds by which the times of each source are moved in the statistics, and the least and greatest times as they are. */
  private readonly shifts: readonly number[]
  private readonly own: Pick<KnownStatistics, 'minTime' | 'maxTime'>

  /** `gathers`: the statistics are wanted also where nobody keeps them. */
  constructor(
    map: BlockMap,
    options: { store?: KeptIndexStore; turns: KnownTurns; everyLine: boolean; blockBytes: number; gathers?: boolean; shifts?: readonly number[] },
  ) {
    this.map = map
    this.lines = new BlockCounts(map.blocks)
    this.records = new BlockCounts(map.blocks)
    this.store = options.store
    this.turns = options.turns
    this.mode = options.everyLine ? 'lines' : 'records'
    this.blockBytes = options.blockBytes
    this.statistics = this.store || options.gathers ? unknownStatistics(map.blocks) : undefined
    this.groups = new BlockGroups(this.statistics ? map.blocks : 0)
    this.shifts = options.shifts?.some((shift) => shift !== 0) ? options.shifts : []
    const { minTime, maxTime } = this.shifts.length > 0 ? unknownStatistics(map.blocks) : (this.statistics ?? unknownStatistics(0))
    this.own = { minTime, maxTime }
    this.statisticsLeft = this.statistics ? map.blocks : 0
  }

  /** Lines and records of all blocks. */
  get isCounted(): boolean {
    return this.lines.complete && this.records.complete
  }

  /** A pass over the block would tell nothing new. */
  isKnown(block: number): boolean {
    return this.lines.at(block) >= 0 && this.records.at(block) >= 0 && this.statistics?.known[block] !== 0 && !this.turns.wants(block)
  }

  /** There are blocks whose statistics are wanted and not known. */
  get wantsStatistics(): boolean {
    return this.statisticsLeft > 0 || this.turns.missing
  }

  /** Notes what a scan of the blocks from `from` on has counted on its way. */
  note(from: number, { lines, records, statistics }: Pick<ScanResult, 'lines' | 'records' | 'statistics'>): void {
    for (let i = 0; i < lines.length; i++) {
      this.lines.set(from + i, lines[i])
      if (records[i] >= 0) this.records.set(from + i, records[i])
    }
    if (!statistics) return
    this.take(from, statistics, () => true)
    this.turns.note(from, statistics, (block, least, greatest) => this.setTimes(block, least, greatest))
  }

  /** Takes over what is kept of the sources and still true. */
  async load(sources: readonly (IndexedSource | undefined)[]): Promise<void> {
    const { store, mode, blockBytes } = this
    if (!store) return
    await Promise.all(
      sources.map(async (indexed, source) => {
        if (!indexed) return
        const { path, identity, format } = indexed
        const kept = await store.load(path, identity, { format, mode, blockBytes })
        if (!kept) return
        // What has been appended is not in the table.
        if (this.turns.has(source) && (kept.change === 'grown' || !this.turns.take(source, kept.basis))) return
        const from = this.map.starts[source]
        const { known, lines, records } = kept.statistics
        this.take(from, kept.statistics, (block) => known[block] === 1)
        known.forEach((is, block) => {
          if (is === 0) return
          this.lines.set(from + block, lines[block])
          this.records.set(from + block, records[block])
        })
      }),
    )
    this.changed = false
  }

  /** Takes over what was known of blocks at the start of each source, so many of each, before the files have grown. */
  inherit(before: KnownBlocks, blocks: readonly number[]): void {
    blocks.forEach((count, source) => {
      const from = this.map.starts[source]
      const old = before.map.starts[source]
      for (let i = 0; i < count; i++) {
        if (before.lines.at(old + i) >= 0) this.lines.set(from + i, before.lines.at(old + i))
        if (before.records.at(old + i) >= 0) this.records.set(from + i, before.records.at(old + i))
      }
      if (!before.statistics) return
      const part = slice({ ...before.statistics, ...before.own }, old, old + count)
      this.take(from, part, (block) => part.known[block] === 1)
    })
  }

  /** Keeps what has been found out since it was loaded. */
  async save(sources: readonly (IndexedSource | undefined)[]): Promise<void> {
    const { store, mode, blockBytes, statistics } = this
    if (!store || !statistics || !this.changed) return
    this.changed = false
    for (const [source, indexed] of sources.entries()) {
      if (!indexed) continue
      const { path, identity, format } = indexed
      const basis = this.turns.has(source) ? this.turns.text(source) : ''
      // Their times are not known yet.
      if (basis === undefined) continue
      const part = slice({ ...statistics, ...this.own }, this.map.starts[source], this.map.starts[source + 1])
      await store.save(path, identity, { format, mode, blockBytes, basis }, part)
    }
  }

  private setTimes(block: number, least: number, greatest: number): void {
    const { statistics, own } = this
    if (!statistics) return
    this.groups.touch(block)
    own.minTime[block] = least
    own.maxTime[block] = greatest
    const shift = this.shifts.length > 0 ? this.shifts[this.map.sourceOf(block)] : 0
    statistics.minTime[block] = least + shift
    statistics.maxTime[block] = greatest + shift
  }

  private take(from: number, more: BlockStatistics, isKnown: (block: number) => boolean): void {
    const { statistics } = this
    if (!statistics) return
    for (let i = 0; i < more.lines.length; i++) {
      if (!isKnown(i)) continue
      const block = from + i
      if (statistics.known[block] === 0) this.statisticsLeft--
      statistics.known[block] = 1
      statistics.lines[block] = more.lines[i]
      statistics.records[block] = more.records[i]
      this.setTimes(block, more.minTime[i], more.maxTime[i])
      statistics.untimed[block] = more.untimed[i]
      statistics.levels.set(more.levels.subarray(i * LEVEL_COUNT, (i + 1) * LEVEL_COUNT), block * LEVEL_COUNT)
      this.changed = true
    }
  }
}

function slice(statistics: KnownStatistics, from: number, to: number): KnownStatistics {
  return {
    known: statistics.known.subarray(from, to),
    lines: statistics.lines.subarray(from, to),
    records: statistics.records.subarray(from, to),
    minTime: statistics.minTime.subarray(from, to),
    maxTime: statistics.maxTime.subarray(from, to),
    untimed: statistics.untimed.subarray(from, to),
    levels: statistics.levels.subarray(from * LEVEL_COUNT, to * LEVEL_COUNT),
  }
}
