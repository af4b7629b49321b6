import type { TableData } from './records/tableBatch.ts'
import type { ScannerPool } from './results/pool.ts'
import type { Scanned } from './results/spans.ts'
import type { SettledPart } from './settled.ts'
import type { SpilledGroups } from './spilledGroups.ts'
import type { AggregateRun } from './stages/contract.ts'

/** How often a partial table is made while a pass goes on, in milliseconds. */
const PARTIAL_TABLE_INTERVAL = 250
/** Partial tables larger than this are not shown: sending them would cost more than the pass. */
const PARTIAL_TABLE_ROWS = 20_000

export interface AggregatePass {
  readonly pool: ScannerPool
  readonly program: number
  readonly segment: number
  readonly state: AggregateRun
  /** Scans the segment's input: what `only` says, or all of it. */
  scan(only?: (block: number) => boolean): AsyncIterable<Scanned>
  /** Shows a table; undefined where only the final one is of use, as for stages behind it that need all rows. */
  readonly show?: (table: TableData) => void
  /** What is settled of the input is added up first, and kept in it for a run over files that have grown. */
  readonly part?: SettledPart
  /** Takes what is too large of the state. */
  readonly spilled?: SpilledGroups
}

/** Adds up what workers have added up. Answers false if not all rows that were scanned are in the state, or on disk. */
export async function addUp({ pool, program, segment, state, scan, show, part, spilled }: AggregatePass): Promise<boolean> {
  let scanned = 0
  let added = 0
  let shown = performance.now()
  let tooLarge = show === undefined
  const collect = async (): Promise<void> => {
    for (const lane of pool.lanes) {
      const collected = await lane.calls.collect({ program, segment, spill: spilled?.atEnd })
      state.merge(collected.partial)
      added += collected.rows
      spilled?.add(collected.spilled)
      spilled?.relieve(state)
    }
  }
  const add = async (only?: (block: number) => boolean): Promise<boolean> => {
    for await (const { result } of scan(only)) {
      for (const rows of result.rows) scanned += rows
      if (performance.now() - shown < PARTIAL_TABLE_INTERVAL) continue
      // Whoever may put what it has on disk need not give it before the end.
      if (tooLarge && spilled) continue
      await collect()
      // One that is too large does not become smaller.
      if (show && !tooLarge) {
        const table = state.table()
        tooLarge = table.rows.length > PARTIAL_TABLE_ROWS
        if (!tooLarge) show(table)
      }
      shown = performance.now()
    }
    await collect()
    return added === scanned
  }
  if (!part) return add()
  if (part.aggregate !== undefined) state.merge(structuredClone(part.aggregate))
  if (!(await add((block) => part.isSettled(block)))) return false
  // Too much to be kept: a run over files that have grown reads them anew.
  if (spilled?.isUsed) return add((block) => !part.isSettled(block))
  const settled = state.take()
  part.aggregate = structuredClone(settled)
  state.merge(settled)
  return add((block) => !part.isSettled(block))
}
