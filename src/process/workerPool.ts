import { availableParallelism } from 'node:os'
import { SluiceError } from '../common/errors.ts'
import type { ScannerPool } from '../engine/results/pool.ts'
import { Cancel, type ProgramSpec, type SegmentInput } from '../engine/results/scannerApi.ts'
import { WorkerState, type WorkerStatus } from '../engine/results/workerStatus.ts'
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
}

export const DEFAULT_TEST_LIMIT = 5000
export const DEFAULT_READ_LIMIT = 10_000

export function defaultThreads(cores: number = availableParallelism()): number {
  return Math.min(8, Math.max(2, cores - 1))
}

/** Scan workers in threads of this process, with a watchdog over them. */
export class WorkerPool implements ScannerPool {
  readonly threads: number
  readonly lanes: readonly WorkerLane[]
  readonly pageLane: WorkerLane
  private readonly programs = new Map<number, LoadedProgram>()
  private readonly options: PoolOptions
  private readonly timer: NodeJS.Timeout
  private stalled = false

  constructor(options: PoolOptions) {
    this.options = options
    this.threads = options.threads > 0 ? options.threads : defaultThreads()
    const lane = (): WorkerLane => new WorkerLane(options.script, this.programs)
    this.lanes = Array.from({ length: this.threads }, lane)
    this.pageLane = lane()
    this.timer = setInterval(() => this.watch(), WATCH_INTERVAL)
    this.timer.unref()
  }

  load(spec: ProgramSpec): void {
    this.programs.set(spec.program, { spec, inputs: new Map() })
    this.tell('load', spec)
  }

  input(program: number, segment: number, input: SegmentInput): void {
    this.programs.get(program)?.inputs.set(segment, input)
    this.tell('input', { program, segment, input })
  }

  drop(program: number): void {
    const loaded = this.programs.get(program)
    if (!loaded) return
    Atomics.store(loaded.spec.cancel, 0, Cancel.All)
    this.programs.delete(program)
    for (const lane of this.all) void this.dropFrom(lane, program)
  }

  async dispose(): Promise<void> {
    clearInterval(this.timer)
    await Promise.all(this.all.map((lane) => lane.dispose()))
  }

  private get all(): readonly WorkerLane[] {
    return [...this.lanes, this.pageLane]
  }

  private tell(method: 'load' | 'input' | 'drop', params: unknown): void {
    for (const lane of this.all) if (lane.running) lane.tell(method, params as never)
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
    for (const lane of this.all) {
      const { still, state, status } = lane.look(now)
      if (state === WorkerState.Testing && still > this.options.testLimit) lane.end(this.timeout(status), status.program)
      if (state === WorkerState.Reading && still > this.options.readLimit) reading = true
    }
    if (reading && !this.stalled) this.options.onStalledRead?.()
    this.stalled = reading
  }

  private timeout(status: WorkerStatus): SluiceError {
    const { source, offset } = status.row
    const where = offset < 0 ? 'one row' : `the row at byte ${offset.toLocaleString('en')}`
    const seconds = Math.round(this.options.testLimit / 100) / 10
    return new SluiceError(
      'stageTimeout',
      `The regular expression took more than ${seconds} s on ${where} and was ended. Make it more exact: avoid several ".*" in a row.`,
      { stage: status.stage, source, offset },
    )
  }
}
