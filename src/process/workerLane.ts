import type { Worker } from 'node:worker_threads'
import { SluiceError } from '../common/errors.ts'
import { errorOf } from '../common/errorTexts.ts'
import { RpcEndpoint, type Proxy } from '../common/rpc.ts'
import type { Lane } from '../engine/results/pool.ts'
import type { ProgramSpec, ScannerApi, SegmentInput, SourceTurns } from '../engine/results/scannerApi.ts'
import { WorkerState, WorkerStatus } from '../engine/results/workerStatus.ts'
import { portChannel } from './portChannel.ts'
import { startWorker, type StartedWorker } from './startWorker.ts'

export interface LoadedProgram {
  readonly spec: ProgramSpec
  readonly inputs: Map<number, SegmentInput | SourceTurns>
}

/** Why a worker has ended, and for which program; without one it concerns all. */
interface LaneEnd {
  readonly reason: SluiceError
  readonly program?: number
}

type Endpoint = RpcEndpoint<Record<never, never>, ScannerApi>

/**
 * One scan worker: started when it is first needed, and again (with everything loaded again) after it was ended. Every call ends: when a
 * worker is ended for a program, the calls of that program are rejected with the reason, and those of others are made again.
 */
export class WorkerLane implements Lane {
  readonly calls: Proxy<ScannerApi>
  pending = 0
  starting = false
  private readonly script: URL
  private readonly programs: ReadonlyMap<number, LoadedProgram>
  private worker: Worker | undefined
  private endpoint: Endpoint | undefined
  private status = new WorkerStatus()
  private readonly ends = new WeakMap<Endpoint, LaneEnd>()
  private beats = -1
  private stillSince = 0
  private disposed = false

  /** `started`: a worker that has been started already. */
  constructor(script: URL, programs: ReadonlyMap<number, LoadedProgram>, started?: StartedWorker) {
    this.script = script
    this.programs = programs
    if (started) this.endpoint = this.attach(started)
    this.calls = new Proxy({} as Proxy<ScannerApi>, {
      get: (_, method) =>
        typeof method === 'string' && method !== 'then'
          ? (params: unknown, signal?: AbortSignal) => this.call(method as keyof ScannerApi, params, signal)
          : undefined,
    })
  }

  /** True once the worker runs: what is loaded has to be told to it. */
  get running(): boolean {
    return this.endpoint !== undefined
  }

  /** Starts the worker before it is needed. */
  prepare(): void {
    if (!this.disposed) this.endpoint ??= this.start()
  }

  /** Tells the worker something, if it runs; one that is started later is told all there is. */
  tell(method: 'load' | 'input' | 'drop', params: never): void {
    this.endpoint?.remote[method](params).catch(() => undefined)
  }

  /** Milliseconds for which the worker has been in the same place, and what it does there. */
  look(now: number): { readonly still: number; readonly state: number; readonly status: WorkerStatus } {
    const { beats, state } = this.status
    if (beats !== this.beats || this.pending === 0 || state === WorkerState.Idle) {
      this.beats = beats
      this.stillSince = now
    }
    return { still: now - this.stillSince, state, status: this.status }
  }

  /** Ends the worker for a program; what that has pending on it is rejected with `reason`. It is started again when it is needed. */
  end(reason: SluiceError, program: number): void {
    const { worker } = this
    if (!worker) return
    this.detach({ reason, program })
    void worker.terminate()
  }

  /** Ends the worker for good; resolves when its thread has ended. */
  async dispose(): Promise<void> {
    this.disposed = true
    const { worker } = this
    this.detach()
    await worker?.terminate()
  }

  private detach(end?: LaneEnd): void {
    const { endpoint } = this
    this.worker = undefined
    this.endpoint = undefined
    this.starting = false
    if (!endpoint) return
    if (end) this.ends.set(endpoint, end)
    endpoint.dispose()
  }

  private async call(method: keyof ScannerApi, params: unknown, signal?: AbortSignal): Promise<unknown> {
    this.pending++
    try {
      for (;;) {
        if (this.disposed) throw errorOf('disposed', 'engineShutDown', {})
        const endpoint = (this.endpoint ??= this.start())
        // Keeps the process alive while an answer is to come, and only then.
        this.worker?.ref()
        try {
          return await endpoint.remote[method](params as never, signal)
        } catch (error) {
          const end = this.ends.get(endpoint)
          if (!end || !(error instanceof SluiceError) || error.code !== 'disposed') throw error
          // What a connection says of its end is not what a person wants to know.
          if (end.program === undefined || end.program === (params as { program?: number }).program) throw end.reason
        }
      }
    } finally {
      if (--this.pending === 0) this.worker?.unref()
    }
  }

  private start(): Endpoint {
    return this.attach(startWorker(this.script))
  }

  private attach({ worker, status }: StartedWorker): Endpoint {
    this.status = status
    const endpoint: Endpoint = new RpcEndpoint<Record<never, never>, ScannerApi>(portChannel(worker), {})
    const failed = (why: string): void => {
      if (this.worker === worker) this.detach({ reason: errorOf('internal', 'workerFailed', { why }) })
    }
    worker.on('error', (error) => failed(error.message))
    // An end that nobody asked for; the error, if there is one, has come before.
    worker.on('exit', (code) => failed(`it ended with code ${code}`))
    this.worker = worker
    this.endpoint = endpoint
    this.starting = true
    // Its first answer is that something has been loaded.
    worker.once('message', () => this.worker === worker && (this.starting = false))
    for (const { spec, inputs } of this.programs.values()) {
      endpoint.remote.load(spec).catch(() => undefined)
      for (const [segment, input] of inputs) {
        endpoint.remote.input({ program: spec.program, segment, input }).catch(() => undefined)
      }
    }
    return endpoint
  }
}
