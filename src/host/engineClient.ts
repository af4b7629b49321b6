import { Emitter } from '../common/lifecycle.ts'
import { SluiceError, toErrorData } from '../common/errors.ts'
import type { EngineApi, EngineEvents, ExportProgress, Progress, SourceChange } from '../common/protocol.ts'
import { RpcEndpoint, type Params, type Proxy, type Result } from '../common/rpc.ts'
import { BAD_FLAG_CODE, EngineProcess, REGEX_FALLBACK_FLAG, type EngineEnd } from './engineProcess.ts'
import type { HostLog } from './hostLog.ts'
import { t } from './l10n.ts'
import { RestartPolicy } from './restartPolicy.ts'

/** Milliseconds within which a call must be answered; an engine that does not is hung. Other calls may take as long as they want. */
export type CallLimits = Partial<Record<keyof EngineApi, number>>

const DEFAULT_LIMITS: CallLimits = { about: 20_000, open: 20_000, reload: 20_000, stop: 1000, close: 1000 }

const hung = (): string => t('The engine did not respond and was ended.')

/** Milliseconds that the engine may take to end by itself. */
const SHUTDOWN_GRACE = 1500

export interface EngineClientOptions {
  /** The engine's bundle. */
  readonly script: string
  /** Command line of the engine, asked for at every start. */
  readonly args: () => readonly string[]
  readonly log: HostLog
  readonly limits?: CallLimits
  readonly policy?: RestartPolicy
}

/** The engine process was lost, with all analyses in it. */
export interface EngineLoss {
  /** A sentence for people. */
  readonly message: string
  /** Too many crashes: it is not started again until `restart`. */
  readonly givenUp: boolean
}

interface Connection {
  readonly process: EngineProcess
  readonly remote: Proxy<EngineApi>
}

/** What the error of a call to an engine that is not started any more has as its details. */
export const GIVEN_UP = 'engineGivenUp'

/** The window's engine process: started at the first call, and again when it was lost. */
export class EngineClient {
  readonly onProgress = new Emitter<Progress>()
  readonly onSourceChange = new Emitter<SourceChange>()
  readonly onExportProgress = new Emitter<ExportProgress>()
  /** Every open analysis is gone; calls start a new engine, unless it was given up. */
  readonly onLost = new Emitter<EngineLoss>()
  /** An engine that was given up may be started again. */
  readonly onRevived = new Emitter<void>()
  private readonly options: EngineClientOptions
  private readonly log: HostLog
  private readonly limits: CallLimits
  private readonly policy: RestartPolicy
  private connecting: Promise<Connection> | undefined
  /** The process that is there or being started. */
  private process: EngineProcess | undefined
  private starting = false
  private regexFallback = true
  private disposed = false

  constructor(options: EngineClientOptions) {
    this.options = options
    this.log = options.log
    this.limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.policy = options.policy ?? new RestartPolicy()
  }

  /** Undefined while there is none. */
  get pid(): number | undefined {
    return this.process?.ended ? undefined : this.process?.pid
  }

  get isDisposed(): boolean {
    return this.disposed
  }

  /** Starts the engine ahead of the first call. */
  warmUp(): void {
    this.connect().catch((error: unknown) => this.log.error(toErrorData(error).message))
  }

  /**
   * Calls the engine, starting it if need be. Rejects with the engine's own error, with `disposed` if it ends before it answers, with
   * `notResponding` (and the engine is killed) if it does not answer in time, or with GIVEN_UP.
   */
  async call<K extends keyof EngineApi>(
    method: K,
    params: Params<EngineApi, K>,
    signal?: AbortSignal,
  ): Promise<Result<EngineApi, K>> {
    const connection = await this.connect()
    return this.callOn(connection, method, params, () => this.lost(connection.process, hung()), signal)
  }

  /** As `call`, if the engine runs; else does nothing. */
  async tell<K extends keyof EngineApi>(method: K, params: Params<EngineApi, K>): Promise<void> {
    if (this.connecting) await this.call(method, params)
  }

  /** Kills the engine because it does not come back from something. */
  abandon(message: string): void {
    if (!this.process) return
    this.log.warn(`Engine ${this.process.pid ?? ''} is killed: ${message}`)
    // One that is being started holds nothing yet, and is followed by another.
    if (this.starting) this.process.kill(message)
    else this.lost(this.process, message)
  }

  /** Ends the engine, if there is one, and allows it to be started again after too many crashes. */
  restart(message: string): void {
    const revived = this.policy.exhausted
    this.policy.reset()
    if (this.process) this.abandon(message)
    else if (revived) this.onRevived.fire()
  }

  /** Ends the engine. Resolves when it has gone. */
  async dispose(): Promise<void> {
    if (this.disposed) return
    this.disposed = true
    for (const emitter of [this.onProgress, this.onSourceChange, this.onExportProgress, this.onLost, this.onRevived]) emitter.dispose()
    await this.process?.shutDown(SHUTDOWN_GRACE)
  }

