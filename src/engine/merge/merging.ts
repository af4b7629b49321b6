import type { KnownBlocks } from '../knownBlocks.ts'
import { originBlock } from '../origin.ts'
import type { KnownStatistics } from '../records/knownStatistics.ts'
import { inOrder } from '../results/inOrder.ts'
import type { Plan } from '../results/plan.ts'
import { idlest, type ScannerPool } from '../results/pool.ts'
import type { BlockMap } from '../results/blockMap.ts'
import { ranges, type Range } from '../results/ranges.ts'
import type { Scanned } from '../results/spans.ts'
import type { Run } from '../run.ts'
import type { RunEnvironment } from '../runEnvironment.ts'
import type { RowSpan } from '../stages/contract.ts'
import { mergedSpans, RunningMaximum, type ScannedSource } from './mergedSpans.ts'
import { boundsOf, MergeOrder, type KeyBounds } from './mergeOrder.ts'

/** Keys of rows that are kept for the next page, in bytes. */
const CACHED_BYTES = 16 * 1024 * 1024

/** Whether what goes into a segment are rows of the files: those of a table have an order of their own. */
export function hasFileRows({ segments }: Plan, segment: number): boolean {
  return segments.slice(0, segment).every(({ end }) => end?.kind === 'ordered' || end?.kind === 'context' || end?.kind === 'learn')
}

/** Whether the order of the first segment's rows is asked for: it depends on the times of all records, whether or not they are rows. */
export function needsTimes({ segments: [{ end }] }: Plan, { merging, paged }: RunEnvironment): boolean {
  return merging !== undefined && (end ? end.kind !== 'aggregate' : paged)
}

/** The files of an analysis are merged by time: what is known of that, for all of its queries. */
export class Merging {
  private readonly map: BlockMap
  private readonly known: KnownBlocks
  private files: MergeOrder | undefined
  private readonly later = new WeakMap<object, MergeOrder>()
  private keys = new KeyCache()

  constructor(map: BlockMap, known: KnownBlocks) {
    this.map = map
    this.known = known
  }

  /** The statistics of all blocks are known. */
  get isKnown(): boolean {
    return !this.known.wantsStatistics
  }

  get statistics(): KnownStatistics {
    const { statistics } = this.known
    if (!statistics) throw new Error('merging takes statistics')
    return statistics
  }

  /** The order of the blocks of a run's last segment; undefined where it has none, or it is not known yet: then the files come one after the other. */
  order(run: Run): MergeOrder | undefined {
    return hasFileRows(run.plan, run.lastSegment) ? this.orderOf(run, run.lastSegment) : undefined
  }

  /** The same of any segment that has rows of the files. */
  orderOf(run: Run, segment: number): MergeOrder | undefined {
    const files = this.isKnown ? (this.files ??= new MergeOrder(this.map.starts, boundsOf(this.map, this.statistics))) : undefined
    if (segment === 0) return files
    const input = run.input(segment)
    if (input?.kind !== 'spans') return undefined
    let order = this.later.get(input)
    if (!order) {
      const origins = Uint32Array.from({ length: input.spans.length / 3 }, (_, block) => originBlock(run, segment, block)!)
      const bounds: KeyBounds = files ?? boundsOf(this.map, this.statistics)
      order = MergeOrder.ofOrigins(origins, this.map, bounds)
      if (order) this.later.set(input, order)
    }
    return order
  }

  /** Finds out the statistics of all blocks. `check` throws when nobody wants them any more. */
  async gather({ lanes }: ScannerPool, program: number, check: () => void): Promise<void> {
    const { known, map } = this
    const atOnce = 2 * lanes.length
    const items = ranges({ from: 0, to: map.blocks }, 'forward', (block) => this.statistics.known[block] === 1, atOnce)
    for await (const { item, result } of inOrder(items, atOnce, (part) => idlest(lanes).calls.gather({ program, ...part }))) {
      check()
      known.note(item.from, result)
    }
  }

  /** The rows of a segment in the order of the merge. Backward all statistics must be known. `scan` gives results with keys. */
  spans(run: Run, segment: number, direction: 'forward' | 'backward', scan: (blocks: Range, atOnce: number) => AsyncGenerator<Scanned>, lanes: number): AsyncGenerator<RowSpan> {
    const order = this.orderOf(run, segment)
    if (!order && (segment > 0 || direction === 'backward')) throw new Error('the times above the rows are not known')
    const starts = order?.starts ?? this.map.starts
    const running = new RunningMaximum(this.map, this.statistics)
    const sources: ScannedSource[] = []
    const atOnce = Math.ceil((2 * lanes) / (starts.length - 1))
    for (let source = 0; source + 1 < starts.length; source++) {
      const [from, to] = [starts[source], starts[source + 1]]
      if (from === to) continue
      const bound = !order ? -Infinity : direction === 'forward' ? order.least[from] : order.reach[to - 1]
      sources.push({ scans: scan({ from, to }, atOnce), bound })
    }
    return mergedSpans(sources, direction, (block) => (order ? order.above[block] : running.above(block)))
  }

  /** Keys of a run's rows that were asked for lately. */
  cacheOf(order: MergeOrder, run: Run): KeyCache {
    if (!this.keys.isOf(order, run)) this.keys = new KeyCache(order, run)
    return this.keys
  }
}

/** Keys of rows by block; of those that were used longest ago it lets go. */
export class KeyCache {
  private readonly order: MergeOrder | undefined
  private readonly run: Run | undefined
  private readonly blocks = new Map<number, Float64Array>()
  private bytes = 0

  constructor(order?: MergeOrder, run?: Run) {
    this.order = order
    this.run = run
  }

  isOf(order: MergeOrder, run: Run): boolean {
    return this.order === order && this.run === run
  }

  get(block: number): Float64Array | undefined {
    const keys = this.blocks.get(block)
    if (keys) {
      this.blocks.delete(block)
      this.blocks.set(block, keys)
    }
    return keys
  }

  set(block: number, keys: Float64Array): void {
    this.blocks.set(block, keys)
    this.bytes += keys.byteLength
    for (const [oldest, { byteLength }] of this.blocks) {
      if (this.bytes <= CACHED_BYTES || oldest === block) break
      this.blocks.delete(oldest)
      this.bytes -= byteLength
    }
  }
}
