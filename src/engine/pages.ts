import { MAX_PAGE_ROWS } from '../common/constants.ts'
import { encodePage, Page, pageRow, type PageRow } from '../common/page.ts'
import type { FetchParams, FetchResult, Place } from '../common/protocol.ts'
import { throwIfAborted } from '../common/errors.ts'
import type { BlockCounts } from './results/counts.ts'
import type { RowWant } from './results/scannerApi.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import { MergedPager, type PageSource } from './merge/mergedPages.ts'
import { blockAt, originBlock } from './origin.ts'
import { findTime } from './timePlace.ts'

/** Time that one fetch may look for rows before it answers with what it has. */
const SEARCH_MILLISECONDS = 200
/** Blocks counted with one call when looking for rows. */
const SEARCH_BLOCKS = 8

/** So close before a block a pass is waited for, and looked at this often. */
const PASS_AHEAD_BLOCKS = 64
const PASS_POLL_MILLISECONDS = 5

type Wanted = Pick<RowWant, 'block' | 'from' | 'count'>

type TimePlace = Extract<Place, { at: 'time' }>

/** A place between rows: before row `row` of block `block`. */
interface Spot {
  readonly block: number
  readonly row: number
}

interface Walk {
  readonly spot: Spot
  /** Rows that could not be walked: the start or end of the result was met, or time ran out. */
  readonly left: number
  readonly outOfTime: boolean
}

/**
 * Pages of a run: finds the blocks of the wanted rows by the counts, counts blocks that are not counted yet, and has the rows made
 * again. What it learns about blocks it keeps.
 */
export class Pager implements PageSource {
  private readonly run: Run
  private readonly env: RunEnvironment
  private readonly signal: AbortSignal | undefined
  private readonly deadline: number
  readonly columns: readonly string[]

  constructor(run: Run, env: RunEnvironment, columns: readonly string[] = run.plan.columns.names, signal?: AbortSignal) {
    this.run = run
    this.env = env
    this.columns = columns
    this.signal = signal
    this.deadline = performance.now() + (env.sizes.pageMilliseconds ?? SEARCH_MILLISECONDS)
  }

  async fetch(params: Pick<FetchParams, 'from' | 'skip' | 'count'>): Promise<FetchResult> {
    const { counts } = this.run
    const count = Math.max(1, Math.min(MAX_PAGE_ROWS, Math.floor(params.count)))
    if (!counts) return this.empty()
    const order = this.env.merging?.order(this.run)
    if (order) return new MergedPager(order, counts, this.run, this.env, this, this.signal).fetch({ ...params, count })
    const found = params.from.at === 'time' ? await this.timeSpot(params.from, counts) : undefined
    if (found?.more) {
      const { at, value } = params.from as TimePlace
      return { ...this.answer([], found, found, counts), resume: { from: { at, value, block: found.block }, skip: params.skip } }
    }
    const from = found ?? (await this.resolve(params.from as Exclude<Place, TimePlace>, counts))
    const walk = await this.walk(from, Math.trunc(params.skip), counts)
    if (walk.outOfTime) {
      // Upwards, the rows that were passed are there to be shown; those above are for the next call.
      const passed = Math.min(count, walk.left - Math.trunc(params.skip))
      if (params.skip < 0 && passed > 0) return this.gather(walk.spot, passed, counts)
      const resume = { from: { at: 'row', ...walk.spot } as const, skip: walk.left }
      return { ...this.answer([], walk.spot, walk.spot, counts), resume }
    }
    // Upwards past the start: the page begins at the first row, and is as long as asked for.
    return this.gather(walk.spot, count, counts)
  }

  private empty(): FetchResult {
    return {
      run: this.run.id,
      page: encodePage([], this.columns.length),
      atStart: false,
      atEnd: false,
      scroll: [0, 0],
      ordinal: 0,
      ordinalExact: false,
    }
  }

  private timeSpot({ value, block = 0 }: TimePlace, counts: BlockCounts): Promise<Spot & { more: boolean }> {
    const { run, env, signal } = this
    return findTime({ run, env, counts, signal, outOfTime: () => this.outOfTime }, value, block)
  }

  private async resolve(place: Exclude<Place, TimePlace>, counts: BlockCounts): Promise<Spot> {
    switch (place.at) {
      case 'start':
        return { block: 0, row: 0 }
      case 'end':
        return { block: counts.blocks, row: 0 }
      case 'row':
        return { block: Math.min(place.block, counts.blocks), row: place.row }
      case 'byte':
      case 'line':
        return this.spotOf(place)
      case 'fraction':
        return this.fractionSpot(place.value, counts)
    }
  }

