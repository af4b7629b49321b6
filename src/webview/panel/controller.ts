/** What the panel does: asks the host, and keeps the model that the components draw. */
import { isCancelled, SluiceError, toErrorData } from '../../common/errors.ts'
import type { PanelAction, PanelCommand, PanelEvents, PanelHostApi, PanelState, ReadingChoice, ViewState } from '../../common/panelProtocol.ts'
import type { Diagnostic, Place, Progress, RunResult, SourceInfo } from '../../common/protocol.ts'
import type { Handlers, Proxy } from '../../common/rpc.ts'
import { BoundFeature } from '../bound/boundFeature.ts'
import { BookmarkFeature } from '../bookmarks/bookmarkFeature.ts'
import { ChartFeature } from '../chart/chartFeature.ts'
import { ErrorSteps } from '../find/errorSteps.ts'
import { FindFeature } from '../find/findFeature.ts'
import { OverviewFeature } from '../overview/overviewFeature.ts'
import { PaintFeature } from '../paint/paintFeature.ts'
import { ListColumns } from '../columns/listColumns.ts'
import { Sorting } from '../columns/sorting.ts'
import { FacetFeature } from '../facets/facetFeature.ts'
import { FormatBuilder } from '../builder/formatBuilder.ts'
import { CellFeature } from '../list/cellFeature.ts'
import { GuideFeature } from '../guide/guideFeature.ts'
import type { Store } from '../store.ts'
import { readingPlace, type ScrollAction } from '../scroll/reducer.ts'
import { drillDown } from '../../engine/stages/drillDown.ts'
import { strings } from '../strings.ts'
import { AroundRows } from '../context/aroundRows.ts'
import { RowContexts } from '../context/rowContext.ts'
import { DetailPane } from '../detail/detail.ts'
import { Navigation } from '../nav/navigation.ts'
import type { Feature, PanelHooks } from './feature.ts'
import { watchDrops } from './fileDrop.ts'
import { Follow } from './follow.ts'
import { FiguresFeature } from '../selection/figures.ts'
import { progressOf, type PanelModel } from './model.ts'
import type { Assist } from '../query/suggest.ts'
import { applyEdit, assistBehind, diagnose, samePipeline, textBefore, type Edit } from './pipeline.ts'
import { RowActions } from './rowActions.ts'
import { Scroller } from './scroller.ts'
import { SideQueries } from './sideQueries.ts'
import { Timeline } from '../timeline/timeline.ts'

/** A query that is being typed runs after this pause, in milliseconds. */
const TYPING_PAUSE = 250
const STATE_PAUSE = 300
/** What help says is fetched so long after the start, in milliseconds, or when a query is typed. */
const HELP_AFTER = 1500

/** What components may be told to do by commands. */
export interface Focusable {
  focusQuery(): void
  addStage(): void
}

