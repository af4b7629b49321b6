import type { BlockCounts } from '../results/counts.ts'
import type { MergeOrder } from './mergeOrder.ts'

/** A place between the rows of one source: before row `row` of block `block`. */
export interface Spot {
  readonly block: number
  readonly row: number
}

/** What a cursor walks over. */
export interface KeyedBlocks {
  readonly order: MergeOrder
  /** Rows of blocks, as far as they are known. */
  readonly counts: BlockCounts
  /** Keys of all rows of a block, ascending; counts them too. */
  load(block: number): Promise<Float64Array>
}

interface State {
  block: number
  row: number
  /** Of the block. */
  keys: Float64Array | undefined
}

/** Rows of one block that follow each other in the merge. */
export type TakeRows = (block: number, from: number, count: number) => void

/** A place in a merge, which is a place in each of its sources; can be moved by rows. Loads the keys of a block only where its bounds do not tell who is next. */
export class MergeCursor {
  private readonly blocks: KeyedBlocks
  private readonly states: readonly State[]

  private constructor(blocks: KeyedBlocks, spots: readonly Spot[]) {
    this.blocks = blocks
    this.states = spots.map(({ block, row }) => ({ block, row, keys: undefined }))
  }

  static atStart(blocks: KeyedBlocks): MergeCursor {
    return new MergeCursor(blocks, blocks.order.starts.slice(0, -1).map((block) => ({ block, row: 0 })))
  }

  static atEnd(blocks: KeyedBlocks): MergeCursor {
    return new MergeCursor(blocks, blocks.order.starts.slice(1).map((block) => ({ block, row: 0 })))
  }

  /** Before a row, or where there is none in its block the next of its source; at the end if that has none. */
  static async atRow(blocks: KeyedBlocks, spot: Spot): Promise<MergeCursor> {
    const { order, counts } = blocks
    if (spot.block >= order.blocks) return MergeCursor.atEnd(blocks)
    const source = order.sourceOf(spot.block)
    const end = order.starts[source + 1]
    let { block, row } = spot
    while (block < end) {
      const keys = await blocks.load(block)
      if (row < keys.length) return MergeCursor.atKey(blocks, keys[row], source, { block, row })
      block = counts.nextOccupied(block + 1)
      row = 0
    }
    return MergeCursor.atEnd(blocks)
  }

  /** Before all rows of a block that come at its start, as far as its bounds tell. */
  static atBlock(blocks: KeyedBlocks, block: number): Promise<MergeCursor> {
    const { order } = blocks
    return MergeCursor.atKey(blocks, order.above[block], order.sourceOf(block), { block, row: 0 })
  }

  /** Before all rows whose key is at least `time`. */
  static async atTime(blocks: KeyedBlocks, time: number): Promise<MergeCursor> {
    const spots: Spot[] = []
    for (let source = 0; source < blocks.order.sources; source++) spots.push(await firstAt(blocks, source, time, false))
    return new MergeCursor(blocks, spots)
  }

