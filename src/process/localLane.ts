import type { Proxy } from '../common/rpc.ts'
import { inlinePool } from '../engine/results/inlinePool.ts'
import type { Lane, ScannerPool } from '../engine/results/pool.ts'
import type { ProgramSpec, ScannerApi, SegmentInput, SourceTurns } from '../engine/results/scannerApi.ts'
import { TimeLimitError, withinTime } from './timeLimit.ts'

/** In milliseconds. A task of a pass takes a few; one that takes so long may never end. */
const TASK_LIMIT = 500

export interface LocalLaneOptions {
  /** Takes the place of this thread when that has failed to do a task in time. */
  readonly successor: Lane
  /** Tasks run what may not end by themselves: expressions that a person wrote. Else only guarded parts of them do. */
  readonly watched: boolean
  readonly taskLimit?: number
}

/**
 * The thread that it is made in, as a lane for passes: it is at work before a worker has started. No watchdog can look at it, so where a task takes too
 * long it is broken off, and a worker does this task and all that come after.
 */
export class LocalLane implements Lane {
  readonly calls: Proxy<ScannerApi>
  private readonly successor: Lane
  /** Undefined once the successor has taken over. */
  private local: ScannerPool | undefined
  private under = 0

  constructor({ successor, watched, taskLimit = TASK_LIMIT }: LocalLaneOptions) {
    this.successor = successor
    const run = <T>(work: () => T): T => {
      // A task that was to come after the one that was broken off.
      if (!this.local) throw new TimeLimitError()
      return watched ? this.runWatched(work, taskLimit) : work()
    }
    // To give every task a limited time would cost as much as a light task itself.
    this.local = inlinePool(undefined, run, watched ? undefined : (work) => this.runWatched(work, taskLimit))
    this.calls = new Proxy({} as Proxy<ScannerApi>, {
      get: (_, method) =>
        typeof method === 'string' && method !== 'then'
          ? (params: unknown, signal?: AbortSignal) => this.call(method as keyof ScannerApi, params, signal)
          : undefined,
    })
  }

  get pending(): number {
    return this.under + this.successor.pending
  }

  /** The successor does the work. */
  get isReplaced(): boolean {
    return this.local === undefined
  }

  load(spec: ProgramSpec): void {
    this.local?.load(spec)
  }

  input(program: number, segment: number, input: SegmentInput | SourceTurns): void {
    this.local?.input(program, segment, input)
  }

  drop(program: number): void {
    this.local?.drop(program)
  }

  private async call(method: keyof ScannerApi, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const { local } = this
    if (local) {
      this.under++
      try {
        return await local.lanes[0].calls[method](params as never, signal)
      } catch (error) {
        if (this.local) throw error
      } finally {
        this.under--
      }
    }
    return this.successor.calls[method](params as never, signal)
  }

  private runWatched<T>(work: () => T, limit: number): T {
    try {
      return withinTime(limit, work)
    } catch (error) {
      // What was broken off may have left anything half done: nothing of it is used again.
      if (error instanceof TimeLimitError) this.local = undefined
      throw error
    }
  }
}
