/**
 * What of a result stays as it is when the files grow: that of the blocks whose records are all there. A run over files that have grown takes it over and reads
 * only the rest (SEMANTICS: follow).
 */
import { RECORD_REACH_BYTES } from '../common/constants.ts'
import { beginsAs, type FileIdentity } from './bytes/identity.ts'
import type { SourceSpec } from './bytes/source.ts'
import type { BlockCounts } from './results/counts.ts'
import { isSamePlan, type Plan } from './results/plan.ts'
import type { BlockMap } from './results/blockMap.ts'
import type { Range } from './results/ranges.ts'
import type { BlockSizes, ScanResult, StageFaults } from './results/scannerApi.ts'
import { joinFaults, type StageTally } from './results/stageTally.ts'
import type { RunEnvironment } from './runEnvironment.ts'

interface Files {
  readonly sources: readonly { readonly size: number }[]
  readonly map: BlockMap
  readonly sizes: BlockSizes
}

/** Blocks at the start of each source that growth leaves as they are, as far as lines are read: lines that belong to their last record start so far behind them at most. */
export function settledBlocks({ sources, map, sizes: { blockBytes, maxLineBytes, reachBytes = RECORD_REACH_BYTES } }: Files): readonly number[] {
  return sources.map(({ size }, source) => {
    const blocks = Math.floor((size - maxLineBytes - reachBytes) / blockBytes)
    return Math.min(map.starts[source + 1] - map.starts[source], Math.max(0, blocks))
  })
}

/** Whether that is so of lines of any length, all of which are searched: all lines of these blocks' records have ended where a line is known to start behind them. */
export function areSettled(files: Files, lines: Pick<BlockCounts, 'at'>): boolean {
  const { map, sizes: { blockBytes, reachBytes = RECORD_REACH_BYTES } } = files
  return settledBlocks(files).every((blocks, source) => {
    if (blocks === 0) return true
    for (let block = map.starts[source] + blocks + Math.ceil(reachBytes / blockBytes); block < map.starts[source + 1]; block++) if (lines.at(block) > 0) return true
    return false
  })
}

/** Whether the files, which have been looked at again, are those of before, each as it was or longer, and are read in the same way; and whether what is settled of them is known. */
export async function haveGrown(before: RunEnvironment, identities: readonly FileIdentity[], now: RunEnvironment): Promise<boolean> {
  const isSame = before.sources.length === now.sources.length && before.sources.every((source, i) => isReadAs(source, now.sources[i]))
  // Stamps that come again every year may be of another one, now that more is known.
  if (!isSame || before.known.turns.isUsed || identities.length < now.sources.length || !areSettled(before, before.known.lines)) return false
  for (const [i, { path }] of now.sources.entries()) if (!(await beginsAs(path, identities[i]).catch(() => false))) return false
  return true
}

function isReadAs(before: SourceSpec, now: SourceSpec): boolean {
  const { path, format, encoding, skip, shift, declared } = now
  const isSame = before.path === path && before.format === format && before.encoding === encoding && before.skip === skip && before.shift === shift
  return isSame && before.size <= now.size && !before.members && !now.members && JSON.stringify(before.declared) === JSON.stringify(declared)
}

/** The part of the first segment's result that is settled, as far as passes have read it. */
export class SettledPart {
  /** What an aggregate behind it has added up of it, as plain data; undefined as long as that is not all of it. */
  aggregate: unknown
  private readonly plan: Plan
  private readonly map: BlockMap
  private readonly settled: readonly number[]
  /** Rows of each block of the part; -1 for others. */
  private readonly rows: Int32Array
  /** Rows that came out of each stage. */
  private readonly out: Float64Array
  private readonly seen = new Map<string, readonly [number, string]>()
  private readonly faults = new Map<number, StageFaults>()
  /** 1 for blocks that another run has read. */
  private taken: Uint8Array | undefined

  /** `before`: of a run over the same files before they have grown. */
  constructor(plan: Plan, files: Files, before?: SettledPart) {
    this.plan = plan
    this.map = files.map
    this.settled = settledBlocks(files)
    this.rows = new Int32Array(files.map.blocks).fill(-1)
    this.out = new Float64Array(plan.segments[0].local.length)
    const end = plan.segments[0].end?.kind
    if (before && (!end || end === 'aggregate') && isSamePlan(plan, before.plan) && (!end || before.aggregate !== undefined)) this.takeFrom(before)
  }

  /** There are blocks that need not be read again. */
  get isTaken(): boolean {
    return this.taken !== undefined
  }

  /** Whether another run has read the block. */
  has(block: number): boolean {
    return this.taken?.[block] === 1
  }

  /** Whether growth leaves the block as it is. */
  isSettled(block: number): boolean {
    const source = this.map.sourceOf(block)
    return block - this.map.starts[source] < this.settled[source]
  }

  /** Takes what a scan has found. */
  note({ from, to }: Range, { rows, out, seen, faults }: Pick<ScanResult, 'rows' | 'out' | 'seen' | 'faults'>): void {
    for (let block = from; block < to; block++) if (this.rows[block] >= 0 || !this.isSettled(block)) return
    this.rows.set(rows, from)
    this.add(out, seen, faults)
  }

  /** Counts what another run has read. */
  countTaken(counts: BlockCounts | undefined, tally: StageTally): void {
    const { taken, rows } = this
    if (!taken) return
    if (counts) for (let block = 0; block < taken.length; block++) if (taken[block] === 1) counts.set(block, rows[block])
    tally.add(0, this.takenOut, [...this.seen.values()], [...this.faults.values()])
  }

  private takenOut = new Float64Array(0)

  private takeFrom(before: SettledPart): void {
    const { map, rows } = this
    const taken = new Uint8Array(map.blocks)
    before.settled.forEach((blocks, source) => {
      const from = before.map.starts[source]
      for (let i = 0; i < blocks; i++) {
        if (before.rows[from + i] < 0) continue
        rows[map.starts[source] + i] = before.rows[from + i]
        taken[map.starts[source] + i] = 1
      }
    })
    this.taken = taken
    this.aggregate = before.aggregate
    this.add(before.out, [...before.seen.values()], before.faults.values())
    this.takenOut = this.out.slice()
  }

  private add(out: Float64Array, seen: readonly (readonly [number, string])[], faults: Iterable<StageFaults>): void {
    for (const each of faults) this.faults.set(each.stage, joinFaults(this.faults.get(each.stage), each))
    for (let i = 0; i < out.length; i++) this.out[i] += out[i]
    for (const entry of seen) this.seen.set(entry.join(), entry)
  }
}
