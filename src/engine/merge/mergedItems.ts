/** Which blocks of each file are rendered for a part of a merge, and what is above them. */
import type { RowRange } from '../../common/protocol.ts'
import { ranges } from '../results/ranges.ts'
import type { Run } from '../run.ts'
import type { RunEnvironment } from '../runEnvironment.ts'
import { MergeCursor, type Spot } from './mergeCursor.ts'
import { RunBlocks } from './mergedPages.ts'
import { RunningMaximum } from './mergedSpans.ts'
import type { MergeOrder } from './mergeOrder.ts'
import { hasFileRows, type Merging } from './merging.ts'

/** Rows of blocks: all but the first `skip`, of these the first `take`. */
export interface RenderItem {
  readonly from: number
  readonly to: number
  readonly skip: number
  readonly take: number
}

/** What is rendered of one source. */
export interface SourceItems {
  readonly items: Iterable<RenderItem>
  /** The least key of its rows. */
  readonly bound: number
  /** The greatest time above a block, asked for block by block; `greatest`: that of the block. */
  readonly above: (block: number, greatest: number) => number
}

/** `largest`: blocks of an item, of all sources together. Undefined where rows come in the order of the blocks. */
export async function mergedItems(run: Run, env: RunEnvironment, range: RowRange | undefined, largest: number, signal?: AbortSignal): Promise<readonly SourceItems[] | undefined> {
  const { merging, known, map } = env
  if (!merging || !hasFileRows(run.plan, run.lastSegment)) return undefined
  const order = merging.order(run)
  // What the range is of came one after the other too.
  if (range && !order) return undefined
  if (!order && run.lastSegment > 0) throw new Error('the times above the rows are not known')
  const starts = order?.starts ?? map.starts
  const [first, last] = order && range ? await ends(order, run, env, range, signal) : [starts.slice(0, -1).map(startOf), starts.slice(1).map(startOf)]
  const { counts } = run
  const isKnown = (block: number): boolean => order !== undefined || merging.statistics.known[block] === 1
  const skip = counts && known.lines.complete ? (block: number): boolean => counts.isEmpty(block) && isKnown(block) : undefined
  return first.flatMap((from, source) => {
    const to = last[source]
    if (from.block > to.block || (from.block === to.block && from.row >= to.row)) return []
    return {
      items: itemsBetween(from, to, skip, Math.max(1, Math.floor(largest / first.length))),
      bound: order ? order.least[from.block] : -Infinity,
      above: order ? (block: number): number => order.above[block] : aboveAsRead(merging, env),
    }
  })
}

function startOf(block: number): Spot {
  return { block, row: 0 }
}

/** Where a range begins and ends in each source. */
async function ends(order: MergeOrder, run: Run, env: RunEnvironment, { first, last }: RowRange, signal?: AbortSignal): Promise<[readonly Spot[], readonly Spot[]]> {
  const blocks = new RunBlocks(order, run.counts!, run, env, signal)
  const from = await MergeCursor.atRow(blocks, first)
  const to = await MergeCursor.atRow(blocks, last)
  await to.forward(1)
  return [from.spots, to.spots]
}

function* itemsBetween(first: Spot, last: Spot, skip: ((block: number) => boolean) | undefined, largest: number): Generator<RenderItem> {
  const all = Number.MAX_SAFE_INTEGER
  if (first.block === last.block) {
    yield { from: first.block, to: first.block + 1, skip: first.row, take: last.row - first.row }
    return
  }
  if (first.row > 0) yield { from: first.block, to: first.block + 1, skip: first.row, take: all }
  const whole = { from: first.row > 0 ? first.block + 1 : first.block, to: last.block }
  for (const part of ranges(whole, 'forward', skip, 1, largest)) yield { ...part, skip: 0, take: all }
  if (last.row > 0) yield { from: last.block, to: last.block + 1, skip: 0, take: last.row }
}

/** By what is read on the way, and what is known of the blocks that are not read. */
function aboveAsRead({ statistics }: Merging, { map }: RunEnvironment): (block: number, greatest: number) => number {
  const running = new RunningMaximum(map, statistics)
  return (block, greatest) => running.above(block, greatest)
}
