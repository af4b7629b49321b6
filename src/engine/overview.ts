/** What is where along the scrollbar of a result, from what is known of its blocks: nothing is read for it. */
import type { Overview, OverviewParams } from '../common/protocol.ts'
import type { MergeOrder } from './merge/mergeOrder.ts'
import { blockAt, originBlock } from './origin.ts'
import { LEVEL_COUNT } from './records/statistics.ts'
import { showsEveryRow } from './results/skipping.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'

const MOST_SLICES = 4000
/** Indexes into LEVELS. */
const WARNING = 4
const ERROR = 5

/**
 * Counts by slice of the scrollbar: rows of `found`, a search in the result of `run`, and errors and warnings as far as they are in it for certain. What lies in a block is spread over
 * it, so a place is exact to a block of the files.
 */
export function overviewOf(run: Run, found: Run | undefined, env: RunEnvironment, options: Pick<OverviewParams, 'slices' | 'places'>): Overview {
  const slices = Math.max(1, Math.min(MOST_SLICES, Math.floor(options.slices)))
  const scale = new Scale(run, env.merging?.order(run))
  const overview = {
    matches: new Array<number>(slices).fill(0),
    errors: new Array<number>(slices).fill(0),
    warnings: new Array<number>(slices).fill(0),
  }
  const matches = found?.counts && found.counts.blocks === scale.blocks ? found.counts : undefined
  const { statistics } = env.known
  const whole = showsEveryRow(run.plan)
  const hasLevels = statistics !== undefined && run.lastSegment === 0 && !run.plan.columns.table
  let knownBlocks = 0
  for (let block = 0; block < scale.blocks; block++) {
    const rows = matches?.at(block) ?? 0
    const shown = whole ? 0 : (run.counts?.at(block) ?? -1)
    const known = hasLevels && statistics.known[block] === 1 && shown >= 0
    if (rows <= 0 && !known) continue
    const from = scale.at(block)
    const to = scale.at(block, 1)
    if (rows > 0) spread(overview.matches, from, to, rows)
    if (!known) continue
    knownBlocks++
    // Of rows that were left out the levels are not known: what is counted is in the result for certain.
    const out = whole ? 0 : statistics.records[block] - shown
    const levels = block * LEVEL_COUNT
    spread(overview.errors, from, to, statistics.levels[levels + ERROR] + statistics.levels[levels + ERROR + 1] - out)
    spread(overview.warnings, from, to, statistics.levels[levels + WARNING] - out)
  }
  const { map, sizes } = env
  const places = (options.places ?? []).map(({ source, offset }) => {
    const block = blockAt(run, env, source, offset)
    if (block >= scale.blocks) return 1
    const origin = originBlock(run, run.lastSegment, block)
    const inBlock = origin === undefined || origin >= map.blocks ? 0 : offset / sizes.blockBytes - (origin - map.starts[source])
    return scale.at(block, Math.max(0, Math.min(1, inBlock)))
  })
  return { ...overview, known: knownBlocks / Math.max(1, scale.blocks), places }
}

/** Where blocks are on the scrollbar: by rows once all are counted, until then by blocks. */
class Scale {
  readonly blocks: number
  private readonly run: Run
  /** Rows above each block of a merge. */
  private readonly above: Float64Array | undefined

  constructor(run: Run, order: MergeOrder | undefined) {
    this.run = run
    const counts = run.counts
    this.blocks = counts?.blocks ?? 0
    if (!order || !counts?.complete) return
    const sorted = Uint32Array.from({ length: this.blocks }, (_, block) => block).sort((a, b) => compare(order.least[a], order.least[b]) || a - b)
    const above = new Float64Array(this.blocks)
    let rows = 0
    for (const block of sorted) {
      above[block] = rows
      rows += counts.at(block)
    }
    this.above = above
  }

  /** `part`: how far into the block, 0 to 1. */
  at(block: number, part = 0): number {
    const { counts } = this.run
    if (!counts?.complete) return (block + part) / this.blocks
    if (counts.total === 0) return 0
    const above = this.above ? this.above[block] : counts.before(block).value
    return (above + part * counts.at(block)) / counts.total
  }
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Adds `count` to the slices from `from` to `to` (0 to 1), evenly: rows that are fewer than the slices to some of them. */
function spread(slices: number[], from: number, to: number, count: number): void {
  if (count <= 0) return
  const first = Math.min(slices.length - 1, Math.floor(from * slices.length))
  // The next block begins where this one ends.
  const last = Math.max(first, Math.min(slices.length - 1, Math.ceil(to * slices.length) - 1))
  const width = last - first + 1
  if (count >= width) {
    for (let slice = first; slice <= last; slice++) slices[slice] += count / width
    return
  }
  for (let i = 0; i < count; i++) slices[first + Math.floor(((i + 0.5) * width) / count)] += 1
}