export class PanelController {
  readonly store: Store<PanelModel>
  readonly host: Proxy<PanelHostApi>
  readonly scroller: Scroller
  readonly rows: RowActions
  readonly follow: Follow
  readonly builder: FormatBuilder
  readonly sides: SideQueries
  readonly columns: ListColumns
  readonly facets: FacetFeature
  readonly navigation: Navigation
  readonly contexts: RowContexts
  readonly detail: DetailPane
  readonly guide: GuideFeature
  readonly hooks: PanelHooks = {}
  readonly chart: ChartFeature
  readonly timeline: Timeline
  readonly find: FindFeature
  readonly bound: BoundFeature
  readonly figures: FiguresFeature
  readonly sorting: Sorting
  readonly cells = new CellFeature(this)
  readonly events: Handlers<PanelEvents>
  focusable: Focusable | undefined
  private readonly features: readonly Feature[]
  private readonly keepState: (state: PanelState) => void
  private uris: readonly string[] = []
  private typing: ReturnType<typeof setTimeout> | undefined
  private saving: ReturnType<typeof setTimeout> | undefined
  private runs = 0
  /** The query field was typed into before it was known what to show. */
  private typedEarly = false
  /** Progress of a run whose answer is still on its way. */
  private early: Omit<Progress, 'analysis'> | undefined

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, keepState: (state: PanelState) => void) {
    this.store = store
    this.host = host
    this.keepState = keepState
    this.columns = new ListColumns({
      store,
      setView: (change) => this.setView(change),
      refetch: () => this.scroller.refetch(),
      askFields: () => host.fields({}),
      setSetting: (name, value) => this.setSetting(name, value),
      foldAll: () => {
        store.update({ expanded: new Map() })
        this.scroller.dispatch({ type: 'forgetHeights' })
      },
    })
    this.scroller = new Scroller(store, host, (run) => this.columns.ofPage(run))
    this.rows = new RowActions(store, host, this.scroller, () => this.columns.ofCopy, (error) => this.report(error))
    this.follow = new Follow(store, this.scroller, (on) => void host.follow({ on }).catch((error: unknown) => this.report(error)))
    this.builder = new FormatBuilder(store, host, (feedback) => this.rows.say(feedback))
    this.sides = new SideQueries(host)
    this.facets = new FacetFeature(store, host, this.sides, { setQuery: (query) => this.setQuery(query), run: () => this.run(), setView: (view) => this.setView(view) })
    const say = (feedback: string): void => this.rows.say(feedback)
    const scroll = (action: ScrollAction): void => this.scroll(action)
    this.navigation = new Navigation({ store, scroll, say, runQuery: (query) => this.apply(query) })
    this.contexts = new RowContexts(store, new AroundRows(host, this.sides), say, () => this.columns.ofPage(store.current.shown))
    this.detail = new DetailPane({ store, host, scroll, contexts: this.contexts, setView: (change) => this.setView(change) })
    this.guide = new GuideFeature({ store, host, apply: (query) => this.apply(query), focusQuery: () => this.focusable?.focusQuery() })
    this.chart = new ChartFeature(store, host, (view) => this.setView(view))
    this.timeline = new Timeline({ store, host, sides: this.sides, scroll, say, report: (error) => this.report(error), runQuery: (query) => this.apply(query) })
    this.find = new FindFeature({ store, host, sides: this.sides, scroll })
    this.bound = new BoundFeature({ store, host, scroll, say, setView: (change) => this.setView(change) })
    this.figures = new FiguresFeature(store, host, () => this.columns.names)
    this.sorting = new Sorting(store, (query) => this.apply(query))
    const errors = new ErrorSteps({ store, host, sides: this.sides, scroll, say, report: (error) => this.report(error) })
    const paint = new PaintFeature(store, host, say)
    this.hooks.highlight = (text) => paint.add(text)
    new OverviewFeature(store, host)
    this.features = [this.find, errors, this.bound, paint, this.guide, this.navigation, this.contexts, this.detail, new BookmarkFeature(store, host, this.scroller, this.rows), this.columns, this.facets, this.chart, this.timeline, this.figures, this.sorting, this.cells]
    this.scroller.onChange = () => this.saveSoon()
    this.scroller.onAction = (action) => this.bound.onScroll(action)
    this.scroller.onJump = () => this.navigation.beforeJump()
    this.events = {
      progress: async (params) => this.onProgress(params),
      sideProgress: async (progress) => this.sides.onProgress(progress),
      bound: async (params) => this.bound.onBound(params),
      boundTo: async (place) => this.bound.onBoundTo(place),
      bookmarks: async ({ bookmarks }) => this.store.update({ bookmarks }),
      reveal: async ({ source, offset, line }) => {
        const from: Place = line === undefined ? { at: 'byte', source, offset: offset ?? 0 } : { at: 'line', source, line }
        this.scroller.dispatch({ type: 'goTo', from, align: 'third', select: 'set', patient: line !== undefined })
      },
      notice: async ({ message, kind, actions }) =>
        this.store.update({ notice: message === undefined ? undefined : { message, kind, actions } }),
      reopened: async ({ sources }) => this.onReopened(sources),
      settings: async (settings) => this.store.update({ settings }),
      command: async ({ command }) => this.onCommand(command),
      query: async ({ query }) => {
        this.setQuery(query)
        await this.run()
      },
    }
  }

  /** Asks the host what to show. `kept` is what an earlier life of this page left. */
  async start(kept: PanelState | undefined): Promise<void> {
    this.uris = kept?.uris ?? []
    const first = await this.host.ready({ state: kept })
    this.uris = first.uris
    // What has been typed meanwhile stands, and runs behind the first look.
    const { typedEarly } = this
    const query = typedEarly ? this.store.current.query : first.query
    this.store.update({
      phase: 'ready',
      sources: first.sources,
      settings: first.settings,
      openError: first.error,
      query,
      diagnostics: diagnose(query),
      columnWidths: first.columnWidths,
      wrap: kept?.wrap ?? false,
      view: kept?.view ?? {},
      fields: first.first?.fields,
    })
    watchDrops(document, (uris) => void this.host.addFiles({ uris }).catch((error: unknown) => this.report(error)))
    // Kept at once: a window may be reloaded before anything is touched.
    this.saveSoon()
    // Rows come first; help is asked for later, if at all.
    setTimeout(() => void this.guide.learn(), HELP_AFTER)
    if (first.top) this.scroller.dispatch({ type: 'restore', reading: first.top })
    if (first.first) {
      this.scroller.foresee(first.first.page, first.first.columns)
      this.onRun(first.query, first.first.run)
      if (typedEarly && !samePipeline(first.query, query)) await this.run()
    } else if (!first.error) await this.run()
  }

  /** The host did not say what to show. */
  fail(error: unknown): void {
    this.store.update({ phase: 'ready', openError: { message: toErrorData(error).message, actions: ['showLog'] } })
  }

  /** The text in the query field changed. Runs it after a pause if it can be run. */
  setQuery(query: string): void {
    const diagnostics = diagnose(query)
    this.store.update({ query, diagnostics })
    if (this.store.current.phase === 'loading') {
      this.typedEarly = true
      return
    }
    this.saveSoon()
    clearTimeout(this.typing)
    if (diagnostics.length > 0) return
    this.typing = setTimeout(() => {
      // Of a query that was typed before, the answer may still be on its way: its rows are those that would stay.
      const { runQuery, asked = runQuery } = this.store.current
      if (asked === undefined || !samePipeline(asked, query)) void this.run(true)
    }, TYPING_PAUSE)
  }

  /** Puts a query into the field, and runs it. */
  apply(query: string): void {
    this.setQuery(query)
    void this.run()
  }

  /** Completion and help for the stage at `index`, or for all of the query. */
  assist(index?: number): Assist {
    const before = index === undefined ? '' : textBefore(this.store.current.query, index)
    const wake = (): void => {
      void this.columns.needFields()
      if (this.store.current.phase === 'ready') void this.guide.learn()
    }
    return assistBehind(before, () => this.store.current.fields ?? [], wake)
  }

  /** Changes the pipeline through its chips, and runs it. */
  edit(edit: Edit): void {
    const query = applyEdit(this.store.current.query, edit)
    this.setQuery(query)
    if (this.store.current.diagnostics.length === 0) void this.run()
  }

  /** Runs the query as it stands, if it has no mistakes. `typed`: while it is being typed. */
  async run(typed = false): Promise<void> {
    clearTimeout(this.typing)
    const { query, diagnostics, openError, phase } = this.store.current
    // Until the host has said what to show there is nothing to run it on.
    if (diagnostics.length > 0 || openError || phase === 'loading') return
    const attempt = ++this.runs
    this.store.update({ asked: query })
    try {
      const result = await this.host.run({ query })
      if (attempt === this.runs) this.onRun(query, result, typed)
    } catch (error) {
      if (attempt === this.runs) this.onRunFailed(query, error)
    }
  }

  async stop(): Promise<void> {
    await this.host.stop({}).catch((error: unknown) => this.report(error))
  }

  async act(action: PanelAction): Promise<void> {
    this.store.update({ notice: undefined })
    await this.host.act({ action }).catch((error: unknown) => this.report(error))
  }

  async chooseReading(of: ReadingChoice): Promise<void> {
    await this.host.chooseReading({ of }).catch((error: unknown) => this.report(error))
  }

  setColumnWidth(id: string, width: number): void {
    this.store.update({ columnWidths: { ...this.store.current.columnWidths, [id]: width } })
    this.saveSoon()
  }

  /** Changes how the panel is set up; kept with it. */
  setView(change: Partial<ViewState>): void {
    this.store.update({ view: { ...this.store.current.view, ...change } })
    this.saveSoon()
  }

  setSetting(name: 'displayTimeZone' | 'rowHeight', value: string): void {
    this.host.setSetting({ name, value }).catch((error: unknown) => this.report(error))
  }

  toggleWrap(): void {
    this.store.update({ wrap: !this.store.current.wrap })
    this.scroller.dispatch({ type: 'forgetHeights' })
    this.saveSoon()
  }

  dismissNotice(): void {
    this.store.update({ notice: undefined, runError: undefined })
    this.host.dismissed({}).catch(() => undefined)
  }

  scroll(action: ScrollAction): void {
    this.scroller.dispatch(action)
    this.follow.onAction(action)
  }

  private onRun(query: string, result: RunResult, typed = false): void {
    const { runQuery, follow } = this.store.current
    this.navigation.beforeRun(query, typed)
    const last = follow.on && runQuery === query ? progressOf(this.store.current) : undefined
    this.store.update({ result, runQuery: query, asked: undefined, runError: undefined, progress: undefined, last, expanded: new Map() })
    this.scroller.dispatch({ type: 'run', run: result.run, merged: !result.table && this.store.current.sources.length > 1 })
    this.follow.onRun(runQuery !== query)
    for (const feature of this.features) feature.onRun?.(query, result)
    const { early } = this
    this.early = undefined
    if (early?.run === result.run) this.onProgress(early)
  }

  private onRunFailed(query: string, error: unknown): void {
    this.store.update({ asked: undefined })
    const { code, message, details } = toErrorData(error)
    if (code === 'cancelled' || code === 'disposed') return
    if (code === 'query' && query === this.store.current.query) {
      this.store.update({ diagnostics: (details as Diagnostic[] | undefined) ?? [{ start: 0, end: query.length, message }] })
    } else this.store.update({ runError: message })
  }

  private onProgress(progress: Omit<Progress, 'analysis'>): void {
    const { result } = this.store.current
    if (!result || progress.run > result.run) this.early = progress
    if (progress.run !== result?.run) return
    const before = this.store.current.progress
    this.store.update({ progress })
    if (progress.instead) this.showInstead(progress.instead)
    this.scroller.onProgress(progress, before)
    this.follow.onProgress(progress)
    for (const feature of this.features) feature.onProgress?.(progress)
  }

  /** A script of the query has failed: the rows that it gave before stay. */
  private showInstead(result: RunResult): void {
    this.store.update({ result, expanded: new Map() })
    this.scroller.dispatch({ type: 'run', run: result.run, merged: !result.table && this.store.current.sources.length > 1 })
  }

  private async onReopened(sources: readonly SourceInfo[]): Promise<void> {
    // What was wrong with a script may be right now.
    this.store.update({ sources, openError: undefined, fetchError: undefined, diagnostics: diagnose(this.store.current.query) })
    await this.run()
  }

  onCommand(command: PanelCommand): void | Promise<void> {
    if (this.features.some((feature) => feature.onCommand?.(command))) return
    switch (command) {
      case 'focusQuery':
        return this.focusable?.focusQuery()
      case 'addStage':
        return this.focusable?.addStage()
      case 'goToLine':
        return this.timeline.goToPlace()
      case 'copyLink':
        return this.rows.copyLink()
      case 'copyRows':
        return this.rows.copy()
      case 'copyRowsAsJson':
        return this.rows.copy('jsonl')
      case 'copyRowsAsCsv':
        return this.rows.copy('csv')
      case 'copyRowsAsMarkdown':
        return this.rows.copy('markdown')
      case 'drillDown':
        return this.drillDown()
      case 'selectAll':
        return this.rows.selectAll()
      case 'openResult':
        return this.openResult()
      case 'saveResult':
        return this.saveResult()
      case 'stop':
        return this.stop()
      case 'toggleWrap':
        return this.toggleWrap()
      case 'toggleFollow':
        return this.follow.toggle()
      case 'defineFormat':
        return this.builder.open()
    }
  }

  /** Goes from the selected row of a table to the rows that it was made of. */
  async drillDown(): Promise<void> {
    const { runQuery } = this.store.current
    const values = await this.rows.values()
    if (!values || runQuery === undefined) return
    const query = drillDown(runQuery, { has: (column) => values.has(column), value: (column) => values.get(column) })
    if (query === undefined) return this.rows.say(strings.noRowsBehind)
    this.setQuery(query)
    await this.run()
  }

  async openResult(): Promise<void> {
    const { result } = this.store.current
    if (result) await this.host.openResult({ run: result.run }).catch((error: unknown) => this.report(error))
  }

  async saveResult(): Promise<void> {
    const { result } = this.store.current
    if (result) await this.host.saveResult({ run: result.run }).catch((error: unknown) => this.report(error))
  }

  /** Says what went wrong, unless nobody needs to know. */
  private report(error: unknown): void {
    if (isCancelled(error)) return
    const { code, message } = error instanceof SluiceError ? error : toErrorData(error)
    if (code === 'disposed' || code === 'outdated') return
    this.rows.say(message || strings.somethingFailed)
    this.host.log({ level: 'warn', message: `panel: ${code}: ${message}` }).catch(() => undefined)
  }

  private saveSoon(): void {
    this.saving ??= setTimeout(() => {
      this.saving = undefined
      this.save()
    }, STATE_PAUSE)
  }

  private save(): void {
    const { query, columnWidths, wrap, view, scroll, sources } = this.store.current
    const uris = this.uris.length > 0 ? this.uris : sources.map(({ path }) => path)
    const state: PanelState = { version: 1, uris, query, top: readingPlace(scroll), columnWidths, wrap, view }
    this.keepState(state)
    this.host.state({ state }).catch(() => undefined)
  }
}
