import * as vscode from 'vscode'
import { toErrorData } from '../common/errors.ts'
import { DisposableStore, Emitter, type Disposable } from '../common/lifecycle.ts'
import { proposeExpression } from '../common/proposeExpression.ts'
import type { PanelAction, PanelCommand, PanelEvents, PanelHostApi, PanelState } from '../common/panelProtocol.ts'
import type { ExportFormat, FieldInfo, Progress, RunResult, SourceInfo } from '../common/protocol.ts'
import type { Handlers, Params, Result } from '../common/rpc.ts'
import { askForMember } from './askForMember.ts'
import { panelBookmarks } from './bookmarks/panelBookmarks.ts'
import { fileOfWindow, pathsOf } from './files.ts'
import { openWalkthrough } from './guide/walkthrough.ts'
import { t } from './l10n.ts'
import { copyLink } from './links/linkHandler.ts'
import { Analysis, type Reopened } from './analysis.ts'
import { askForEncoding } from './askForEncoding.ts'
import { askForPercent, askForPlace, askForTime } from './askForPlace.ts'
import type { FileChoice } from './askForPaths.ts'
import { askForTimeZone } from './askForTimeZone.ts'
import { askForShift } from './askForShift.ts'
import { changeSetting, readCopyLimitBytes, readPanelSettings } from './configuration.ts'
import { Following } from './following.ts'
import { language } from './language/service.ts'
import { FirstLook, type First } from './firstLook.ts'
import { panelKey, panelTitle } from './names.ts'
import { PanelExports } from './panelExports.ts'
import { PanelFormats } from './panelFormats.ts'
import { PanelNotices } from './panelNotices.ts'
import { dressPanel, portOf } from './panelPage.ts'
import type { PanelServices } from './panelServices.ts'
import type { PanelSnapshot } from './panelSnapshot.ts'
import { addHighlighter } from './highlighters.ts'
import { readingOf } from './reading.ts'
import { PassProgress } from './passProgress.ts'
import { describeError, progressNews, type ActionableError } from './texts.ts'
import { scriptAccess, showScript } from './scripts.ts'
import { ScriptWatch } from './scriptWatch.ts'
import { saveChart } from './saveChart.ts'
import type { Side } from './sideBySide/bindings.ts'
import { boundCalls } from './sideBySide/panelSide.ts'
import { WebviewLink } from './webviewLink.ts'

/** A query that stands for as long as this is kept in the history: what is typed runs letter by letter. In milliseconds. */
const HISTORY_PAUSE = 2000

/** One panel: its tab, its analysis, and the calls of its webview. */
export class AnalysisPanel implements Disposable {
  readonly key: string
  readonly paths: readonly string[]
  readonly side: Side
  readonly onDispose = new Emitter<void>()
  /** It became active or inactive, or its pass began or ended. */
  readonly onStatus = new Emitter<void>()
  private readonly panel: vscode.WebviewPanel
  private readonly services: PanelServices
  private readonly analysis: Analysis
  private readonly formats: PanelFormats
  private readonly link: WebviewLink
  private readonly passProgress: PassProgress
  private readonly following: Following
  private readonly scripts: ScriptWatch
  private readonly store = new DisposableStore()
  private readonly notices: PanelNotices
  private readonly exports: PanelExports
  private readonly title: string
  private state: PanelState
  private sources: readonly SourceInfo[] = []
  private error: ActionableError | undefined
  /** What is done for the first page before it is there. */
  private firstLook: FirstLook | undefined
  /** There has been a page: what runs before is nothing that anybody has seen. */
  private shown = false
  /** The page that is shown has not run its query yet. */
  private freshPage = true
  /** A query that was asked for from outside, until the page has it. */
  private wanted: string | undefined
  /** A row to go to, until the page has it. */
  private place: Params<PanelEvents, 'reveal'> | undefined
  private historyTimer: ReturnType<typeof setTimeout> | undefined

