import type { PanelCommand } from '../../common/panelProtocol.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import { samePipeline } from '../panel/pipeline.ts'
import { readingPlace, type ScrollAction } from '../scroll/reducer.ts'
import type { ScrollState } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import { goAlong, noteHere, stepOn, type BytePlace, type Step } from './trail.ts'

export interface NavigationParts {
  readonly store: Store<PanelModel>
  scroll(action: ScrollAction): void
  runQuery(query: string): void
  say(feedback: string): void
  /** Milliseconds. */
  now?(): number
}

/** Goes back and forward over what was looked at: each query, and each jump within its rows. */
export class Navigation implements Feature {
  private readonly parts: NavigationParts
  /** What to do once the query that is being run again has begun. */
  private arriving: { readonly query: string; readonly action: ScrollAction } | undefined

  constructor(parts: NavigationParts) {
    this.parts = parts
  }

  /** The rows of `query` are about to be shown in the place of others. `typed`: as it was being typed. */
  beforeRun(query: string, typed: boolean): void {
    const { trail, runQuery } = this.model
    if (this.arriving && !samePipeline(this.arriving.query, query)) this.arriving = undefined
    if (this.arriving) return
    const step: Step = { query, typed: typed ? (this.parts.now?.() ?? performance.now()) : undefined }
    if (runQuery !== undefined && samePipeline(runQuery, query)) this.set(noteHere(trail, { query }))
    else this.set(stepOn(noteHere(trail, this.here), step))
  }

  onRun(): void {
    const { arriving } = this
    this.arriving = undefined
    if (arriving) this.parts.scroll(arriving.action)
  }

  onCommand(command: PanelCommand): boolean {
    if (command === 'goBack') this.go(-1)
    else if (command === 'goForward') this.go(1)
    else if (command === 'showInLog') this.showInLog()
    else return false
    return true
  }

  /** The person is about to go to another place of the same rows. */
  beforeJump(): void {
    const { trail, runQuery } = this.model
    if (trail.at < 0 || this.arriving || runQuery === undefined) return
    const { here } = this
    this.set(stepOn(noteHere(trail, here), { query: runQuery, ...here }))
  }

  /** Whether there was a step to go to. */
  go(by: -1 | 1): boolean {
    const { trail } = this.model
    const next = goAlong(noteHere(trail, this.here), by)
    if (!next) return false
    this.set(next)
    const { query, top, selected } = next.steps[next.at]
    const action: ScrollAction = top
      ? { type: 'goTo', from: { at: 'byte', ...top }, align: 'top', choose: selected, returning: true }
      : { type: 'goTo', from: { at: 'start' }, align: 'top', choose: selected, returning: true }
    this.arrive(query, action)
    return true
  }

  /** Shows a row among all rows of the log; without `place` the one that is selected. */
  showInLog(place: BytePlace | undefined = this.here.selected): void {
    if (!place) return this.parts.say(strings.noRowOfLog)
    const action: ScrollAction = { type: 'goTo', from: { at: 'byte', ...place }, align: 'third', select: 'set', returning: true }
    const { trail } = this.model
    this.set(stepOn(noteHere(trail, this.here), { query: '', top: place, selected: place }))
    this.arrive('', action)
  }

  private arrive(query: string, action: ScrollAction): void {
    const { runQuery, query: written } = this.model
    if (runQuery !== undefined && samePipeline(runQuery, query) && samePipeline(written, query)) this.parts.scroll(action)
    else {
      this.arriving = { query, action }
      this.parts.runQuery(query)
    }
  }

  /** The place that is shown. */
  private get here(): Pick<Step, 'top' | 'selected'> {
    const { scroll } = this.model
    return { top: readingPlace(scroll), selected: selectedPlace(scroll) }
  }

  private get model(): PanelModel {
    return this.parts.store.current
  }

  private set(trail: PanelModel['trail']): void {
    this.parts.store.update({ trail })
  }
}

/** Where in its file the row with the focus is; undefined where that is not known, or it is in none. */
export function selectedPlace({ rows, selection }: ScrollState): BytePlace | undefined {
  const row = rows.find(({ key }) => key === selection?.focus.key)
  const offset = row ? row.page.offset[row.index] : -1
  return row && offset >= 0 ? { source: row.page.source[row.index], offset } : undefined
}
