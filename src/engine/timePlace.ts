/** Where in a result a time is. */
import { throwIfAborted } from '../common/errors.ts'
import { Page } from '../common/page.ts'
import { originBlock } from './origin.ts'
import type { BlockCounts } from './results/counts.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** More rows than a block has. */
const ALL_ROWS = 2 ** 31

/** So many blocks that follow each other are looked at for one with a time: a long line can cover some. */
const PROBED_BLOCKS = 16

export interface TimeSearch {
  readonly run: Run
  readonly env: RunEnvironment
  readonly counts: BlockCounts
  readonly outOfTime: () => boolean
  readonly signal?: AbortSignal
}

/**
 * The first row of a result from block `start` on that has a time at or after `value`; the result's end if there is none. Blocks of which the times are known and earlier are not read. Where
 * they are not known yet, the log is taken to be in order. With `more` there was no time to look further: all rows before the place are earlier.
 */
export async function findTime(search: TimeSearch, value: number, start: number): Promise<{ block: number; row: number; more: boolean }> {
  const { run, env, counts, outOfTime, signal } = search
  const { known, map } = env
  if (run.plan.columns.table) return { block: 0, row: 0, more: false }
  let looked = false
  for (let block = counts.nextOccupied(start); block < counts.blocks; block = counts.nextOccupied(block + 1)) {
    throwIfAborted(signal)
    const origin = originBlock(run, run.lastSegment, block)
    const { statistics } = known
    if (origin !== undefined && statistics?.known[origin] === 1 && !(statistics.maxTime[origin] >= value)) continue
    // One block is looked at in any case, so that every call comes farther.
    if (looked && outOfTime()) return { block, row: 0, more: true }
    looked = true
    if (run.lastSegment === 0 && statistics?.known[block] === 0) {
      let end = block + 1
      const last = map.starts[map.sourceOf(block) + 1]
      while (end < last && statistics.known[end] === 0) end++
      const reaching = await firstReaching(search, value, block, end)
      if (reaching > block) {
        block = reaching - 1
        continue
      }
    }
    const row = await firstRow(search, value, block)
    if (row >= 0) return { block, row, more: false }
  }
  return { block: counts.blocks, row: 0, more: false }
}

/** The first block from `from` to before `to` with a time at or after `value`, or one before it, if times only grow; what it finds out about blocks is kept. */
async function firstReaching({ run, env: { known, pool }, signal }: TimeSearch, value: number, from: number, to: number): Promise<number> {
  const greatestTime = async (block: number): Promise<number> => {
    throwIfAborted(signal)
    const { statistics } = known
    if (statistics!.known[block] === 0) known.note(block, await pool.pageLane.calls.gather({ program: run.id, from: block, to: block + 1 }, signal))
    return statistics!.maxTime[block]
  }
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    const stop = Math.min(high, middle + PROBED_BLOCKS)
    let probe = middle
    let greatest = await greatestTime(probe)
    while (Number.isNaN(greatest) && ++probe < stop) greatest = await greatestTime(probe)
    if (greatest < value) low = probe + 1
    else high = middle
  }
  return low
}

/** -1 for none. */
async function firstRow({ run, env, counts, signal }: TimeSearch, value: number, block: number): Promise<number> {
  const rows = counts.at(block)
  const places = rows < 0 ? undefined : run.places?.of(block, 0, rows)
  const want = { block, from: 0, count: rows < 0 ? ALL_ROWS : rows, linesAbove: 0, linesExact: true, places }
  const { page: buffer } = await env.pool.pageLane.calls.page({ program: run.id, wants: [want], columns: [] }, signal)
  const page = new Page(buffer)
  if (rows < 0) counts.set(block, page.rows)
  const at = page.time.findIndex((time) => time >= value)
  return at < 0 ? -1 : page.row[at]
}