  constructor(panel: vscode.WebviewPanel, services: PanelServices, paths: readonly string[], state: PanelState) {
    this.panel = panel
    this.services = services
    this.paths = paths
    this.key = panelKey(paths)
    this.title = panelTitle(paths)
    this.state = state
    this.side = { name: this.title, emit: (event, params) => this.link.emit(event, params) }
    this.analysis = this.store.add(new Analysis(services.engine, paths, () => readingOf(paths, services), () => scriptAccess(paths)))
    this.formats = new PanelFormats(paths, services)
    this.following = this.store.add(new Following({ reload: () => this.reload(), isBusy: () => this.isRunning || this.exports.isBusy }))
    // The page runs the query again and keeps its place.
    this.scripts = this.store.add(new ScriptWatch(() => this.shown && this.link.emit('reopened', { sources: this.sources })))
    this.exports = new PanelExports(this.analysis, services.resultFiles, () => this.state.view, () => this.following.noteIdle())
    this.notices = new PanelNotices((notice) => this.link.emit('notice', notice ?? { message: undefined, kind: 'info', actions: [] }))
    this.passProgress = this.store.add(new PassProgress(this.title))
    this.link = this.store.add(new WebviewLink(portOf(panel), this.handlers()))
    this.store.add(this.analysis.onProgress.on((progress) => this.noteProgress(progress)))
    this.store.add(this.analysis.onSideProgress.on(({ analysis: _, side = '', ...rest }) => this.link.emit('sideProgress', { ...progressNews(rest), side })))
    this.store.add(this.analysis.onReopened.on((reopened) => this.noteReopened(reopened)))
    this.store.add(this.analysis.onFailed.on((error) => this.noteFailed(error)))
    this.store.add(this.analysis.onSourceChange.on((change) => this.noteSourceChange(change)))
    this.store.add(services.bookmarks.onChange.on((path) => this.paths.includes(path) && this.tellBookmarks()))
    this.store.add(panel.onDidChangeViewState(() => this.onStatus.fire()))
    panel.onDidDispose(() => this.dispose())
    dressPanel(panel, services.extensionUri, this.title)
    this.firstLook = new FirstLook(this.analysis, state)
    this.formats.check()
  }

  get snapshot(): PanelSnapshot {
    const run = this.shown ? this.analysis.run : undefined
    return {
      title: this.title,
      paths: this.paths,
      active: this.panel.active,
      visible: this.panel.visible,
      sources: this.sources,
      query: run?.query ?? this.state.query,
      result: run?.result,
      progress: run?.progress,
      error: this.error,
      notice: this.notices.current,
    }
  }

  /** The query as it stands in its field, mistakes included. */
  get query(): string {
    return this.wanted ?? this.state.query
  }

  /** For who offers to run something on it. */
  get named(): { readonly title: string; readonly paths: readonly string[] } {
    return { title: this.title, paths: this.paths }
  }

  get isActive(): boolean {
    return this.panel.active
  }

  get isRunning(): boolean {
    return this.analysis.run?.progress?.state === 'running'
  }

  get viewColumn(): vscode.ViewColumn | undefined {
    return this.panel.viewColumn
  }

  /** Puts a query into the field, runs it, and shows the panel. */
  show(query: string): void {
    // A page that is hidden is made anew, and told of it then.
    this.wanted = query
    this.link.emit('query', { query })
    this.reveal()
  }

  /** Goes to a row, as soon as there is a page. */
  goTo(place: Params<PanelEvents, 'reveal'>): void {
    this.place = place
    this.tellPlace()
  }

  /** `beside`: in the column beside the active one, which keeps the keyboard. */
  reveal(beside = false): void {
    this.panel.reveal(beside ? vscode.ViewColumn.Beside : this.panel.viewColumn, beside)
  }

  close(): void {
    this.panel.dispose()
  }

  /** Passes a command on to the page. */
  command(command: PanelCommand): void {
    this.link.emit('command', { command })
  }

  stop(): Promise<void> {
    return this.analysis.stop()
  }

  async reload(): Promise<void> {
    try {
      await this.analysis.reload()
    } catch (error) {
      this.noteFailed(error)
    }
  }

