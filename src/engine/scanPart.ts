import { inOrder } from './results/inOrder.ts'
import { idlest } from './results/pool.ts'
import { ranges, type Range } from './results/ranges.ts'
import type { ScannerApi, ScanResult, ScanWants } from './results/scannerApi.ts'
import type { Scanned } from './results/spans.ts'
import type { SpillTo } from './results/spool/groupSpill.ts'
import type { RunEnvironment } from './runEnvironment.ts'

/** What is known of blocks is little, and may wait for those above: that much of it for each task that is under way. */
const AHEAD = 16
/** Blocks that one task covers at most where rows come, or their keys: these are larger than counts, and do not wait. */
const KEYED_RANGE = 4
/** The same where these are sorted: they make one run. */
const SORTED_RANGE = 20

export interface ScanOptions {
  /** Tasks under way together. */
  readonly atOnce?: number
  /** With what the rows are merged by. */
  readonly keys?: boolean
  /** With the rows themselves, for which it has to be known how many lines are above each block in its source. */
  readonly rowsAbove?: (range: Range) => Promise<Float64Array>
  /** Those are written as sorted runs: see ScanWants. */
  readonly sortTo?: string
  /** With what a stage has to know that goes to the records around rows. */
  readonly near?: ScanWants['near']
  /** Only these blocks. */
  readonly only?: (block: number) => boolean
  /** Where the states of an aggregate go when they become too large. */
  readonly spill?: SpillTo
}

/** Scans blocks of a segment, and gives the results in order. */
export type ScanPart = (blocks: Range, direction: 'forward' | 'backward', options?: ScanOptions) => AsyncGenerator<Scanned>

type Params = Pick<Parameters<ScannerApi['scan']>[0], 'program' | 'segment' | 'statistics' | 'places'>

/** Scans on all lanes what `skip` does not leave out; `ready` resolves when a range can be scanned, `note` is told of each result before it is given. */
export function partScanner(
  { pool, known, countLines }: RunEnvironment,
  params: Params,
  skip: ((block: number) => boolean) | undefined,
  note: (item: Range, result: ScanResult) => void,
  ready?: (range: Range) => Promise<void>,
): ScanPart {
  return async function* (blocks, direction, { atOnce = 2 * pool.lanes.length, keys = false, rowsAbove, sortTo, near, only, spill } = {}) {
    const left = only ? (block: number): boolean => skip?.(block) === true || !only(block) : skip
    const large = keys || (rowsAbove !== undefined && sortTo === undefined)
    const items = ranges(blocks, direction, left, atOnce, large ? KEYED_RANGE : sortTo === undefined ? undefined : SORTED_RANGE)
    const work = async (range: Range): Promise<ScanResult> => {
      await ready?.(range)
      const above = await rowsAbove?.(range)
      return idlest(pool.lanes).calls.scan({ ...params, ...range, lines: params.segment === 0 && countLines && !known.isCounted, keys, near, rowsAbove: above, sortTo, spill })
    }
    for await (const entry of inOrder(items, atOnce, work, large ? atOnce : AHEAD * atOnce)) {
      note(entry.item, entry.result)
      yield entry
    }
  }
}