  private async callOn<K extends keyof EngineApi>(
    { process, remote }: Connection,
    method: K,
    params: Params<EngineApi, K>,
    onHung: () => void,
    signal?: AbortSignal,
  ): Promise<Result<EngineApi, K>> {
    const limit = this.limits[method]
    const stopWatch = limit === undefined ? undefined : this.watch(process, method, limit, onHung)
    try {
      return await remote[method](params, signal)
    } catch (error) {
      // The channel was closed because of this very call.
      if (stopWatch?.() === 'hung') {
        throw new SluiceError('notResponding', t('The engine did not answer to "{0}" within {1} s.', method, (limit ?? 0) / 1000))
      }
      throw error
    } finally {
      stopWatch?.()
    }
  }

  /** Calls `onHung` unless the returned function is called in time; that says what came of it. */
  private watch(process: EngineProcess, method: string, limit: number, onHung: () => void): () => 'hung' | undefined {
    let outcome: 'hung' | undefined
    const giveUp = (): void => {
      outcome = 'hung'
      this.log.warn(`Engine ${process.pid ?? ''} did not answer to "${method}" within ${limit} ms; it is killed.`)
      onHung()
    }
    let timer = setTimeout(() => {
      // Was it this process that was busy? Then the answer is waiting, and is taken before a second timer.
      timer = setTimeout(giveUp, 100)
    }, limit)
    return () => {
      clearTimeout(timer)
      return outcome
    }
  }

  private connect(): Promise<Connection> {
    if (this.disposed) return Promise.reject(new SluiceError('disposed', t('Sluice is shutting down.')))
    this.connecting ??= this.start().catch((error: unknown) => {
      this.connecting = undefined
      throw error
    })
    return this.connecting
  }

  /** Starts processes until one answers, or too many did not. */
  private async start(): Promise<Connection> {
    let last = ''
    this.starting = true
    while (!this.policy.exhausted && !this.disposed) {
      const started = performance.now()
      const process = this.fork()
      const endpoint = new RpcEndpoint<EngineEvents, EngineApi>(process.channel, this.handlers())
      const connection = { process, remote: endpoint.remote }
      this.process = process
      try {
        const about = await this.callOn(connection, 'about', {}, () => process.kill(hung()))
        const took = Math.round(performance.now() - started)
        this.log.info(`Engine ${about.pid} started in ${took} ms: Node ${about.node}, ${about.threads} threads.`)
        this.starting = false
        process.onEnd = (end) => this.onEnd(process, end)
        return connection
      } catch (error) {
        endpoint.dispose()
        process.kill('it did not start')
        this.process = undefined
        last = this.noteFailedStart(process.ended, error)
      }
    }
    this.starting = false
    if (this.disposed) throw new SluiceError('disposed', t('Sluice is shutting down.'))
    const ended =
      last === '' ? t('The engine ended several times within a minute, and is not started again by itself.')
      : t('The engine ended several times within a minute ({0}), and is not started again by itself.', last)
    throw new SluiceError('internal', ended, GIVEN_UP)
  }

  private noteFailedStart(end: EngineEnd | undefined, error: unknown): string {
    if (end?.code === BAD_FLAG_CODE && this.regexFallback) {
      this.log.info('This V8 has no linear engine for expressions to fall back to; starting without.')
      this.regexFallback = false
      return ''
    }
    const reason = end?.reason ?? toErrorData(error).message
    // Killed by hand while it started: that is no crash.
    if (!this.disposed && !(end?.intended && reason !== hung())) this.policy.noteCrash()
    this.log.error(`The engine could not be started: ${reason}`)
    return reason
  }

  private fork(): EngineProcess {
    return new EngineProcess({
      script: this.options.script,
      args: this.options.args(),
      execArgv: this.regexFallback ? [REGEX_FALLBACK_FLAG] : [],
      onOutput: (text, stream) => {
        for (const line of text.split(/\r?\n/)) {
          if (line !== '') this.log[stream === 'stderr' ? 'warn' : 'info'](`engine: ${line}`)
        }
      },
    })
  }

  private handlers(): ConstructorParameters<typeof RpcEndpoint<EngineEvents, EngineApi>>[1] {
    return {
      progress: async (params) => this.onProgress.fire(params),
      sourceChange: async (params) => this.onSourceChange.fire(params),
      exportProgress: async (params) => this.onExportProgress.fire(params),
      log: async ({ level, message, from = 'engine' }) => this.log[level](`${from}: ${message}`),
    }
  }

  private onEnd(process: EngineProcess, end: EngineEnd): void {
    if (end.intended) return
    this.log.error(`Engine ${process.pid ?? ''} ended unexpectedly: ${end.reason}.`)
    this.policy.noteCrash()
    this.lost(process, t('The engine ended unexpectedly ({0}).', end.reason))
  }

  private lost(process: EngineProcess, message: string): void {
    process.kill('it was given up')
    if (this.process !== process) return
    this.process = undefined
    this.connecting = undefined
    if (!this.disposed) this.onLost.fire({ message, givenUp: this.policy.exhausted })
  }
}