  /** A file was saved (or, without one, the workspace became trusted): scripts that it concerns are run anew. */
  noteSaved(path?: string): void {
    this.scripts.noteSaved(path)
  }

  /** Asks for the encoding of the files, and reads them in it from now on. */
  async reopenWithEncoding(): Promise<void> {
    const choice = await askForEncoding(this.paths, this.paths.map((_, i) => this.sources[i]?.encoding))
    if (!choice) return
    await this.services.encodings.set(choice.paths, choice.name)
    await this.reload()
  }

  /** Asks for the format of the files, and reads them by it from now on. */
  async reopenAsFormat(): Promise<void> {
    if (await this.formats.choose(this.sources.map(({ format }) => format))) await this.reload()
  }

  /** Moves the times of files; asks which, and how far, unless `choice` says it. */
  async shiftTimes(choice?: FileChoice): Promise<void> {
    const chosen = choice ?? (await askForShift(this.paths, this.paths.map((_, i) => this.sources[i]?.shift)))
    if (!chosen) return
    await this.services.shifts.set(chosen.paths, chosen.name)
    await this.reload()
  }

  /** Sets the zone of the files' stamps that do not say one; asks which, unless `choice` says it. */
  async setTimeZone(choice?: FileChoice): Promise<void> {
    const chosen = choice ?? (await askForTimeZone(this.paths, this.paths.map((_, i) => this.sources[i]?.timeZone ?? 'UTC')))
    if (!chosen) return
    await this.services.timeZones.set(chosen.paths, chosen.name)
    await this.reload()
  }

  /** Formats were declared or changed in the settings. */
  async reloadFormats(): Promise<void> {
    this.formats.check()
    await this.reload()
  }

  /** Saves what is shown; asks for the place unless `target` names it. */
  save(target?: vscode.Uri, format?: ExportFormat): Promise<void> {
    return this.exports.save(target, format)
  }

  /** Opens what is shown in an editor. */
  openInEditor(): Promise<void> {
    return this.exports.openInEditor()
  }

  /** Fields of the log's records, for completion; none where it cannot be read. */
  async fields(): Promise<readonly FieldInfo[]> {
    try {
      await this.analysis.open()
      return await this.analysis.ask('fields', {})
    } catch {
      return []
    }
  }

  sendSettings(): void {
    this.link.emit('settings', readPanelSettings(this.services.history.entries, this.services.examples.on))
  }

  dispose(): void {
    if (this.store.isDisposed) return
    clearTimeout(this.historyTimer)
    // What is being written ends first: the analysis is where its rows come from.
    const { isBusy } = this.exports
    // At first: VS Code throws when it is asked about a page that is gone, as the one that is told that it is not bound any more.
    this.link.dispose()
    this.services.bindings.remove(this.side)
    this.passProgress.dispose()
    if (isBusy) void this.analysis.stop().catch(() => undefined)
    void this.exports.settled().then(() => this.store.dispose())
    this.onDispose.fire()
    this.onDispose.dispose()
    this.onStatus.dispose()
  }

