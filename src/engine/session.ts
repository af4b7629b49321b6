import { BLOCK_BYTES, MAX_LINE_BYTES } from '../common/constants.ts'
import { errorOf, saying } from '../common/errorTexts.ts'
import type { EncodingNames, FieldInfo, FormatNames, FetchParams, FetchResult, Figures, Overview, OverviewParams, Progress, RowRange, RunResult, ScriptAccess, SourceChange, SourceInfo, TextFormat, Timeline, TimelineParams, TimeShifts, TimeZones } from '../common/protocol.ts'
import { look, release, timeFrame, timeOrigin, type Looked } from './analyzedFiles.ts'
import { copyRows, type Copied } from './copyRows.ts'
import { contentIdentity, type FileIdentity } from './bytes/identity.ts'
import type { Inspected } from './bytes/inspect.ts'
import type { SpoolStore } from './bytes/packed/spoolStore.ts'
import { Unpacking } from './unpacking.ts'
import type { IndexedSource } from './knownBlocks.ts'
import { LastGood } from './lastGood.ts'
import { isRawText } from './results/export/encoders.ts'
import { exportRun, type Exported, type ExportOptions } from './exportRun.ts'
import { figuresOf } from './figures.ts'
import { FileWatch, type WatchedFile } from './fileWatch.ts'
import { Hold } from './hold.ts'
import { environmentOf, sourceInfos } from './makeEnvironment.ts'
import { noFormats, type FoundFormat, type OwnFormats } from './ownFormats.ts'
import { overviewOf } from './overview.ts'
import { Pager } from './pages.ts'
import { panelBlockBytes } from './panelBlocks.ts'
import { renderRun, type RenderedPiece, type RenderOptions } from './render.ts'
import { makePlan, type Plan } from './results/plan.ts'
import { resolveScripts } from './results/scripts/resolveScripts.ts'
import { indexedFormat } from './results/keptIndex/indexedFormat.ts'
import type { KeptIndexStore } from './results/keptIndex/store.ts'
import type { ScannerPool } from './results/pool.ts'
import type { BlockSizes, RowDetail } from './results/scannerApi.ts'
import { Run } from './run.ts'
import { haveGrown, settledBlocks, type SettledPart } from './settled.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import { SideRuns } from './sideRuns.ts'
import { joinFields, sampledFields } from './records/formats/sampledFields.ts'
import { parseOrThrow } from './stages/registry.ts'
import { readMoment } from './timeline/readMoment.ts'
import { timeOfPlace } from './timeline/placeTimes.ts'
import { timelineOf, type TimeFrame } from './timeline/timeline.ts'

/** Progress goes out this often while a pass runs, in milliseconds. */
const PROGRESS_INTERVAL = 100
/** The pass over less than this is over before it could be in anybody's way. */
const HELD_BYTES = 64 * 1024 * 1024

export interface SessionListener {
  progress(progress: Progress): void
  sourceChange(change: SourceChange): void
}

export interface SessionOptions {
  readonly id: number
  readonly pool: ScannerPool
  readonly listener?: SessionListener
  readonly sizes?: Partial<BlockSizes>
  /** Every line is a record, whatever the format. */
  readonly everyLine?: boolean
  /** Name of the format of all files, instead of the one that each looks like. */
  readonly format?: string
  /** Of the files, where they are not to be detected. */
  readonly encodings?: EncodingNames
  /** The formats that were chosen, file by file. */
  readonly formats?: FormatNames
  /** Formats that a person declared. */
  readonly own?: OwnFormats
  /** Several files are merged by time; default true. */
  readonly merge?: boolean
  /** Milliseconds by which the times of files are moved, file by file. */
  readonly shifts?: TimeShifts
  /** Of stamps that do not say their zone, and of those that are shown. */
  readonly zones?: TimeZones
  /** Passes count the lines of the files on their way. Default true. */
  readonly countLines?: boolean
  /** Keeps what passes find out about the files, for the next time that they are opened. */
  readonly store?: KeptIndexStore
  /** Where packed files are unpacked to; without it they are read as they are. */
  readonly spools?: SpoolStore
  /** The files, where they have been looked at already. */
  readonly files?: readonly Inspected[]
}

