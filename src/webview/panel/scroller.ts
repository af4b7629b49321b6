/** Carries the list's requests to the host and their answers back. */
import { toErrorData } from '../../common/errors.ts'
import { Page, RowFlag } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { FetchResult, Progress, RunResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { visibleEnd } from '../scroll/geometry.ts'
import { reduceScroll, type ScrollAction } from '../scroll/reducer.ts'
import { wanted } from '../scroll/requests.ts'
import type { Answer, Request, ScrollState } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import type { PanelModel } from './model.ts'

/** After this many milliseconds without an answer the rows that are shown give way to placeholders. */
const LATE_AFTER = 150
/** Rows that changed, or have estimated numbers, are fetched again at most this often, in milliseconds. */
const REFRESH_EVERY = 400

export class Scroller {
  onChange: (() => void) | undefined
  /** The person goes to another place of the rows at once. */
  onJump: (() => void) | undefined
  /** Something has happened to the list. */
  onAction: ((action: ScrollAction) => void) | undefined
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly flying = new Map<number, AbortController>()
  private readonly columnsOf: (run: RunResult | undefined) => readonly string[] | undefined
  private foreseen: { readonly page: FetchResult; readonly columns: readonly string[] | undefined } | undefined
  private lastRefresh = 0
  private refreshTimer: ReturnType<typeof setTimeout> | undefined

  /** `columnsOf`: the columns that pages of a run are asked for, undefined where these are its own. */
  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, columnsOf: (run: RunResult | undefined) => readonly string[] | undefined) {
    this.store = store
    this.host = host
    this.columnsOf = columnsOf
  }

  /** A page that has come unasked: the answer to the first request of its run, which is for the place that the panel begins at. */
  foresee(page: FetchResult | undefined, columns: readonly string[] | undefined): void {
    this.foreseen = page && { page, columns }
  }

  /** Asks for the rows in view again, if they lack a column that is wanted now. */
  refetch(): void {
    const { result } = this.store.current
    const { running, stopped, rows, stale } = this.state
    const wanted = this.columnsOf(result) ?? result?.columns ?? []
    // Of each page once: it may have a thousand columns, and all rows in view.
    const lacks = [...new Set(this.visible().map(({ page }) => page))].some((page) => wanted.some((name) => page.columnOf(name) < 0))
    if (rows.length > 0 && !stale && lacks) this.dispatch({ type: 'progress', running, stopped, refresh: true })
  }

  get state(): ScrollState {
    return this.store.current.scroll
  }

  dispatch(action: ScrollAction): void {
    if (isJump(action)) this.onJump?.()
    const before = this.state
    let after = reduceScroll(before, action)
    const requests = wanted(after)
    for (const request of requests) after = reduceScroll(after, { type: 'sent', request })
    if (after === before) return
    const { shown, result } = this.store.current
    this.store.update({ scroll: after, shown: after.stale ? shown : result })
    // What was done with the rows selected before is no longer of interest.
    if (after.selection !== before.selection) this.store.update({ feedback: undefined })
    for (const [id, controller] of this.flying) if (!after.flight.some((request) => request.id === id)) controller.abort()
    for (const request of requests) void this.fetch(request)
    if (after.top !== before.top) this.onChange?.()
    this.onAction?.(action)
  }

  onProgress(progress: Omit<Progress, 'analysis'>, before: Omit<Progress, 'analysis'> | undefined): void {
    const ended = progress.state !== 'running'
    const table = this.store.current.result?.table === true
    const changed = (before ? progress.version !== before.version : table || progress.version > 0) || (ended && before?.state === 'running' && this.isProvisional())
    const due = performance.now() - this.lastRefresh >= REFRESH_EVERY
    const wish = changed || this.hasEstimates()
    const refresh = wish && (due || ended)
    if (refresh) this.lastRefresh = performance.now()
    this.dispatch({ type: 'progress', running: !ended, stopped: progress.state === 'stopped', refresh })
    // What this event wished for must not wait for another one that may not come.
    if (changed && !refresh) this.refreshLater()
  }

  private refreshLater(): void {
    this.refreshTimer ??= setTimeout(() => {
      this.refreshTimer = undefined
      this.lastRefresh = performance.now()
      const { running, stopped } = this.state
      this.dispatch({ type: 'progress', running, stopped, refresh: true })
    }, REFRESH_EVERY)
  }

  private visible(): ScrollState['rows'] {
    const { state } = this
    return state.rows.slice(Math.max(0, state.top.index), visibleEnd(state))
  }

  private hasEstimates(): boolean {
    return this.visible().some(({ page, index }) => (page.flags[index] & RowFlag.LineEstimated) !== 0)
  }

  /** Places or numbers that the rows have may become better once the pass has ended. */
  private isProvisional(): boolean {
    return !this.state.ordinalExact || this.hasEstimates() || this.store.current.result?.table === true
  }

  private async fetch({ id, kind, run, from, skip, count, jump }: Request): Promise<void> {
    const controller = new AbortController()
    this.flying.set(id, controller)
    const late = kind === 'jump' && !jump?.patient ? setTimeout(() => this.dispatch({ type: 'late', id }), LATE_AFTER) : undefined
    try {
      const { foreseen } = this
      this.foreseen = undefined
      const there = kind === 'jump' && foreseen?.page.run === run ? foreseen : undefined
      const shown = this.store.current.result
      const columns = there ? there.columns : this.columnsOf(shown)
      const result = there?.page ?? (await this.host.fetch({ run, from, skip, count, columns }, controller.signal))
      if (this.store.current.fetchError !== undefined) this.store.update({ fetchError: undefined })
      this.dispatch({ type: 'answer', id, answer: decode(result, columns ?? shown?.columns) })
      this.refetch()
    } catch (error) {
      this.dispatch({ type: 'failed', id })
      if (controller.signal.aborted) return
      const { code, message } = toErrorData(error)
      if (code !== 'outdated' && code !== 'cancelled' && code !== 'disposed') this.store.update({ fetchError: message })
    } finally {
      clearTimeout(late)
      this.flying.delete(id)
    }
  }
}

function isJump(action: ScrollAction): boolean {
  if (action.type === 'goTo') return !action.returning
  return (action.type === 'toStart' || action.type === 'toEnd') && action.select !== undefined
}

function decode({ page, atStart, atEnd, resume, scroll, ordinal, ordinalExact }: FetchResult, columns: readonly string[] | undefined): Answer {
  return { page: new Page(page, columns), atStart, atEnd, resume, scroll, ordinal, ordinalExact }
}