  private handlers(): Handlers<PanelHostApi> {
    const { analysis } = this
    return {
      ready: ({ state }) => this.ready(state),
      fields: () => this.fields(),
      run: ({ query }, { signal }) => this.run(query, signal),
      runSide: ({ side, query, hold }, { signal }) => analysis.startSide(side, query, hold, signal),
      endSide: (params) => analysis.ask('endSide', params),
      async openScript({ stage }) {
        const place = analysis.run?.progress?.stages[stage]?.place
        if (place) await showScript(place)
      },
      ...panelBookmarks(this.paths, this.services.bookmarks),
      ...boundCalls(this.side, this.services.bindings),
      copyLink: ({ source, line, query }) => copyLink({ paths: this.paths, source, line, query }, this.services.extensionId),
      saveChart: ({ data, kind }) => saveChart(this.paths, data, kind),
      addFiles: ({ uris }) => this.addFiles(uris),
      examples: async () => (await language()).allExamples(),
      stop: () => analysis.stop(),
      fetch: (params, { signal }) => analysis.ask('fetch', params, signal),
      overview: (params, { signal }) => analysis.ask('overview', params, signal),
      addHighlighter: ({ text }) => addHighlighter(text),
      expand: (params, { signal }) => analysis.ask('expand', params, signal),
      copy: (params, { signal }) => this.copy(params, signal),
      figures: (params, { signal }) => analysis.ask('figures', params, signal),
      copyText: async ({ text }) => void (await vscode.env.clipboard.writeText(text)),
      openResult: () => this.openInEditor(),
      setSetting: ({ name, value }) => changeSetting(name, value),
      saveResult: ({ format }) => this.save(undefined, format),
      askPlace: ({ current, near }) => askForPlace(Math.max(1, current), async (text) => (await analysis.ask('readTime', { text, near })).time),
      timeline: (params, { signal }) => analysis.ask('timeline', params, signal),
      askTime: async ({ near }) => ({ time: await askForTime(async (text) => (await analysis.ask('readTime', { text, near })).time, near !== undefined) }),
      askPercent: async () => ({ percent: await askForPercent() }),
      act: ({ action }) => this.act(action),
      chooseReading: ({ of }) => (of === 'encoding' ? this.reopenWithEncoding() : of === 'format' ? this.reopenAsFormat() : this.setTimeZone()),
      proposeFormat: async ({ line }) => proposeExpression(line),
      previewFormat: (params, { signal }) => this.formats.preview(params, signal),
      saveFormat: (params) => this.formats.save(params, () => this.reload()),
      dismissed: async () => this.notices.dismiss(),
      follow: ({ on }) => this.follow(on),
      offerExamples: async ({ on }) => this.services.examples.offer(on),
      getStarted: () => openWalkthrough(this.services.extensionId),
      state: ({ state }) => this.keep(state),
      log: ({ level, message }) => this.services.log[level](`${this.title}: ${message}`),
    }
  }

  private async ready(kept: PanelState | undefined): Promise<Result<PanelHostApi, 'ready'>> {
    this.freshPage = true
    // A page that was hidden knows best where it was; one that never was shown knows nothing.
    const known = kept?.version === 1 ? kept : this.state
    const state = this.wanted === undefined ? known : { ...known, query: this.wanted, top: undefined }
    this.wanted = undefined
    this.state = state
    const common = {
      title: this.title,
      uris: this.paths.map((path) => vscode.Uri.file(path).toString()),
      query: state.query,
      top: state.top,
      settings: readPanelSettings(this.services.history.entries, this.services.examples.on),
      columnWidths: state.columnWidths,
    }
    try {
      this.sources = await this.analysis.open()
      this.error = undefined
      const notice = this.notices.noteOpened(this.sources)
      if (notice) setTimeout(() => this.link.emit('notice', notice), 0)
      return { ...common, sources: this.sources, first: await this.takeFirst(state) }
    } catch (error) {
      this.services.log.warn(`${this.paths.join(', ')}: ${toErrorData(error).message}`)
      this.error = describeError(error)
      void this.chooseMember(error)
      return { ...common, sources: [], error: this.error }
    } finally {
      this.shown = true
      setTimeout(() => {
        this.tellBookmarks()
        this.tellPlace()
        this.services.bindings.arrived(this.side, state.view?.bound)
      }, 0)
    }
  }

  /** Goes on with more files: in a new panel in this one's place, as an analysis is of the files that it was opened with. */
  private async addFiles(uris: readonly string[]): Promise<void> {
    const added = pathsOf(uris.map(fileOfWindow))?.filter((path) => !this.paths.includes(path))
    if (!added || added.length === 0) return
    this.services.open([...this.paths, ...added], this.viewColumn, this.query)
    this.close()
  }

  private tellBookmarks(): void {
    this.link.emit('bookmarks', { bookmarks: this.paths.map((path) => this.services.bookmarks.of(path)) })
  }

  private tellPlace(): void {
    if (!this.place || !this.shown) return
    this.link.emit('reveal', this.place)
    this.place = undefined
  }

