import { throwIfAborted } from '../../common/errors.ts'
import { encodePage, type PageRow } from '../../common/page.ts'
import type { FetchParams, FetchResult, Place } from '../../common/protocol.ts'
import type { BlockCounts } from '../results/counts.ts'
import type { RowWant } from '../results/scannerApi.ts'
import type { Run } from '../run.ts'
import type { RunEnvironment } from '../runEnvironment.ts'
import { MergeCursor, type KeyedBlocks, type Spot } from './mergeCursor.ts'
import type { MergeOrder } from './mergeOrder.ts'
import { raiseKeys } from './mergeStreams.ts'
import type { KeyCache } from './merging.ts'

/** Rows that are stepped over one by one; farther places are found by their number. */
const STEPPED_ROWS = 4096

/** What pages of any order are made with. */
export interface PageSource {
  readonly columns: readonly string[]
  /** Rows of blocks, as far as they fit on one page. */
  rows(wanted: readonly Pick<RowWant, 'block' | 'from' | 'count'>[]): Promise<PageRow[]>
  /** The first row of the result in a source at or behind a byte or line, or where there is none some place behind it. */
  spotOf(place: Extract<Place, { at: 'byte' | 'line' }>): Promise<Spot>
  /** There is no more time to look for rows in blocks that are not counted. */
  readonly outOfTime: boolean
}

class OutOfTime extends Error {}

/** The blocks of a run's last segment with the keys of their rows. */
export class RunBlocks implements KeyedBlocks {
  readonly order: MergeOrder
  readonly counts: BlockCounts
  private readonly run: Run
  private readonly env: RunEnvironment
  private readonly cache: KeyCache
  private readonly signal: AbortSignal | undefined
  private readonly outOfTime: () => boolean

  constructor(order: MergeOrder, counts: BlockCounts, run: Run, env: RunEnvironment, signal?: AbortSignal, outOfTime = (): boolean => false) {
    this.order = order
    this.counts = counts
    this.run = run
    this.env = env
    this.cache = env.merging!.cacheOf(order, run)
    this.signal = signal
    this.outOfTime = outOfTime
  }

  async load(block: number): Promise<Float64Array> {
    const known = this.cache.get(block)
    if (known) return known
    throwIfAborted(this.signal)
    // What is counted is near the place that is looked for, and is needed for it.
    if (this.counts.at(block) < 0 && this.outOfTime()) throw new OutOfTime()
    const { run, order } = this
    const { keys } = await this.env.pool.pageLane.calls.keys({ program: run.id, segment: run.lastSegment, from: block, to: block + 1 }, this.signal)
    raiseKeys(keys, order.above[block])
    this.counts.set(block, keys.length)
    this.cache.set(block, keys)
    return keys
  }
}

/** Pages of files that are merged by time, anywhere in the merge: of each file a block or two are read for them. */
export class MergedPager {
  private readonly run: Run
  private readonly blocks: RunBlocks
  private readonly source: PageSource
  private readonly searched: { any: boolean } = { any: false }

  constructor(order: MergeOrder, counts: BlockCounts, run: Run, env: RunEnvironment, source: PageSource, signal?: AbortSignal) {
    this.run = run
    this.source = source
    // One block is looked at in any case, so that every call comes farther.
    const { searched } = this
    this.blocks = new RunBlocks(order, counts, run, env, signal, () => {
      const late = searched.any && source.outOfTime
      searched.any = true
      return late
    })
  }

  async fetch(params: Pick<FetchParams, 'from' | 'skip' | 'count'>): Promise<FetchResult> {
    const skip = Math.trunc(params.skip)
    try {
      const cursor = await this.cursorAt(params.from)
      return await this.gather(await this.moved(cursor, skip), params.count)
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error
      // What has been counted by now is passed over at once the next time.
      return { ...this.answer([], MergeCursor.atStart(this.blocks), MergeCursor.atStart(this.blocks)), resume: { from: params.from, skip } }
    }
  }