  /** Before row number `ordinal`, where all rows are counted. */
  static async atOrdinal(blocks: KeyedBlocks, ordinal: number): Promise<MergeCursor> {
    const { order } = blocks
    if (ordinal >= blocks.counts.total) return MergeCursor.atEnd(blocks)
    const { byStart } = order
    // Where the rows begin of the last block that surely has no more than `ordinal` before it; from there it is a few blocks of each source.
    let low = -1
    let high = byStart.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (mostBefore(blocks, byStart[middle]) <= ordinal) low = middle
      else high = middle - 1
    }
    const cursor = low < 0 ? MergeCursor.atStart(blocks) : await MergeCursor.atBlock(blocks, byStart[low])
    await cursor.forward(ordinal - cursor.ordinal.value)
    return cursor
  }

  private static async atKey(blocks: KeyedBlocks, time: number, source: number, spot: Spot): Promise<MergeCursor> {
    const spots: Spot[] = []
    for (let other = 0; other < blocks.order.sources; other++) {
      spots.push(other === source ? spot : await firstAt(blocks, other, time, other < source))
    }
    return new MergeCursor(blocks, spots)
  }

  /** The place in each source. */
  get spots(): readonly Spot[] {
    return this.states.map(({ block, row }) => ({ block, row }))
  }

  /** Another one at the same place. */
  copy(): MergeCursor {
    return new MergeCursor(this.blocks, this.states)
  }

  /** Rows before the cursor. */
  get ordinal(): { readonly value: number; readonly exact: boolean } {
    const { order, counts } = this.blocks
    let value = 0
    let exact = true
    this.states.forEach(({ block, row }, source) => {
      const before = counts.before(block)
      const first = counts.before(order.starts[source])
      value += before.value - first.value + row
      exact &&= before.exact && first.exact
    })
    return { value, exact }
  }

  /** Blocks before the cursor, and parts of them. */
  get blocksBefore(): number {
    const { order, counts } = this.blocks
    return this.states.reduce((sum, { block, row }, source) => sum + block - order.starts[source] + (row > 0 ? Math.min(1, row / counts.at(block)) : 0), 0)
  }

  /** No row is before it, as far as rows are counted. */
  get isAtStart(): boolean {
    const { order, counts } = this.blocks
    return this.states.every(({ block, row }, source) => row === 0 && counts.previousOccupied(block) < order.starts[source])
  }

  /** No row is behind it; false also where that is not known. */
  get isAtEnd(): boolean {
    const { order, counts } = this.blocks
    return this.states.every(({ block, row }, source) => {
      const end = order.starts[source + 1]
      if (block < end && (counts.at(block) < 0 || row < counts.at(block))) return false
      return block >= end || counts.nextOccupied(block + 1) >= end
    })
  }

  /** Moves on by so many rows, or to the end; tells `take` which they are, in their order. */
  async forward(rows: number, take?: TakeRows): Promise<number> {
    let left = rows
    while (left > 0) {
      const best = this.pick((source) => this.keyBehind(source), (a, b) => a < b, Infinity)
      if (best.source < 0) break
      const state = this.states[best.source]
      if (!state.keys) {
        state.keys = await this.blocks.load(state.block)
        continue
      }
      // All of its rows that come before the next row of any other.
      const stop = firstRow(state.keys, best.nextKey, best.source < best.nextSource)
      const count = Math.min(left, Math.max(1, stop - state.row))
      take?.(state.block, state.row, count)
      state.row += count
      left -= count
    }
    return rows - left
  }

  /** Moves back by so many rows, or to the start. */
  async backward(rows: number): Promise<number> {
    let left = rows
    while (left > 0) {
      const best = this.pick((source) => this.keyBefore(source), (a, b) => a >= b, -Infinity)
      if (best.source < 0) break
      const state = this.states[best.source]
      if (state.row === 0) {
        state.block = this.blocks.counts.previousOccupied(state.block)
        state.keys = await this.blocks.load(state.block)
        state.row = state.keys.length
        continue
      }
      if (!state.keys) {
        state.keys = await this.blocks.load(state.block)
        continue
      }
      const stop = firstRow(state.keys, best.nextKey, best.source < best.nextSource)
      const count = Math.min(left, Math.max(1, state.row - stop))
      state.row -= count
      left -= count
    }
    return rows - left
  }

  /** The source whose key comes first by `isBefore`, which is asked for sources in their order; and the next one, with `none` for its key where there is none. */
  private pick(keyOf: (source: number) => number | undefined, isBefore: (a: number, b: number) => boolean, none: number): Picked {
    let [source, key, nextSource, nextKey] = [-1, none, -1, none]
    for (let each = 0; each < this.states.length; each++) {
      const own = keyOf(each)
      if (own === undefined) continue
      if (source < 0) [source, key] = [each, own]
      else if (isBefore(own, key)) [source, key, nextSource, nextKey] = [each, own, source, key]
      else if (nextSource < 0 || isBefore(own, nextKey)) [nextSource, nextKey] = [each, own]
    }
    return { source, nextSource, nextKey }
  }

  /** The key of the next row of a source, or as long as its block is not loaded a bound of it; undefined at its end. */
  private keyBehind(source: number): number | undefined {
    const { order, counts } = this.blocks
    const state = this.states[source]
    const end = order.starts[source + 1]
    for (;;) {
      if (state.block >= end) return undefined
      const { keys, row, block } = state
      if (keys && row < keys.length) return keys[row]
      const rows = keys?.length ?? counts.at(block)
      if (rows < 0 || row < rows) return order.least[block]
      state.block = Math.min(end, counts.nextOccupied(block + 1))
      state.row = 0
      state.keys = undefined
    }
  }

  private keyBefore(source: number): number | undefined {
    const { order, counts } = this.blocks
    const { keys, row, block } = this.states[source]
    if (row > 0) return keys ? keys[row - 1] : order.reach[block]
    const above = counts.previousOccupied(block)
    return above < order.starts[source] ? undefined : order.reach[above]
  }
}

interface Picked {
  /** -1 for none. */
  readonly source: number
  readonly nextSource: number
  readonly nextKey: number
}

/** The most rows that can come before the rows of a block. */
function mostBefore({ order, counts }: KeyedBlocks, block: number): number {
  const source = order.sourceOf(block)
  const time = order.above[block]
  let sum = 0
  for (let other = 0; other < order.sources; other++) {
    let end = block
    if (other !== source) {
      end = order.firstReaching(other, time, other < source)
      if (end < order.starts[other + 1] && !order.isBehind(end, time, other < source)) end++
    }
    sum += counts.before(end).value - counts.before(order.starts[other]).value
  }
  return sum
}

/** The first row of a source of which the key is at least `time`, or with `behind` greater. */
async function firstAt(blocks: KeyedBlocks, source: number, time: number, behind: boolean): Promise<Spot> {
  const { order, counts } = blocks
  const end = order.starts[source + 1]
  let block = order.firstReaching(source, time, behind)
  // A later segment can have several parts of one block.
  while (block < end && !order.isBehind(block, time, behind)) {
    if (counts.at(block) !== 0) {
      const keys = await blocks.load(block)
      const row = firstRow(keys, time, behind)
      if (row < keys.length) return { block, row }
    }
    block++
  }
  return { block, row: 0 }
}

/** The first of ascending keys that is at least `time`, or with `behind` greater; all of them if `time` is NaN. */
export function firstRow(keys: Float64Array, time: number, behind: boolean): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    const reaches = behind ? keys[middle] > time : keys[middle] >= time
    if (reaches) high = middle
    else low = middle + 1
  }
  return low
}