  private keep(state: PanelState): void {
    this.state = state
    if (state.query === this.wanted) this.wanted = undefined
  }

  /** If an archive holds several files, asks for one and opens it in the place of this panel. */
  private async chooseMember(error: unknown): Promise<void> {
    const member = await askForMember(error)
    if (!member) return
    this.services.open(this.paths.map((path) => (path === member.archive ? member.path : path)), this.viewColumn)
    this.close()
  }

  /** What the page would ask for next, if it is there already. */
  private async takeFirst(state: PanelState): Promise<First | undefined> {
    const { firstLook } = this
    this.firstLook = undefined
    const first = await firstLook?.take(state)
    // The engine may have been replaced meanwhile.
    if (!first || this.analysis.run?.result !== first.run) return undefined
    this.freshPage = false
    this.scripts.watch(state.query, scriptAccess(this.paths))
    this.noteStarted(state.query)
    setTimeout(() => this.tellProgress(), 0)
    return first
  }

  /** A page that has just come to know of its run has not heard how far it is. */
  private tellProgress(): void {
    const { run } = this.analysis
    if (run?.progress) this.link.emit('progress', progressNews(run.progress))
  }

  private noteStarted(query: string): void {
    clearTimeout(this.historyTimer)
    this.historyTimer = setTimeout(() => void this.services.history.add(query), HISTORY_PAUSE)
  }

  private async run(query: string, signal: AbortSignal): Promise<RunResult> {
    this.scripts.watch(query, scriptAccess(this.paths))
    const shown = this.analysis.run
    const fresh = this.freshPage
    this.freshPage = false
    if (fresh && shown && shown.query === query && shown.progress && shown.progress.state !== 'failed') {
      // The page was hidden and is shown again: what it showed is still there, and is not searched for again.
      setTimeout(() => this.tellProgress(), 0)
      return shown.result
    }
    const result = await this.analysis.start(query, signal)
    this.noteStarted(query)
    return result
  }

  private async copy(params: Params<PanelHostApi, 'copy'>, signal: AbortSignal): Promise<Result<PanelHostApi, 'copy'>> {
    const maxBytes = readCopyLimitBytes()
    const { text, rows, complete } = await this.analysis.ask('copy', { ...params, maxBytes }, signal)
    await vscode.env.clipboard.writeText(text)
    return { rows, complete }
  }

  private async act(action: PanelAction): Promise<void> {
    this.notices.noteActed()
    switch (action) {
      case 'reload':
        return this.reload()
      case 'showLog':
        return this.services.showLog()
      case 'close':
        return this.close()
      case 'chooseFile':
        if (await this.services.chooseFiles(this.viewColumn)) this.close()
        return
      case 'restartEngine':
        this.services.engine.restart(t('The engine was ended by hand.'))
        return this.analysis.retry().catch((error: unknown) => this.noteFailed(error))
    }
  }

  private noteProgress(progress: Progress): void {
    const { analysis: _, ...rest } = progress
    this.link.emit('progress', progressNews(rest))
    this.passProgress.update(progress)
    this.following.noteIdle()
    this.onStatus.fire()
  }

  private noteReopened({ sources, reason }: Reopened): void {
    this.sources = sources
    this.following.noteReloaded()
    this.error = undefined
    this.passProgress.update(undefined)
    this.freshPage = false
    this.link.emit('reopened', { sources })
    this.notices.noteReopened(sources, reason)
    this.onStatus.fire()
  }

  private noteFailed(error: unknown): void {
    this.services.log.warn(`${this.title}: ${toErrorData(error).message}`)
    this.passProgress.update(undefined)
    this.notices.noteFailed(error)
    this.onStatus.fire()
  }

  private noteSourceChange(change: Parameters<Analysis['onSourceChange']['fire']>[0]): void {
    const source = this.sources[change.source]
    if (!source) return
    if (this.following.takes(change)) this.notices.noteFollowed(change, source)
    else this.notices.noteChange(change, source)
  }

  /** What has been told already is taken in at once. */
  private follow(on: boolean): void {
    this.following.set(on)
    this.notices.noteFollowing()
  }
}