/** How files are read, as far as that is not found out. */
type Reading = Required<Pick<SessionOptions, 'own'>> & Pick<SessionOptions, 'encodings' | 'formats' | 'shifts' | 'zones'>

/** What is not said stays as it is in `before`. */
function readingOf(said: Partial<Reading>, before: Partial<Reading> = {}): Reading {
  return {
    encodings: said.encodings ?? before.encodings,
    formats: said.formats ?? before.formats,
    own: said.own ?? before.own ?? noFormats,
    shifts: said.shifts ?? before.shifts,
    zones: said.zones ?? before.zones,
  }
}

/** One analysis: the files, what is known of their blocks, and the result of the query that runs over them. */
export class Session {
  readonly id: number
  /** Once it is closed: resolves when what was unpacked has been taken away. */
  freed = Promise.resolve()
  private readonly options: SessionOptions
  private readonly listener: SessionListener | undefined
  private sizes: BlockSizes
  private readonly paths: readonly string[]
  private reading: Reading
  private found: readonly FoundFormat[]
  private files: readonly Inspected[]
  private identities: readonly FileIdentity[]
  private env: RunEnvironment
  private current: Run | undefined
  /** Text of the query that is shown. */
  private query: string | undefined
  private readonly lastGood = new LastGood()
  /** Resolves when the pass of the current run has ended. */
  private passed: Promise<unknown> = Promise.resolve()
  private readonly sides = new SideRuns()
  /** What is left of the query that ran before the files have grown. */
  private settled: SettledPart | undefined
  /** Runs that are being exported: the current one or ones before it. */
  private readonly beingRead = new Set<Run>()
  private readonly hold = new Hold()
  private ticking: NodeJS.Timeout | undefined
  private readonly watch: FileWatch | undefined
  private unpacking: Unpacking | undefined
  /** What is known of the times of the files that were looked at last. */
  private framed: { readonly env: RunEnvironment; readonly frame: TimeFrame } | undefined
  private closed = false
  private indexIsWrong = false

  private constructor(paths: readonly string[], { files, identities, found }: Looked, options: SessionOptions) {
    this.id = options.id
    this.options = options
    this.listener = options.listener
    this.paths = paths
    this.reading = readingOf(options)
    this.files = files
    this.identities = identities
    this.found = found
    this.sizes = this.sizesOf(files)
    this.env = this.environment()
    this.watch = options.listener && new FileWatch(() => this.watched(), (change) => options.listener?.sourceChange({ analysis: this.id, ...change }))
    this.watchUnpacking()
  }

  /** Opens files. Throws SluiceError for the first that cannot be opened. */
  static async open(paths: readonly string[], options: SessionOptions): Promise<Session> {
    const session = new Session(paths, await look(paths, options), options)
    await session.loadIndex()
    return session
  }

  /** Lines of the files that have been counted so far. */
  get linesCounted(): number {
    return this.env.known.lines.total
  }

  get sources(): readonly SourceInfo[] {
    return sourceInfos(this.files, this.found, this.reading.own, this.env)
  }

  /** The fields of its files' records, as far as their samples show. */
  get fields(): readonly FieldInfo[] {
    const ofFile = ({ samples }: Inspected, i: number): readonly FieldInfo[] => this.reading.own.within(this.found[i].format, (format) => sampledFields(format, samples), [])
    return joinFields(this.files.map(ofFile))
  }

  /** The run that is shown; undefined before the first. */
  get run(): Run | undefined {
    return this.current
  }

