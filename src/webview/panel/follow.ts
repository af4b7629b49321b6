import type { Progress } from '../../common/protocol.ts'
import { isAtBottom } from '../scroll/geometry.ts'
import type { ScrollAction } from '../scroll/reducer.ts'
import type { Store } from '../store.ts'
import type { PanelModel } from './model.ts'
import type { Scroller } from './scroller.ts'

/** While it is on, growth is taken in by itself; at the end: the list stays there, until the person scrolls away. */
export interface FollowState {
  readonly on: boolean
  readonly atEnd: boolean
  /** Rows that have come since the end was left. */
  readonly newRows: number
  /** Rows that came in a second, of late; undefined before that is known. */
  readonly rate?: number
}

export const noFollow: FollowState = { on: false, atEnd: false, newRows: 0 }

/** How often it is looked how many rows there are, and of how many looks the rate is. In milliseconds. */
const LOOK_EVERY = 1000
const LOOKS = 6

/** Actions by which a person moves through the list. */
const MOVES: readonly ScrollAction['type'][] = ['scrollBy', 'goTo', 'toStart', 'toEnd', 'drag', 'page', 'move']

/** Keeps the list at its end while the log is followed. */
export class Follow {
  private readonly store: Store<PanelModel>
  private readonly scroller: Scroller
  private readonly tell: (on: boolean) => void
  /** Rows of the last result that was complete, and of that when the end was left. */
  private rows = 0
  private rowsLeft = 0
  /** The query is another one: its rows are no new ones. */
  private isOther = false
  /** When how many rows were known, the newest first. */
  private looks: { readonly at: number; readonly rows: number }[] = []
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(store: Store<PanelModel>, scroller: Scroller, tell: (on: boolean) => void) {
    this.store = store
    this.scroller = scroller
    this.tell = tell
  }

  toggle(): void {
    const on = !this.state.on
    this.tell(on)
    clearInterval(this.timer)
    // What comes before the first look counts too.
    this.looks = this.rows > 0 ? [{ at: performance.now(), rows: this.rows }] : []
    if (on) this.timer = setInterval(() => this.look(), LOOK_EVERY)
    this.store.update({ follow: on ? { ...noFollow, on } : noFollow })
    if (on) this.stick()
  }

  toEnd(): void {
    this.scroller.dispatch({ type: 'toEnd' })
    this.setAtEnd(true)
  }

  /** The person has done something with the list. */
  onAction(action: ScrollAction): void {
    if (!this.state.on || this.isTable || !MOVES.includes(action.type)) return
    const { state } = this.scroller
    // Until a jump has landed, the view is where it was.
    this.setAtEnd(state.jump ? state.jump.from.at === 'end' : isAtBottom(state))
  }

  /** Another run has begun: the place that was read is looked for, which is the end. `other`: of another query. */
  onRun(other: boolean): void {
    this.isOther ||= other
    if (other && this.state.newRows > 0) this.store.update({ follow: { ...this.state, newRows: 0 } })
    if (this.state.on && this.state.atEnd) this.stick()
  }

  onProgress({ state, rowsMatched, rowsScanned }: Omit<Progress, 'analysis'>): void {
    // While a pass goes on there are fewer.
    if (state !== 'done') return
    this.rows = this.isTable ? rowsScanned : rowsMatched
    if (this.isOther) {
      this.rowsLeft = rowsMatched
      this.looks = []
    }
    this.isOther = false
    const { follow } = this.store.current
    if (!follow.on || this.isTable) return
    if (follow.atEnd) return this.stayAtEnd()
    const newRows = Math.max(0, rowsMatched - this.rowsLeft)
    if (newRows !== follow.newRows) this.store.update({ follow: { ...follow, newRows } })
  }

  /** While files are merged the end that pages tell is that of what is known, which moves until the pass is through. */
  private stayAtEnd(): void {
    const anew = this.store.current.sources.length > 1
    if (anew || !isAtBottom(this.scroller.state)) this.scroller.dispatch({ type: 'toEnd', anew })
  }

  /** A table has no end at which rows come: it stays where it is, and changes. */
  private get isTable(): boolean {
    return this.store.current.result?.table === true
  }

  private stick(): void {
    if (this.isTable) this.store.update({ follow: { ...this.state, atEnd: true } })
    else this.toEnd()
  }

  private look(): void {
    this.looks = [{ at: performance.now(), rows: this.rows }, ...this.looks].slice(0, LOOKS)
    const [newest, ...before] = this.looks
    const oldest = before.at(-1)
    // A file that took the place of another may have fewer rows.
    const rate = oldest && Math.max(0, Math.round((newest.rows - oldest.rows) / ((newest.at - oldest.at) / 10_000)) / 10)
    if (rate !== this.state.rate) this.store.update({ follow: { ...this.state, rate } })
  }

  private get state(): FollowState {
    return this.store.current.follow
  }

  private setAtEnd(atEnd: boolean): void {
    if (this.state.atEnd === atEnd) return
    this.rowsLeft = this.rows
    this.store.update({ follow: { ...this.state, atEnd, newRows: 0 } })
  }
}
