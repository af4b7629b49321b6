import { inOrder } from './results/inOrder.ts'
import { idlest, type ScannerPool } from './results/pool.ts'
import type { ScannerApi, SegmentInput } from './results/scannerApi.ts'
import { GroupSpill, partsOf, type Chosen, type Spilled, type SpilledPiece, type SpillTo, type SpoolRows } from './results/spool/groupSpill.ts'
import type { TemporaryRows } from './results/spool/temporaryRows.ts'
import { unforeseen } from './results/unforeseen.ts'
import type { AggregateRun, GroupOrder } from './stages/contract.ts'

/** What the states of one aggregate may take of memory in all threads together. */
const SPILL_BYTES = 256 * 1024 * 1024
/** Many threads have less each than is good for speed. */
const LEAST_BYTES = 32 * 1024 * 1024
/** A state that is larger at the end of the pass is not merged in the engine's main thread. */
const MERGED_BYTES = 12 * 1024 * 1024

/** Who merges, of the calls of a worker. */
export interface PartMerger {
  chooseGroups(params: Omit<Parameters<ScannerApi['chooseGroups']>[0], 'program' | 'segment'>): Promise<Chosen | undefined>
  mergePart(params: Omit<Parameters<ScannerApi['mergePart']>[0], 'program' | 'segment'>): Promise<SpoolRows[]>
  joinParts(params: Omit<Parameters<ScannerApi['joinParts']>[0], 'program' | 'segment'>): Promise<SpoolRows>
}

export interface SpillOptions {
  readonly temporary: TemporaryRows
  readonly threads: number
  /** For tests: what a state may take, also at the end of the pass. */
  readonly bytes?: number
}

/** What of the states of an aggregate has gone to disk, and the table that they make. */
export class SpilledGroups {
  /** For states while they are added up, and at the end of the pass. */
  readonly during: SpillTo
  readonly atEnd: SpillTo
  private readonly temporary: TemporaryRows
  private readonly all: Spilled[] = []
  private readonly own = new GroupSpill()

  constructor({ temporary, threads, bytes }: SpillOptions) {
    this.temporary = temporary
    const path = temporary.pathIfNeeded()
    // Unknown to who writes a log, so that none can be made whose groups are all in one part.
    const seed = unforeseen(4).readUInt32LE()
    this.during = { path, seed, bytes: bytes ?? Math.max(LEAST_BYTES, SPILL_BYTES / threads) }
    this.atEnd = { path, seed, bytes: bytes ?? MERGED_BYTES }
  }

  /** Something has gone to disk. */
  get isUsed(): boolean {
    return this.all.length > 0 || this.own.isUsed
  }

  /** What a worker has put on disk. */
  add(spilled: Spilled | undefined): void {
    if (spilled) this.all.push(spilled)
  }

  /** Takes to disk what has been merged here, if it is too large. */
  relieve(state: AggregateRun): void {
    const { spilling } = state
    if (spilling && spilling.size > this.atEnd.bytes) this.own.add(spilling, this.during)
  }

  /** The table as rows in a file, with what is left in `state`; undefined if nothing has gone to disk: then it is all there. `atOnce`: parts that are merged together. */
  async finish(state: AggregateRun, merger: PartMerger, atOnce: number): Promise<Extract<SegmentInput, { kind: 'spool' }> | undefined> {
    if (this.isUsed) this.own.add(state.spilling!, this.during)
    this.add(this.own.take())
    if (this.all.length === 0) return undefined
    const path = this.temporary.path()
    const chosen = state.spilling?.choosing && (await merger.chooseGroups({ parts: partsOf(this.all), to: this.during }))
    const all = chosen?.spilled ? [chosen.spilled] : this.all
    const how = { order: all.map((each) => each.order).reduce(bothNumeric), path, choice: chosen?.choice }
    const runs: SpoolRows[] = []
    const merge = (pieces: SpilledPiece[]): Promise<SpoolRows[]> => merger.mergePart({ pieces, ...how })
    for await (const { result } of inOrder(partsOf(all), atOnce, merge)) runs.push(...result)
    return { kind: 'spool', ...(await merger.joinParts({ parts: runs, ...how })) }
  }

  dispose(): void {
    this.own.close()
  }
}

/** The workers of a pool. The one for the rows of sequential stages joins: nothing waits for it. */
export function poolMerger(pool: ScannerPool, program: number, segment: number): PartMerger {
  return {
    mergePart: (params) => idlest(pool.lanes).calls.mergePart({ program, segment, ...params }),
    chooseGroups: (params) => pool.rowsLane.calls.chooseGroups({ program, segment, ...params }),
    joinParts: (params) => pool.rowsLane.calls.joinParts({ program, segment, ...params }),
  }
}

function bothNumeric(a: GroupOrder, b: GroupOrder): GroupOrder {
  return a.map((isNumeric, key) => isNumeric && b[key])
}