  /**
   * Starts a pass; the one before is replaced. Throws `query` if the text does not parse: then nothing changes. With `hold` the pass over
   * large files waits for `begin`, so that it is not in the way of the first page.
   */
  start(text: string, hold = false, scripts?: ScriptAccess): RunResult {
    const run = this.prepare(text, scripts)
    this.hold.end()
    const bytes = this.sources.reduce((sum, { size }) => sum + size, 0)
    // Only where pages can be had before the pass, and a pass takes long enough to be in their way.
    const held = hold && run.lastSegment === 0 && run.inputComplete && bytes > HELD_BYTES ? this.hold.wait() : undefined
    const ended = (held ? held.then(() => run.execute()) : run.execute()).finally(() => {
      if (this.current === run) {
        this.tick()
        this.lastGood.ended(run)
      }
      this.noteChange(run)
      // What was believed of a file that turned out to be another is not to be believed again.
      if (run.error?.code === 'changed') this.indexIsWrong = true
      else void this.saveIndex()
    })
    this.passed = ended
    this.ticking ??= setInterval(() => this.tick(), PROGRESS_INTERVAL)
    return resultOf(run)
  }

  /**
   * Starts a query beside the one that is shown; the one before under this name is replaced. Throws `query` if the text does not parse. With `hold` its
   * pass waits until that of the shown one has ended, and builds on what it has found.
   */
  startSide(side: string, text: string, hold = false, scripts?: ScriptAccess): RunResult {
    const run = new Run(this.planOf(text, scripts), this.env, this.current?.refinable)
    const first = hold ? this.passed.then(() => run.refine(this.current?.refinable)) : Promise.resolve()
    this.sides.start(side, run, first, () => {
      this.tickSide(side, run)
      // It may have found out of which years the rows are that are shown.
      if (this.current?.takeTurns()) this.tick()
    })
    this.ticking ??= setInterval(() => this.tick(), PROGRESS_INTERVAL)
    return resultOf(run)
  }

  endSide(side: string): void {
    this.sides.end(side)
  }

  /** The pass that was started with `hold` begins. */
  begin(): void {
    this.hold.end()
  }

  /** As `start`, without running: `execute` is the caller's. */
  prepare(text: string, scripts?: ScriptAccess): Run {
    const plan = this.planOf(text, scripts)
    const before = this.current
    // Loaded before the other is dropped, so that the workers keep the files open that both read.
    this.current = new Run(plan, this.env, before?.refinable, this.settled)
    this.settled = undefined
    this.lastGood.replaced(before, this.env, this.query === text)
    this.query = text
    before?.replace()
    return this.current
  }

  private planOf(text: string, scripts: ScriptAccess | undefined): Plan {
    return makePlan(resolveScripts(parseOrThrow(text), scripts), timeOrigin(this.env, this.files, this.reading.own, this.reading.zones))
  }

  stop(): void {
    this.current?.stop()
    this.tick()
  }

  fetch(params: Omit<FetchParams, 'analysis'>, signal?: AbortSignal): Promise<FetchResult> {
    const run = this.runOf(params.run)
    const fetched = new Pager(run, this.lastGood.envOf(run, this.env), params.columns, signal).fetch(params)
    fetched.catch((error: unknown) => this.unpacking?.instead(error))
    return fetched
  }

  timeline({ run, places, ...options }: Omit<TimelineParams, 'analysis'>): Timeline {
    const timeline = timelineOf(this.env.known, this.frame, run === undefined ? undefined : this.runOf(run), options)
    return places ? { ...timeline, places: places.map(({ source, offset }) => timeOfPlace(this.env, source, offset)) } : timeline
  }

  overview({ run, found, ...options }: Omit<OverviewParams, 'analysis'>): Overview {
    return overviewOf(this.runOf(run), found === undefined ? undefined : this.runOf(found), this.env, options)
  }

  /** See EngineApi.readTime. */
  readTime(text: string, near?: number): number | undefined {
    return readMoment(text, timeOrigin(this.env, this.files, this.reading.own, this.reading.zones), near)
  }

  private get frame(): TimeFrame {
    if (this.framed?.env !== this.env) this.framed = { env: this.env, frame: timeFrame(this.env, this.files, this.reading.own, this.reading.zones) }
    return this.framed.frame
  }

  row(run: number, block: number, row: number): Promise<RowDetail> {
    return this.options.pool.pageLane.calls.row({ program: this.runOf(run).id, block, row })
  }

