import type { Bound, BoundPlace, PanelEvents, PanelHostApi, ViewState } from '../../common/panelProtocol.ts'
import type { Params, Proxy } from '../../common/rpc.ts'
import { parse } from '../../engine/stages/registry.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { ScrollAction } from '../scroll/reducer.ts'
import { indexOfKey } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { bindingRow, heightOf, rowsAbove, targetOf, timeAt } from './boundPlace.ts'

export interface BoundParts {
  readonly store: Store<PanelModel>
  readonly host: Pick<Proxy<PanelHostApi>, 'placed' | 'unbind'>
  scroll(action: ScrollAction): void
  setView(change: Partial<ViewState>): void
  say(text: string): void
}

export interface BoundModel extends Bound {
  /** Key of the row of the time that is selected in the other log. */
  readonly mark?: string
}

/** Actions that move through the rows, and those of them that select. */
const MOVES: readonly ScrollAction['type'][] = ['scrollBy', 'goTo', 'toStart', 'toEnd', 'drag', 'page', 'move', 'select', 'selectRange']
const SELECTIONS: readonly ScrollAction['type'][] = ['move', 'select', 'selectRange']
const NONE = { row: '', by: '' }

/**
 * Keeps two panels at the same time. The one whose list was moved by something other than this tells what is in view; the other goes there and says nothing of it. What is told
 * is the latest place, once the one before has been taken; and who is telling does not listen, so that places that cross cannot turn into a loop.
 */
export class BoundFeature implements Feature {
  private readonly parts: BoundParts
  /** This panel tells. */
  private leads = false
  private bySelection = false
  private telling = false
  private told = ''
  private chosen: number | undefined
  /** Where the other one is, until this one is there. */
  private goal: BoundPlace | undefined
  /** The rows around the goal have been asked for. */
  private asked = false
  private going = false
  /** The query puts rows in another order than that of their times. */
  private isSorted = false
  /** The row that was put beside one of the other log. */
  private held = NONE
  private said: keyof Bound['notes'] | undefined

  constructor(parts: BoundParts) {
    this.parts = parts
  }

  onBound({ bound, lead = false, waiting = false }: Params<PanelEvents, 'bound'>): void {
    this.parts.store.update({ bound })
    if (!waiting) this.parts.setView({ bound: bound && { id: bound.id, offset: bound.offset } })
    this.leads = lead
    this.bySelection = false
    this.told = ''
    this.goal = undefined
    this.said = undefined
    this.tell()
  }

  /** The other panel shows this. */
  onBoundTo(place: BoundPlace): void {
    const { bound, follow } = this.model
    // What this panel tells comes to the other one later, and holds. Two ends that are followed stay what they are.
    if (!bound || (this.leads && this.telling) || (place.live && follow.on && follow.atEnd)) return
    this.leads = false
    this.goal = place
    this.asked = false
    this.approach()
  }

  onRun(query: string): void {
    this.isSorted = parse(query).query.stages.some(({ on, node }) => on && node.name === 'sort')
    this.mark(undefined)
    this.held = NONE
    this.bySelection = false
    this.asked = false
    this.said = undefined
  }

  /** Something has happened to the list. */
  onScroll(action: ScrollAction): void {
    if (this.going) return
    const { type } = action
    if (MOVES.includes(type)) {
      this.leads = true
      this.goal = undefined
      this.said = undefined
      this.held = NONE
      this.bySelection = SELECTIONS.includes(type) || ('select' in action && action.select !== undefined) || ('choose' in action && action.choose !== undefined)
      if (this.bySelection) this.mark(undefined)
    }
    this.approach()
    this.tell()
  }

  unbind(): void {
    void this.parts.host.unbind({}).catch(() => undefined)
  }

  private get model(): PanelModel {
    return this.parts.store.current
  }

  /** The rows are not in the order of their times. */
  private get isTimeless(): boolean {
    return this.isSorted || this.model.shown?.table === true
  }

  private tell(): void {
    const { bound, scroll, follow } = this.model
    const { selection, rows, late, stale } = scroll
    if (this.telling) return
    const focus = selection ? indexOfKey(rows, selection.focus.key) : -1
    const chosen = focus < 0 ? this.chosen : timeAt(scroll, focus)
    const settled = bound && this.leads && !stale && !late && rows.length > 0
    const spot = settled && !this.isTimeless ? bindingRow(scroll, this.bySelection) : undefined
    if (settled) this.note(spot ? undefined : 'none')
    const place = spot && { time: timeAt(scroll, spot.index), y: spot.y, row: rows[spot.index].key, selected: this.bySelection && spot.index === focus, live: follow.on && follow.atEnd }
    const text = place ? JSON.stringify(place) : this.told
    if (text === this.told && Object.is(chosen, this.chosen)) return
    this.told = text
    this.chosen = chosen
    this.telling = true
    void this.parts.host
      .placed({ place, chosen })
      .catch(() => undefined)
      .then(() => {
        this.telling = false
        this.tell()
      })
  }

  private approach(): void {
    const { goal } = this
    const { scroll, bound } = this.model
    if (!goal || !bound || scroll.stale || (this.asked && scroll.jump)) return
    const target = this.isTimeless ? undefined : targetOf(scroll, goal.time, this.asked)
    if (!target && !this.asked && !this.isTimeless && !(scroll.atStart && scroll.atEnd)) {
      this.asked = true
      this.go({ type: 'goTo', from: { at: 'time', value: goal.time }, skip: -rowsAbove(scroll, goal.y), align: 'top', returning: true })
      return
    }
    this.goal = undefined
    this.note(target ? target.outside : 'none')
    if (!target) return
    const { key } = scroll.rows[target.index]
    this.mark(goal.selected ? key : bound.mark)
    const pixels = heightOf(scroll, target.index) - goal.y
    // Where several rows there are beside one here, only the first of them moves it by parts of a row, or it would go to and fro.
    if (!goal.selected && this.held.row === key && this.held.by !== goal.row && Math.abs(pixels) < scroll.rowHeight) return
    this.held = { row: key, by: goal.row }
    if (pixels !== 0) this.go({ type: 'scrollBy', pixels })
  }

  private go(action: ScrollAction): void {
    this.going = true
    this.parts.scroll(action)
    this.going = false
  }

  private mark(mark: string | undefined): void {
    const { bound } = this.model
    if (bound && bound.mark !== mark) this.parts.store.update({ bound: { ...bound, mark } })
  }

  /** Says it once. */
  private note(note: keyof Bound['notes'] | undefined): void {
    const text = note && note !== this.said && this.model.bound?.notes[note]
    this.said = note
    if (text) this.parts.say(text)
  }
}