  private async fractionSpot(value: number, counts: BlockCounts): Promise<Spot> {
    const fraction = Math.min(1, Math.max(0, value))
    if (counts.complete) {
      return counts.locate(Math.floor(fraction * counts.total)) ?? { block: counts.blocks, row: 0 }
    }
    const at = fraction * counts.blocks
    const block = Math.min(counts.blocks - 1, Math.floor(at))
    if (block < 0) return { block: 0, row: 0 }
    await this.count(block, block + 1, counts)
    return { block, row: Math.floor((at - block) * counts.at(block)) }
  }

  async spotOf(place: Extract<Place, { at: 'byte' | 'line' }>): Promise<Spot> {
    const { counts } = this.run
    if (!counts) return { block: 0, row: 0 }
    return place.at === 'byte' ? this.byteSpot(place.source, place.offset, counts) : this.lineSpot(place.source, place.line, counts)
  }

  private async byteSpot(source: number, offset: number, counts: BlockCounts): Promise<Spot> {
    const block = blockAt(this.run, this.env, source, offset)
    if (block >= counts.blocks) return { block: counts.blocks, row: 0 }
    const { rows } = await this.calls.rowsBefore({ program: this.run.id, block, source, offset }, this.signal)
    return { block, row: rows }
  }

  private async lineSpot(source: number, line: number, counts: BlockCounts): Promise<Spot> {
    const { map } = this.env
    const { lines } = this.env.known
    const first = map.starts[source] ?? 0
    const wanted = Math.max(1, Math.floor(line)) - 1
    // Lines are counted by passes; without one that will come so far, this one counts on.
    while (lines.prefix < map.starts[source + 1] && lines.before(lines.prefix).value - lines.before(first).value <= wanted) {
      throwIfAborted(this.signal)
      if (lines.prefix < first) await this.countLines()
      else if (this.run.isPassing) await new Promise((resolve) => setTimeout(resolve, 20))
      else await this.countLines()
    }
    const before = lines.before(first).value
    const place = lines.locate(before + wanted)
    if (!place || place.block >= map.starts[source + 1]) return this.byteSpot(source, Number.MAX_SAFE_INTEGER, counts)
    const { offset } = await this.calls.lineOffset({ program: this.run.id, block: place.block, line: place.row }, this.signal)
    return this.byteSpot(source, offset, counts)
  }

  private async countLines(): Promise<void> {
    const { lines } = this.env.known
    const from = lines.prefix
    const to = Math.min(lines.blocks, from + SEARCH_BLOCKS)
    const result = await this.calls.countLines({ program: this.run.id, from, to }, this.signal)
    result.lines.forEach((count, i) => lines.set(from + i, count))
  }

  /** Moves by `skip` rows from a spot; counts blocks where it must. */
  private async walk(from: Spot, skip: number, counts: BlockCounts): Promise<Walk> {
    return skip < 0 ? this.walkUp(from, -skip, counts) : this.walkDown(from, skip, counts)
  }

  private async walkUp(from: Spot, skip: number, counts: BlockCounts): Promise<Walk> {
    let { block, row } = from
    let left = skip
    for (;;) {
      const step = Math.min(left, row)
      row -= step
      left -= step
      if (left === 0) return { spot: { block, row }, left: 0, outOfTime: false }
      const above = counts.previousOccupied(block)
      if (above < 0) return { spot: { block: 0, row: 0 }, left, outOfTime: false }
      if (counts.at(above) < 0) {
        if (this.outOfTime) return { spot: { block: above + 1, row: 0 }, left: -left, outOfTime: true }
        await this.count(Math.max(0, above + 1 - SEARCH_BLOCKS), above + 1, counts)
      }
      block = above
      row = counts.at(above)
    }
  }

  private async walkDown(from: Spot, skip: number, counts: BlockCounts): Promise<Walk> {
    let { block, row } = from
    let left = skip
    while (left > 0 && block < counts.blocks) {
      if (counts.at(block) < 0) {
        if (this.outOfTime) return { spot: { block, row }, left, outOfTime: true }
        await this.count(block, block + SEARCH_BLOCKS, counts)
      }
      const step = Math.min(left, Math.max(0, counts.at(block) - row))
      row += step
      left -= step
      if (left === 0) break
      block = counts.nextOccupied(block + 1)
      row = 0
    }
    return { spot: { block, row }, left, outOfTime: false }
  }