  /** Encoded rows of the result, or a part of it. Once it has begun it goes on to its end, also when another query is started. */
  render(run: number, options: RenderOptions): AsyncGenerator<RenderedPiece> {
    const found = this.completeRun(run)
    return this.held(found, renderRun(found, this.lastGood.envOf(found, this.env), options))
  }

  private completeRun(run: number): Run {
    const found = this.runOf(run)
    if (found.inputComplete) return found
    throw errorOf('output', 'incomplete', {})
  }

  private async *held(run: Run, pieces: AsyncGenerator<RenderedPiece>): AsyncGenerator<RenderedPiece> {
    const release = this.keep(run)
    try {
      yield* pieces
    } finally {
      release()
    }
  }

  /** The run can be read to its end, whatever comes; answers what ends that. */
  private keep(run: Run): () => void {
    const release = run.hold()
    this.beingRead.add(run)
    return () => {
      this.beingRead.delete(run)
      release()
    }
  }

  /** See EngineApi.figures. */
  figures(run: number, parts: readonly RowRange[], column?: string, signal?: AbortSignal): Promise<Figures> {
    const found = this.completeRun(run)
    return figuresOf(found, this.lastGood.envOf(found, this.env), parts, column, signal)
  }

  /** Rows as text: all of them, or the first whole ones that fit into `maxBytes`. `more`: other parts of the result, behind `range`. */
  copy(run: number, range: RowRange, format: TextFormat, maxBytes: number, signal?: AbortSignal, columns?: readonly string[], more: readonly RowRange[] = []): Promise<Copied> {
    const fenced = format === 'markdown' && !columns && isRawText({ columns: this.runOf(run).plan.columns, sources: undefined })
    return copyRows((options) => this.render(run, options), { parts: [range, ...more], format: fenced ? 'text' : format, fenced, maxBytes, columns, signal })
  }

  /** Streams the result to a file; tells `onProgress` how far it is. Once it has begun it goes on to its end, also when another query is started. */
  async exportTo({ run, ...options }: ExportOptions & { run: number }, onProgress: (rows: number, bytes: number, fraction: number) => void): Promise<Exported> {
    const found = this.completeRun(run)
    const release = this.keep(found)
    try {
      return await exportRun(found, this.lastGood.envOf(found, this.env), options, onProgress)
    } finally {
      release()
    }
  }

  /** Looks at the files again, if need be in other encodings or by other formats; the query must be started again. */
  async reload(changes: Partial<Reading> = {}): Promise<readonly SourceInfo[]> {
    const reading = readingOf(changes, this.reading)
    const before = this.files
    const wasWrong = this.indexIsWrong
    // Also if that fails: then what happened is told again.
    this.watch?.forget()
    const { listener, store, spools, format } = this.options
    const { files, identities, found } = await look(this.paths, { listener, store, spools, format, ...reading })
    const previous = { env: this.env, identities: this.identities, part: this.current?.part }
    // Of files that have only grown it can still be looked at. What is being exported ends here.
    this.lastGood.replaced(this.current, this.env, true)
    if (this.lastGood.run && this.beingRead.has(this.lastGood.run)) this.lastGood.drop()
    this.reading = reading
    this.endRuns()
    this.current = undefined
    this.files = files
    this.found = found
    void release(before)
    this.watchUnpacking()
    this.identities = identities
    this.sizes = this.sizesOf(files, this.sizes.blockBytes)
    this.env = this.environment()
    if (!wasWrong) await this.loadIndex()
    this.indexIsWrong = false
    const hasGrown = !wasWrong && this.sizes.blockBytes === previous.env.sizes.blockBytes && (await haveGrown(previous.env, previous.identities, this.env))
    this.settled = hasGrown ? previous.part : undefined
    if (!hasGrown) this.lastGood.drop()
    if (hasGrown) {
      this.env = { ...this.env, grows: true }
      this.env.known.inherit(previous.env.known, settledBlocks(previous.env))
    }
    // Whoever asked for this takes what was told meanwhile for a part of it, which it may not be.
    this.watch?.forget()
    return this.sources
  }

