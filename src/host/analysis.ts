import { fromErrorData, SluiceError, toErrorData } from '../common/errors.ts'
import { DisposableStore, Emitter, type Disposable } from '../common/lifecycle.ts'
import type { EncodingNames, EngineApi, FormatNames, ExportProgress, Progress, RunResult, ScriptAccess, SourceChange, SourceInfo, TimeShifts, TimeZones } from '../common/protocol.ts'
import type { Params, Result } from '../common/rpc.ts'
import { GIVEN_UP, type EngineClient, type EngineLoss } from './engineClient.ts'
import { t } from './l10n.ts'

/** The query that is shown, and how far its pass is. */
export interface CurrentRun {
  readonly query: string
  readonly result: RunResult
  readonly progress: Progress | undefined
}

export interface Reopened {
  readonly sources: readonly SourceInfo[]
  /** Why, as a sentence for people; undefined if they were asked for. */
  readonly reason: string | undefined
}

/** Calls that are about an open analysis. */
type AnalysisCall = 'begin' | 'endSide' | 'fields' | 'stop' | 'fetch' | 'overview' | 'expand' | 'copy' | 'figures' | 'exportTo' | 'timeline' | 'readTime'
type Rest<K extends AnalysisCall> = Omit<Params<EngineApi, K>, 'analysis'>

/** What was chosen for the files, in their order; what is undefined is detected. */
export interface FileReading {
  readonly encodings?: EncodingNames
  readonly formats?: FormatNames
  /** Formats of a person's own, as the settings have them. */
  readonly declared?: unknown
  /** Milliseconds by which their times are moved. */
  readonly shifts?: TimeShifts
  readonly zones?: TimeZones
}

/**
 * Some files under analysis, as a panel sees them: goes on when the engine is replaced. Opened at the first use; `dispose` closes it.
 */
export class Analysis implements Disposable {
  readonly paths: readonly string[]
  readonly onProgress = new Emitter<Progress>()
  /** Of a run that was started by `startSide`; may come before the answer that names the run. */
  readonly onSideProgress = new Emitter<Progress>()
  readonly onExportProgress = new Emitter<ExportProgress>()
  readonly onSourceChange = new Emitter<SourceChange>()
  /** The files were opened again: what ran is gone and has to be run again. */
  readonly onReopened = new Emitter<Reopened>()
  /** The analysis was lost and is not opened again by itself. */
  readonly onFailed = new Emitter<SluiceError>()
  private readonly engine: EngineClient
  private readonly choices: () => FileReading
  private readonly scripts: (() => ScriptAccess) | undefined
  private readonly store = new DisposableStore()
  private id: number | undefined
  private opening: Promise<readonly SourceInfo[]> | undefined
  private current: CurrentRun | undefined
  /** Queries whose answer is not here yet. */
  private starting = 0
  /** Progress by run that was taken in before the answer that names the run: both may come in one piece, and answers take a turn longer. */
  private readonly early = new Map<number, Progress>()
  /** A read of ours does not return; how far the pass was then. */
  private stalledAt: number | undefined
  /** We are about to end the engine for our own sake. */
  private giving = false
  private failure: SluiceError | undefined

  /** `choices`: how to read the files, asked for whenever they are opened; `scripts`: which ones queries may run, whenever one is started. */
  constructor(engine: EngineClient, paths: readonly string[], choices: () => FileReading = () => ({}), scripts?: () => ScriptAccess) {
    this.scripts = scripts
    this.engine = engine
    this.choices = choices
    this.paths = paths
    this.store.add(engine.onProgress.on((progress) => this.noteProgress(progress)))
    this.store.add(engine.onSourceChange.on((change) => this.noteChange(change)))
    this.store.add(engine.onExportProgress.on((progress) => this.isMine(progress) && this.onExportProgress.fire(progress)))
    this.store.add(engine.onLost.on((loss) => this.noteLoss(loss)))
    this.store.add(engine.onRevived.on(() => this.failure && void this.reopen(undefined)))
  }

  /** Undefined before the first query, and while the files are being opened again. */
  get run(): CurrentRun | undefined {
    return this.current
  }

  /** The result whose rows are shown: an earlier one, where a script of the query has failed. */
  get shown(): RunResult | undefined {
    return this.current?.progress?.instead ?? this.current?.result
  }

  /** Opens the files, once; tries again if that failed. Rejects with a SluiceError. */
  open(): Promise<readonly SourceInfo[]> {
    this.opening ??= this.openNow().catch((error: unknown) => {
      this.opening = undefined
      this.failure = toError(error)
      throw this.failure
    })
    return this.opening
  }

  /** Starts a query; rejects with `query` and Diagnostic[] if it does not parse. With `hold` its pass may wait for the call `begin`. */
  async start(query: string, signal?: AbortSignal, hold = false): Promise<RunResult> {
    await this.open()
    const analysis = this.requireOpen()
    this.starting++
    try {
      const result = await this.engine.call('run', { analysis, query, hold, ...(this.scripts && { scripts: this.scripts() }) }, signal)
      const progress = this.early.get(result.run)
      this.current = { query, result, progress }
      // Told once the caller knows of the run.
      if (progress) setImmediate(() => this.onProgress.fire(progress))
      return result
    } finally {
      if (--this.starting === 0) this.early.clear()
    }
  }

