import type { Proxy } from '../../common/rpc.ts'
import type { ProgramSpec, ScannerApi, SegmentInput, SourceTurns } from './scannerApi.ts'

/** Calls on one scan worker, and how many of them are under way. */
export interface Lane {
  readonly calls: Proxy<ScannerApi>
  readonly pending: number
  /** Its worker has been started, and is not there yet. */
  readonly starting?: boolean
}

/**
 * The scan workers of an engine. Programs that are loaded and inputs that are set reach every worker, also one that has to be
 * started again later. Every call ends: the death of a worker rejects what is pending on it.
 */
export interface ScannerPool {
  readonly threads: number
  /** Workers for passes. */
  readonly lanes: readonly Lane[]
  /** A worker of its own for pages, so that looking does not wait for a pass. */
  readonly pageLane: Lane
  /** A worker of its own for sequential stages: they go on between their calls. */
  readonly rowsLane: Lane
  load(spec: ProgramSpec): void
  input(program: number, segment: number, input: SegmentInput | SourceTurns): void
  /** Ends what runs of a program, and forgets it. A worker that does not come back from it is ended. */
  drop(program: number): void
  dispose(): Promise<void>
}

/** The lane that has least to do. One whose worker is starting gets nothing while another is there: what comes behind would wait for it. */
export function idlest(lanes: readonly Lane[]): Lane {
  const ready = lanes.filter(({ starting }) => !starting)
  return (ready.length > 0 ? ready : lanes).reduce((best, lane) => (lane.pending < best.pending ? lane : best))
}