  /** A read of a running pass or page does not return. */
  noteStall(): void {
    if (this.current?.state !== 'running') return
    const { name, size } = this.files[0].info
    this.listener?.sourceChange({ analysis: this.id, source: 0, kind: 'notResponding', ...saying('stalled', { name }), size })
  }

  close(): void {
    this.closed = true
    this.hold.end()
    clearInterval(this.ticking)
    this.watch?.stop()
    this.unpacking?.stop()
    this.lastGood.drop()
    this.endRuns()
    this.freed = release(this.files)
  }

  /** Keeps for later what is known of the blocks by now; resolves when that is done, whether or not it could be. */
  async saveIndex(): Promise<void> {
    await this.env.known.save(this.indexed())
  }

  private async loadIndex(): Promise<void> {
    await this.env.known.load(this.indexed())
  }

  private indexed(): (IndexedSource | undefined)[] {
    return this.env.sources.map(({ path, size, format = '', declared, encoding, members }, i) => {
      // Of a part of it nothing is kept: it is not even known how large the whole is.
      const identity = this.identities[i]
      if (!identity || this.files[i].info.unpacking) return undefined
      return {
        path,
        identity: members ? contentIdentity(identity, size, this.files[i].member) : identity,
        format: indexedFormat(format, declared, encoding),
      }
    })
  }

  private watchUnpacking(): void {
    const { listener } = this
    this.unpacking?.stop()
    this.unpacking = listener && new Unpacking(this.files, this.options.spools, (change) => listener.sourceChange({ analysis: this.id, ...change }))
  }

  private endRuns(): void {
    for (const run of this.beingRead) run.dispose()
    this.current?.replace()
    this.sides.endAll()
  }

  private runOf(run: number): Run {
    const found = [this.current, this.lastGood.run].find((each) => each?.id === run) ?? this.sides.find(run)
    if (!found) throw errorOf('outdated', 'queryReplaced', {})
    return found
  }

  /** The shell reads a log once, in blocks that are the fastest. */
  private sizesOf(files: readonly Inspected[], before?: number): BlockSizes {
    const bytes = files.reduce((sum, { spec }) => sum + spec.size, 0)
    return { blockBytes: this.listener ? panelBlockBytes(bytes, before) : BLOCK_BYTES, maxLineBytes: MAX_LINE_BYTES, ...this.options.sizes }
  }

  private environment(): RunEnvironment {
    const { pool, listener, store, everyLine = false, countLines = true, merge = true } = this.options
    const { own, shifts, zones } = this.reading
    return environmentOf(this.files, this.found, own, { pool, sizes: this.sizes, everyLine, countLines, store, shifts, zones, merge, paged: listener !== undefined })
  }

  private tick(): void {
    if (this.closed) return
    const sides = [...this.sides.entries()].filter(([, run]) => run.state === 'running')
    if (this.current?.state !== 'running' && sides.length === 0) {
      clearInterval(this.ticking)
      this.ticking = undefined
    }
    if (this.current) this.listener?.progress({ ...this.current.progress(this.id), ...this.lastGood.insteadOf(this.current) })
    for (const [side, run] of sides) this.tickSide(side, run)
  }

  private tickSide(side: string, run: Run): void {
    if (!this.closed) this.listener?.progress({ ...run.progress(this.id), side })
  }

  private watched(): readonly WatchedFile[] {
    return this.identities.map((identity, i) => {
      const { spec: { path, members }, info: { name } } = this.files[i]
      return { path, name, identity, isPacked: members !== undefined }
    })
  }

  /** A pass that met a shorter file says so at once, not at the next look. */
  private noteChange(run: Run): void {
    if (this.current !== run || run.error?.code !== 'changed') return
    this.unpacking?.instead(run.error)
    void this.watch?.look()
  }
}

function resultOf({ id, plan: { columns } }: Run): RunResult {
  return { run: id, columns: columns.names, table: columns.table, chosen: columns.chosen }
}