  /** Starts a query beside the one that is shown: see EngineApi.runSide. */
  async startSide(side: string, query: string, hold?: boolean, signal?: AbortSignal): Promise<RunResult> {
    await this.open()
    return this.engine.call('runSide', { analysis: this.requireOpen(), side, query, hold, ...(this.scripts && { scripts: this.scripts() }) }, signal)
  }

  /** Ends the pass. An engine that does not come back from it is ended instead. */
  async stop(): Promise<void> {
    if (this.id === undefined) return
    this.giving = true
    try {
      await this.ask('stop', {})
      if (this.stalledAt !== undefined) this.engine.abandon(t('Reading {0} did not come back.', this.names))
    } catch (error) {
      // By now the loss has been told.
      if (toErrorData(error).code !== 'notResponding') throw error
    } finally {
      this.giving = false
    }
  }

  async ask<K extends AnalysisCall>(method: K, params: Rest<K>, signal?: AbortSignal): Promise<Result<EngineApi, K>> {
    const analysis = this.requireOpen()
    return this.engine.call(method, { ...params, analysis } as Params<EngineApi, K>, signal)
  }

  /** Looks at the files again, or tries once more to open them; `onReopened` follows. Rejects with a SluiceError. */
  async reload(): Promise<void> {
    this.failure = undefined
    this.stalledAt = undefined
    if (this.id === undefined) {
      this.onReopened.fire({ sources: await this.open(), reason: undefined })
      return
    }
    const { sources } = await this.engine.call('reload', { analysis: this.id, ...this.choices() })
    this.current = undefined
    this.opening = Promise.resolve(sources)
    this.onReopened.fire({ sources, reason: undefined })
  }

  /** As `reload`, unless the files are open or being opened. */
  async retry(): Promise<void> {
    if (this.opening === undefined) await this.reload()
  }

  dispose(): void {
    if (this.store.isDisposed) return
    this.store.dispose()
    for (const emitter of [this.onProgress, this.onSideProgress, this.onExportProgress, this.onSourceChange, this.onReopened, this.onFailed]) emitter.dispose()
    void this.close()
  }

  private get names(): string {
    return this.paths.length === 1 ? this.paths[0] : t('{0} files', this.paths.length)
  }

  private async close(): Promise<void> {
    await this.opening?.catch(() => undefined)
    const { id: analysis } = this
    if (analysis === undefined) return
    this.id = undefined
    // A worker that hangs in a read would go on hanging, and be missing for the others.
    if (this.stalledAt !== undefined) this.engine.abandon(t('Reading {0} did not come back.', this.names))
    else await this.engine.tell('close', { analysis }).catch(() => undefined)
  }

  private async openNow(): Promise<readonly SourceInfo[]> {
    for (;;) {
      try {
        const { analysis, sources } = await this.engine.call('open', { paths: this.paths, ...this.choices() })
        this.id = analysis
        this.failure = undefined
        return sources
      } catch (error) {
        const { code } = toErrorData(error)
        if (code === 'notResponding') {
          throw new SluiceError('notResponding', t('Opening {0} does not come back. The disk or network share behind it may have stalled.', this.names))
        }
        // The engine ended meanwhile, through no fault that we know of: the client knows when it is enough.
        if (code !== 'disposed' || this.store.isDisposed || this.engine.isDisposed) throw error
      }
    }
  }

  private requireOpen(): number {
    if (this.failure) throw this.failure
    if (this.id === undefined) throw new SluiceError('outdated', t('The files are being opened again.'))
    return this.id
  }

  private async reopen(reason: string | undefined): Promise<void> {
    try {
      const sources = await this.open()
      this.onReopened.fire({ sources, reason })
    } catch (error) {
      this.fail(error)
    }
  }

  private fail(error: unknown): void {
    this.failure = toError(error)
    this.onFailed.fire(this.failure)
  }

  private isMine({ analysis }: { analysis: number }): boolean {
    return analysis === this.id
  }

  private noteProgress(progress: Progress): void {
    if (!this.isMine(progress)) return
    if (progress.side !== undefined) {
      this.onSideProgress.fire(progress)
      return
    }
    if (this.stalledAt !== undefined && progress.bytesDone > this.stalledAt) this.stalledAt = undefined
    if (this.current?.result.run === progress.run) this.current = { ...this.current, progress }
    else if (this.starting > 0) {
      this.early.set(progress.run, progress)
      return
    }
    this.onProgress.fire(progress)
  }

  private noteChange(change: SourceChange): void {
    if (!this.isMine(change)) return
    if (change.kind === 'unpacked') {
      // What is shown is the start of a file that takes long to unpack: nobody has to ask for the rest.
      void this.reload().catch((error: unknown) => this.fail(error))
      return
    }
    if (change.kind === 'notResponding') this.stalledAt = this.current?.progress?.bytesDone ?? 0
    this.onSourceChange.fire(change)
  }

  private noteLoss({ message, givenUp }: EngineLoss): void {
    if (this.id === undefined) return
    this.id = undefined
    this.opening = undefined
    this.current = undefined
    this.stalledAt = undefined
    if (this.giving) this.fail(new SluiceError('notResponding', t('Reading {0} did not come back, so the engine was restarted.', this.names)))
    else if (givenUp) this.fail(new SluiceError('internal', message, GIVEN_UP))
    else void this.reopen(message)
  }
}

function toError(error: unknown): SluiceError {
  return fromErrorData(toErrorData(error))
}
