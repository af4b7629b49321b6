import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { Progress, RunResult, Timeline as TimelineData } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { askForTime } from '../../engine/query/timeTerms.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { SideQueries } from '../panel/sideQueries.ts'
import type { ScrollAction } from '../scroll/reducer.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import { timeTerms } from './times.ts'

/** It is asked for at most this often while a pass goes on, in milliseconds. */
const ASK_EVERY = 250
/** Of the query that reads what no pass has read yet. */
const SIDE = 'timeline'

export interface TimelineState {
  readonly data?: TimelineData
  /** The part of the time that is shown, if not all. */
  readonly zoom?: { readonly from: number; readonly to: number }
  /** The rest of the log is being read for it. */
  readonly reading?: boolean
}

/** What the timeline may do to the panel. */
export interface TimelineHost {
  readonly store: Store<PanelModel>
  readonly host: Proxy<PanelHostApi>
  readonly sides: SideQueries
  scroll(action: ScrollAction): void
  say(text: string): void
  report(error: unknown): void
  /** Puts a query into the field, and runs it. */
  runQuery(query: string): void
}

export class Timeline implements Feature {
  private readonly panel: TimelineHost
  private buckets = 0
  private lastAsked = 0
  private asking = false
  private again = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(panel: TimelineHost) {
    this.panel = panel
    const { store } = panel
    let { bookmarks } = store.current
    store.subscribe(() => {
      if (bookmarks === store.current.bookmarks) return
      bookmarks = store.current.bookmarks
      this.ask()
    })
  }

  /** How many buckets there is room for; none: it is not shown. */
  setRoom(buckets: number): void {
    if (buckets === this.buckets) return
    this.buckets = buckets
    this.ask()
  }

  onRun(_query: string, _result: RunResult): void {
    this.ask()
  }

  onProgress({ state }: Omit<Progress, 'analysis'>): void {
    if (state === 'running') this.askSoon()
    else this.ask()
  }

  onCommand(command: PanelCommand): boolean {
    if (command === 'goToTime') void this.goToPlace('time')
    else if (command === 'goToPercent') void this.goToPlace('percent')
    else if (command === 'clearTimeFilter') this.clearFilter()
    else return false
    return true
  }

  /** Keeps the rows of a part of the time. */
  filter(from: number, to: number): void {
    const { data, query } = this.model
    if (data) this.panel.runQuery(askForTime(query, timeTerms(from, to, data.width, data.zone)))
  }

  clearFilter(): void {
    const { query } = this.model
    const cleared = askForTime(query, '')
    if (cleared !== query) this.panel.runQuery(cleared)
  }

  zoom(zoom: TimelineState['zoom']): void {
    this.update({ zoom })
    this.ask()
  }

  goTo(time: number): void {
    if (this.panel.store.current.result?.table) return this.panel.say(strings.timeline.table)
    this.panel.scroll({ type: 'goTo', from: { at: 'time', value: time }, align: 'top', select: 'set' })
  }

  goToRow(source: number, offset: number): void {
    this.panel.scroll({ type: 'goTo', from: { at: 'byte', source, offset }, align: 'third', select: 'set' })
  }

  /** Asks for a line, a time or a part of the result (or for one of these only), and goes there. */
  async goToPlace(of?: 'time' | 'percent'): Promise<void> {
    const { store, host, scroll, report } = this.panel
    const row = store.current.scroll.rows.at(Math.max(0, store.current.scroll.top.index))
    const { page, index } = row ?? { index: 0 }
    // Where the row in view has no time, the day is that of the log's end.
    const near = page?.time[index] || this.model.data?.greatest
    try {
      const asked = { current: page?.line[index] ?? 1, near }
      const place: { line?: number; time?: number; percent?: number } = await (of === 'time' ? host.askTime(asked) : of ? host.askPercent({}) : host.askPlace(asked))
      const { line, time, percent } = place
      if (line) scroll({ type: 'goTo', from: { at: 'line', source: page?.source[index] ?? 0, line }, align: 'third', select: 'set', patient: true })
      if (time !== undefined) this.goTo(time)
      if (percent !== undefined) scroll(percent >= 100 ? { type: 'toEnd', select: 'set' } : { type: 'goTo', from: { at: 'fraction', value: percent / 100 }, align: 'top', select: 'set' })
    } catch (error) {
      report(error)
    }
  }

  /** Reads what no pass has looked at: a search that knows where its rows are does not look at all others. */
  readAll(): void {
    this.update({ reading: true })
    this.panel.sides.run(
      SIDE,
      '',
      ({ progress, error }) => {
        this.askSoon()
        if (error === undefined && (!progress || progress.state === 'running')) return
        this.panel.sides.end(SIDE)
        this.update({ reading: false })
        this.ask()
      },
      true,
    )
  }

  private get model(): TimelineState & { readonly query: string } {
    const { timeline, query } = this.panel.store.current
    return { ...timeline, query }
  }

  private update(change: Partial<TimelineState>): void {
    const { store } = this.panel
    store.update({ timeline: { ...store.current.timeline, ...change } })
  }

  private askSoon(): void {
    this.timer ??= setTimeout(() => this.ask(), Math.max(0, this.lastAsked + ASK_EVERY - performance.now()))
  }

  private ask(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.again = this.asking
    const { result } = this.panel.store.current
    if (this.asking || this.buckets === 0 || !result) return
    const places = this.panel.store.current.bookmarks.flatMap((list, source) => list.map(({ offset }) => ({ source, offset })))
    this.asking = true
    this.lastAsked = performance.now()
    this.panel.host
      .timeline({ run: result.run, buckets: this.buckets, ...this.model.zoom, ...(places.length > 0 && { places }) })
      .then((data) => this.panel.store.current.result?.run === result.run && this.update({ data }))
      // The run has been replaced, or the engine restarted: then it is asked for again.
      .catch(() => undefined)
      .finally(() => {
        this.asking = false
        if (this.again) this.ask()
      })
  }
}