  private async cursorAt(place: Place): Promise<MergeCursor> {
    const { blocks } = this
    switch (place.at) {
      case 'start':
        return MergeCursor.atStart(blocks)
      case 'end':
        return MergeCursor.atEnd(blocks)
      case 'row':
        return MergeCursor.atRow(blocks, place)
      case 'time':
        return MergeCursor.atTime(blocks, place.value)
      case 'fraction':
        return this.atFraction(Math.min(1, Math.max(0, place.value)))
      default: {
        const spot = await this.source.spotOf(place)
        const isIn = spot.block < blocks.order.blocks && blocks.order.sourceOf(spot.block) === place.source
        return isIn ? MergeCursor.atRow(blocks, spot) : MergeCursor.atEnd(blocks)
      }
    }
  }

  private async atFraction(value: number): Promise<MergeCursor> {
    const { blocks } = this
    const { counts, order } = blocks
    if (counts.complete) return MergeCursor.atOrdinal(blocks, Math.floor(value * counts.total))
    if (order.blocks === 0) return MergeCursor.atEnd(blocks)
    return MergeCursor.atBlock(blocks, order.byStart[Math.min(order.blocks - 1, Math.floor(value * order.blocks))])
  }

  private async moved(cursor: MergeCursor, rows: number): Promise<MergeCursor> {
    if (Math.abs(rows) > STEPPED_ROWS && this.blocks.counts.complete) {
      return MergeCursor.atOrdinal(this.blocks, Math.max(0, cursor.ordinal.value + rows))
    }
    if (rows < 0) await cursor.backward(-rows)
    else await cursor.forward(rows)
    return cursor
  }

  /** Up to `count` rows from a cursor on, which moves behind them. */
  private async gather(cursor: MergeCursor, count: number): Promise<FetchResult> {
    const before = cursor.copy()
    const runs: { block: number; from: number; count: number }[] = []
    try {
      await cursor.forward(count, (block, from, rows) => runs.push({ block, from, count: rows }))
    } catch (error) {
      // What is there already goes out first; looking further is for the next call.
      if (!(error instanceof OutOfTime) || runs.length === 0) throw error
    }
    // The rows of a block that are on the page follow each other in it.
    const wants = new Map<number, { block: number; from: number; count: number }>()
    for (const { block, from, count: rows } of runs) {
      const want = wants.get(block)
      if (want) want.count += rows
      else wants.set(block, { block, from, count: rows })
    }
    const found = new Map((wants.size === 0 ? [] : await this.source.rows([...wants.values()])).map((row) => [`${row.block} ${row.row}`, row]))
    const rows: PageRow[] = []
    const planned = runs.reduce((sum, each) => sum + each.count, 0)
    collect: for (const each of runs) {
      for (let i = 0; i < each.count; i++) {
        const row = found.get(`${each.block} ${each.from + i}`)
        // The page was full.
        if (!row) break collect
        rows.push(row)
      }
    }
    await cursor.backward(planned - rows.length)
    return this.answer(rows, before, cursor)
  }

  private answer(rows: readonly PageRow[], before: MergeCursor, after: MergeCursor): FetchResult {
    const { value, exact } = before.ordinal
    return {
      run: this.run.id,
      page: encodePage(rows, this.source.columns.length),
      atStart: before.isAtStart,
      atEnd: this.run.inputComplete && after.isAtEnd,
      scroll: [this.fraction(before), this.fraction(after)],
      ordinal: value,
      ordinalExact: exact,
    }
  }

  private fraction(cursor: MergeCursor): number {
    const { counts } = this.blocks
    if (counts.complete) return counts.total === 0 ? 0 : Math.min(1, cursor.ordinal.value / counts.total)
    return counts.blocks === 0 ? 0 : Math.min(1, cursor.blocksBefore / counts.blocks)
  }
}
