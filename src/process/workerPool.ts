import { SluiceError } from '../common/errors.ts'
import { errorOf } from '../common/errorTexts.ts'
import type { Lane, ScannerPool } from '../engine/results/pool.ts'
import { Cancel, type ProgramSpec, type SegmentInput, type SourceTurns } from '../engine/results/scannerApi.ts'
import { FORMAT_STAGE, WorkerState, type WorkerStatus } from '../engine/results/workerStatus.ts'
import type { LocalLane } from './localLane.ts'
import type { StartedWorker } from './startWorker.ts'
import { defaultThreads } from './threads.ts'
import { WorkerLane, type LoadedProgram } from './workerLane.ts'

const WATCH_INTERVAL = 250
/** A worker that has not come back from a query that was replaced is ended after this. */
const DROP_GRACE = 1000

export interface PoolOptions {
  /** The worker's script. */
  readonly script: URL
  /** 0: cores less one, at least 2, at most 8. */
  readonly threads: number
  /** Time that an expression may take on one line, in milliseconds. */
  readonly testLimit: number
  /** Time after which a read that does not return is reported. */
  readonly readLimit: number
  /** A read does not return: its worker cannot be ended from inside (the thread is in the kernel). */
  readonly onStalledRead?: () => void
  /** Makes a lane of this thread, as one of the `threads` and for pages; it is given the worker that may take its place. */
  readonly local?: (successor: Lane) => LocalLane
  /** Workers that have been started already, at most as many as there are to be. */
  readonly started?: readonly StartedWorker[]
}

export const DEFAULT_TEST_LIMIT = 5000
export const DEFAULT_READ_LIMIT = 10_000

/** Scan workers in threads of this process, with a watchdog over them. */
export class WorkerPool implements ScannerPool {
  readonly threads: number
  readonly lanes: readonly Lane[]
  readonly pageLane: Lane
  readonly rowsLane: Lane
  private readonly local: LocalLane | undefined
  /** For pages, or to take this thread's place. */
  private readonly last: WorkerLane
  /** All workers, also those that only stand by. */
  private readonly workers: readonly WorkerLane[]
  private readonly programs = new Map<number, LoadedProgram>()
  private readonly options: PoolOptions
  private readonly timer: NodeJS.Timeout
  private stalled = false

  constructor(options: PoolOptions) {
    this.options = options
    this.threads = options.threads > 0 ? options.threads : defaultThreads()
    const scanning = Array.from({ length: this.threads + (options.local ? 0 : 1) }, (_, i) => {
      return new WorkerLane(options.script, this.programs, options.started?.[i])
    })
    this.last = scanning[scanning.length - 1]
    this.local = options.local?.(this.last)
    const rows = new WorkerLane(options.script, this.programs)
    this.workers = [...scanning, rows]
    this.lanes = [...(this.local ? [this.local] : []), ...scanning.slice(0, -1)]
    this.pageLane = this.local ?? this.last
    this.rowsLane = rows
    this.timer = setInterval(() => this.watch(), WATCH_INTERVAL)
    this.timer.unref()
  }

  /** Starts the worker for pages: it takes as long to start as a file to be opened, and then somebody wants to see one. */
  prepare(): void {
    this.last.prepare()
  }

  load(spec: ProgramSpec): void {
    this.programs.set(spec.program, { spec, inputs: new Map() })
    this.local?.load(spec)
    this.tell('load', spec)
  }

  input(program: number, segment: number, input: SegmentInput | SourceTurns): void {
    this.programs.get(program)?.inputs.set(segment, input)
    this.local?.input(program, segment, input)
    this.tell('input', { program, segment, input })
  }

  drop(program: number): void {
    const loaded = this.programs.get(program)
    if (!loaded) return
    Atomics.store(loaded.spec.cancel, 0, Cancel.All)
    this.programs.delete(program)
    this.local?.drop(program)
    for (const lane of this.workers) void this.dropFrom(lane, program)
  }

  async dispose(): Promise<void> {
    clearInterval(this.timer)
    await Promise.all(this.workers.map((lane) => lane.dispose()))
  }

  private tell(method: 'load' | 'input' | 'drop', params: unknown): void {
    for (const lane of this.workers) if (lane.running) lane.tell(method, params as never)
  }

  private async dropFrom(lane: WorkerLane, program: number): Promise<void> {
    if (!lane.running) return
    // The call is answered once the worker is back from what it does.
    let back = false
    const answered = lane.calls.drop({ program }).then(
      () => (back = true),
      () => (back = true),
    )
    const grace = new Promise<void>((resolve) => setTimeout(resolve, DROP_GRACE).unref())
    await Promise.race([answered, grace])
    // An expression that does not end is the one thing that keeps a worker from noticing.
    const { state, status } = lane.look(performance.now())
    if (!back && state === WorkerState.Testing && status.program === program) {
      lane.end(new SluiceError('cancelled', 'Cancelled.'), program)
    }
  }

  private watch(): void {
    const now = performance.now()
    let reading = false
    for (const lane of this.workers) {
      const { still, state, status } = lane.look(now)
      if (state === WorkerState.Testing && still > this.options.testLimit) lane.end(this.timeout(status), status.program)
      if (state === WorkerState.Reading && still > this.options.readLimit) reading = true
    }
    if (reading && !this.stalled) this.options.onStalledRead?.()
    this.stalled = reading
  }

  private timeout(status: WorkerStatus): SluiceError {
    const { source, offset } = status.row
    const seconds = Math.round(this.options.testLimit / 100) / 10
    if (status.stage === FORMAT_STAGE) return errorOf('stageTimeout', 'formatEnded', { seconds, at: offset }, { source, offset })
    const details = { stage: status.stage, source, offset }
    return offset < 0
      ? errorOf('stageTimeout', 'expressionEnded', { seconds }, details)
      : errorOf('stageTimeout', 'expressionEndedAt', { seconds, at: offset }, details)
  }
}