  /** Up to `count` rows from a spot on. */
  private async gather(from: Spot, count: number, counts: BlockCounts): Promise<FetchResult> {
    const wants: Wanted[] = []
    let { block, row } = from
    let left = count
    let resume: FetchResult['resume']
    while (left > 0) {
      block = row > 0 ? block : counts.nextOccupied(block)
      if (block >= counts.blocks) break
      if (counts.at(block) < 0) {
        // What is there already goes out first; looking further is for the next call.
        if (wants.length > 0 && this.outOfTime) break
        if (this.outOfTime) {
          resume = { from: { at: 'row', block, row }, skip: 0 }
          break
        }
        await this.count(block, block + SEARCH_BLOCKS, counts)
      }
      const have = Math.min(left, Math.max(0, counts.at(block) - row))
      if (have > 0) wants.push({ block, from: row, count: have })
      left -= have
      row += have
      if (row >= counts.at(block)) {
        block++
        row = 0
      }
    }
    const rows = wants.length === 0 ? [] : await this.rows(wants)
    const last = rows.at(-1)
    const after = last ? { block: last.block, row: last.row + 1 } : { block, row }
    const result = this.answer(rows, from, after, counts)
    return resume ? { ...result, resume } : result
  }

  async rows(wanted: readonly Wanted[]): Promise<PageRow[]> {
    const wants = wanted.map((want): RowWant => {
      const { value, exact } = this.linesAbove(want.block)
      const places = this.run.places?.of(want.block, want.from, want.count)
      return { ...want, linesAbove: value, linesExact: exact, places }
    })
    const { page: buffer } = await this.calls.page({ program: this.run.id, wants, columns: this.columns }, this.signal)
    const page = new Page(buffer)
    return Array.from({ length: page.rows }, (_, i) => pageRow(page, i))
  }

  /** Lines above a block of the result in its source. */
  private linesAbove(block: number): { value: number; exact: boolean } {
    const { map } = this.env
    const { lines } = this.env.known
    const origin = originBlock(this.run, this.run.lastSegment, block)
    if (origin === undefined) return { value: 0, exact: true }
    const above = lines.before(origin)
    const first = lines.before(map.starts[map.sourceOf(origin)])
    return { value: above.value - first.value, exact: above.exact && first.exact }
  }

  private answer(rows: readonly PageRow[], from: Spot, after: Spot, counts: BlockCounts): FetchResult {
    const first = rows.length > 0 ? { block: rows[0].block, row: rows[0].row } : from
    const ordinal = counts.before(first.block)
    const restKnown = after.block >= counts.blocks || (counts.at(after.block) >= 0 && after.row >= counts.at(after.block))
    return {
      run: this.run.id,
      page: encodePage(rows, this.columns.length),
      atStart: first.row === 0 && counts.previousOccupied(first.block) < 0,
      atEnd: this.run.inputComplete && restKnown && counts.nextOccupied(after.block + 1) >= counts.blocks,
      scroll: [this.fraction(first, counts), this.fraction(after, counts)],
      ordinal: ordinal.value + first.row,
      ordinalExact: ordinal.exact,
    }
  }

  private fraction(spot: Spot, counts: BlockCounts): number {
    if (counts.blocks === 0) return 0
    if (counts.complete) {
      return counts.total === 0 ? 0 : Math.min(1, (counts.before(spot.block).value + spot.row) / counts.total)
    }
    const inBlock = counts.at(spot.block) > 0 ? spot.row / counts.at(spot.block) : 0
    return Math.min(1, (spot.block + inBlock) / counts.blocks)
  }

  /** Counts the blocks in [from, to) that are not counted yet, as far as they lie together at `from`'s end of the range. */
  private async count(from: number, to: number, counts: BlockCounts): Promise<void> {
    throwIfAborted(this.signal)
    const end = Math.min(to, counts.blocks)
    let start = from
    while (start < end && counts.at(start) >= 0) start++
    if (start >= end) return
    if (await this.passReaches(start, counts)) return
    const result = await this.calls.count({ program: this.run.id, segment: this.run.lastSegment, from: start, to: end }, this.signal)
    result.rows.forEach((rows, i) => counts.set(start + i, rows))
  }

  /** Whether the pass counts the block in time: where it is close, the same work need not be done twice. The first block is not waited for. */
  private async passReaches(block: number, counts: BlockCounts): Promise<boolean> {
    const isComing = (): boolean =>
      this.run.isPassing && counts === this.run.counts && block > 0 && block - counts.prefix < PASS_AHEAD_BLOCKS && block >= counts.prefix
    while (isComing() && !this.outOfTime) {
      await new Promise((resolve) => setTimeout(resolve, PASS_POLL_MILLISECONDS))
      throwIfAborted(this.signal)
    }
    return counts.at(block) >= 0
  }

  get outOfTime(): boolean {
    return performance.now() > this.deadline
  }

  private get calls() {
    return this.env.pool.pageLane.calls
  }
}
