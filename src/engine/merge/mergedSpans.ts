/** Rows of files that are merged by time, for stages that take them in order. */
import type { BlockMap } from '../results/blockMap.ts'
import type { Range } from '../results/ranges.ts'
import type { ScanResult } from '../results/scannerApi.ts'
import type { RowSpan } from '../stages/contract.ts'
import type { KnownStatistics } from '../records/knownStatistics.ts'
import { mergeStreams, raiseKeys } from './mergeStreams.ts'

interface Scanned {
  readonly item: Range
  readonly result: ScanResult
}

/** The results of scans of one source, whose rows come with their keys. */
export interface ScannedSource {
  readonly scans: AsyncGenerator<Scanned>
  readonly bound: number
}

/** All rows of the sources in the order of the merge, as spans. `above`: the greatest time above a block in its source, asked for once it has been scanned. */
export async function* mergedSpans(
  sources: readonly ScannedSource[],
  direction: 'forward' | 'backward',
  above: (block: number) => number,
): AsyncGenerator<RowSpan> {
  const streams = sources.map(({ scans, bound }) => ({ items: keyedBlocks(scans, direction, above), bound }))
  for await (const { item, from, to } of mergeStreams(streams, direction)) yield { block: item.block, from, count: to - from }
}

async function* keyedBlocks(scans: AsyncGenerator<Scanned>, direction: 'forward' | 'backward', above: (block: number) => number): AsyncGenerator<{ block: number; keys: Float64Array }> {
  for await (const { item, result } of scans) {
    const { rows, keys = new Float64Array() } = result
    const starts = new Float64Array(rows.length + 1)
    rows.forEach((count, i) => (starts[i + 1] = starts[i] + count))
    for (let i = 0; i < rows.length; i++) {
      const at = direction === 'forward' ? i : rows.length - 1 - i
      if (rows[at] === 0) continue
      const own = keys.subarray(starts[at], starts[at + 1])
      raiseKeys(own, above(item.from + at))
      yield { block: item.from + at, keys: own }
    }
  }
}

/** The greatest time above blocks of the files, in their sources; to be asked for in ascending order in each, where the statistics of all above are known or were told. */
export class RunningMaximum {
  private readonly map: BlockMap
  private readonly statistics: KnownStatistics
  private readonly at: number[]
  private readonly greatest: number[]

  constructor(map: BlockMap, statistics: KnownStatistics) {
    this.map = map
    this.statistics = statistics
    this.at = map.starts.slice(0, -1)
    this.greatest = this.at.map(() => -Infinity)
  }

  /** `own`: the greatest time of the block, if it is known by now. */
  above(block: number, own?: number): number {
    const { map, statistics, at, greatest } = this
    const source = map.sourceOf(block)
    while (at[source] < block) {
      const time = statistics.maxTime[at[source]++]
      if (time > greatest[source]) greatest[source] = time
    }
    const above = greatest[source]
    if (own !== undefined) {
      at[source] = block + 1
      if (own > above) greatest[source] = own
    }
    return above
  }
}

/** Spans of rows as they came from a stage, put together where they touch; few, however finely the files are merged. */
export class SpanSet {
  private readonly blocks = new Map<number, [from: number, count: number][]>()

  add({ block, from, count }: RowSpan): void {
    const spans = this.blocks.get(block)
    if (!spans) {
      this.blocks.set(block, [[from, count]])
      return
    }
    const last = spans[spans.length - 1]
    if (last[0] + last[1] === from) last[1] += count
    else if (from + count === last[0]) {
      last[0] = from
      last[1] += count
    } else spans.push([from, count])
  }

  /** Triples of block, from, count, in the order of the blocks. */
  get inBlockOrder(): Uint32Array {
    const blocks = [...this.blocks.keys()].sort((a, b) => a - b)
    const triples = blocks.flatMap((block) => [...this.blocks.get(block)!].sort((a, b) => a[0] - b[0]).flatMap(([from, count]) => [block, from, count]))
    return Uint32Array.from(triples)
  }
}
