/** Find: looks for a term in the rows of the result, whose query stays as it is. */
import { isCancelled, toErrorData } from '../../common/errors.ts'
import type { PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { FetchResult, Place, Progress, RunResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { SideQueries } from '../panel/sideQueries.ts'
import type { ScrollAction } from '../scroll/reducer.ts'
import type { Store } from '../store.ts'
import { findBeside, type BesideRow } from './findBeside.ts'
import { showRow, startRow } from './rowInView.ts'
import { TableFinder, type TableMatch } from './tableFinder.ts'
import { expressionOf, keepsPlaces, queryOf, type Expression, type Term } from './term.ts'

const SIDE = 'find'
/** What is typed is looked for after this pause, in milliseconds. */
const TYPING_PAUSE = 200

export interface FindState extends Term {
  readonly open: boolean
  /** Grows when the field is to have the keyboard. */
  readonly focus: number
  readonly expression?: Expression
  /** Why it cannot be looked for. */
  readonly problem?: string
  /** Rows with the term so far, and whether that is all; undefined while none are known. */
  readonly total?: number
  readonly exact?: boolean
  /** 1-based number of the row among them that was gone to; undefined where it is not known. */
  readonly at?: number
  readonly busy?: boolean
  /** The run that gives these rows. */
  readonly run?: number
  /** Where they are on the scrollbar, 0 to 1, where no run tells. */
  readonly marks?: readonly number[]
}

export const noFind: FindState = { open: false, focus: 0, text: '', matchCase: false, word: false, regex: false }

export interface FindOptions {
  readonly store: Store<PanelModel>
  readonly host: Proxy<PanelHostApi>
  readonly sides: SideQueries
  scroll(action: ScrollAction): void
}

export class FindFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly sides: SideQueries
  private readonly scroll: (action: ScrollAction) => void
  private readonly table: TableFinder
  private typing: ReturnType<typeof setTimeout> | undefined
  private going: AbortController | undefined
  /** The row that was gone to. */
  private current: BesideRow | undefined
  /** Steps that have not been taken yet: each press of a key counts, also while an answer is on its way. Negative: upwards. */
  private ahead = 0
  /** Something was typed, and its first row has not been gone to, which comes before any step: a search that begins anew meanwhile goes there. */
  private typed = false

  constructor({ store, host, sides, scroll }: FindOptions) {
    this.store = store
    this.host = host
    this.sides = sides
    this.scroll = scroll
    this.table = new TableFinder(host)
  }

  onCommand(command: PanelCommand): boolean {
    if (command === 'find') this.open()
    else if (command === 'findNext') this.step(1)
    else if (command === 'findPrevious') this.step(-1)
    else return false
    return true
  }

  onRun(_query: string, _result: RunResult): void {
    if (this.state.open) this.search()
  }

  onProgress({ state }: Omit<Progress, 'analysis'>): void {
    // The rows of a table are others by then.
    if (state !== 'running' && this.state.open && !this.isBeside) this.search()
  }

  get state(): FindState {
    return this.store.current.find
  }

  open(): void {
    const selected = getSelection()?.toString().split('\n', 1)[0] ?? ''
    this.update({ open: true, focus: this.state.focus + 1, ...(selected ? { text: selected } : {}) })
    if (selected) this.typed = true
    this.search()
  }

  close(): void {
    this.stop()
    this.typed = false
    this.sides.end(SIDE)
    this.update({ open: false, expression: undefined, run: undefined, marks: undefined, total: undefined, at: undefined, busy: false })
  }

  set(term: Partial<Term>): void {
    this.update(term)
    this.stop()
    this.typed = true
    this.typing = setTimeout(() => this.search(), TYPING_PAUSE)
  }

  /** Goes to the next row with the term, or the one before, round the ends of the result. `held`: by a key that is held down, as fast as rows are found and no faster. */
  step(way: 1 | -1, held = false): void {
    if (!this.state.open) return this.open()
    if (this.typing !== undefined) this.search()
    if (!this.state.expression || (held && this.going)) return
    this.ahead += way
    // As many back as forth: what is under way need not be found any more.
    if (this.ahead === 0 && !this.typed) this.halt()
    this.go()
  }

  private get isBeside(): boolean {
    const { result, runQuery = '' } = this.store.current
    return result?.table !== true && keepsPlaces(runQuery)
  }

  private halt(): void {
    this.going?.abort()
    this.going = undefined
  }

  /** What was looked for is not any more. */
  private stop(): void {
    clearTimeout(this.typing)
    this.typing = undefined
    this.halt()
    this.ahead = 0
    this.current = undefined
    this.table.stop()
  }

  private search(): void {
    this.stop()
    const { runQuery = '', result, shown } = this.store.current
    const found = expressionOf(this.state)
    const none = { run: undefined, marks: undefined, total: undefined, exact: undefined, at: undefined, busy: false }
    if (!found || 'problem' in found || !result) {
      this.sides.end(SIDE)
      return this.update({ ...none, expression: undefined, problem: found && 'problem' in found ? found.problem : undefined })
    }
    this.update({ ...none, expression: found, problem: undefined, busy: true })
    if (this.isBeside) return this.searchBeside(queryOf(runQuery, this.state, found))
    this.sides.end(SIDE)
    const columns = result.table ? result.columns : ['raw']
    void this.table.search(result.run, columns, found, ({ matches, rows, done, failed }) => {
      const marks = rows > 0 ? matches.map(({ ordinal }) => ordinal / rows) : []
      this.update({ total: matches.length, exact: done, busy: !done, marks, problem: failed })
      if (done || shown === result) this.go()
    })
  }

  private searchBeside(query: string): void {
    this.sides.run(
      SIDE,
      query,
      ({ result, progress, error }) => {
        if (error !== undefined) return this.update({ problem: error, busy: false })
        if (!result) return
        const running = !progress || progress.state === 'running'
        const problem = progress?.state === 'failed' ? (progress.message ?? '') : undefined
        this.update({ run: result.run, total: progress?.rowsMatched, exact: progress?.exact ?? false, busy: running, problem })
        // Its number is known once the rows above are counted.
        if (progress?.exact && this.state.at === undefined && this.current) void this.number(result.run, this.current)
        this.go()
      },
      true,
    )
  }

  /** Takes the steps that are wanted, as soon as that can be. */
  private go(): void {
    const { run } = this.state
    if (this.isBeside) {
      if (run !== undefined && !this.going) void this.goBeside(run)
      return
    }
    while (this.typed || this.ahead) {
      const match = this.table.next(startRow(this.store.current.scroll).row, this.way)
      if (!match) return
      this.took()
      this.showInTable(match)
    }
  }

  /** Which way the next step goes; 0: to the selected row or the next, as nothing has been gone to. */
  private get way(): 1 | -1 | 0 {
    return this.typed ? 0 : this.ahead > 0 ? 1 : -1
  }

  private took(): void {
    this.ahead -= this.way
    this.typed = false
  }

  private async goBeside(run: number): Promise<void> {
    const abort = new AbortController()
    this.going = abort
    const ask = (from: Place, skip: number, count: number): Promise<FetchResult> => this.host.fetch({ run, from, skip, count, columns: [] }, abort.signal)
    try {
      while (this.typed || this.ahead) {
        const { base, selected } = startRow(this.store.current.scroll)
        const found = await findBeside(ask, base, this.way > 0 && !selected ? 0 : this.way)
        if (abort.signal.aborted) return
        this.took()
        this.update({ at: found?.exact ? found.ordinal + 1 : undefined })
        if (!found) this.ahead = 0
        else {
          this.current = found
          showRow(this.store.current.scroll, found, this.scroll)
          if (!found.exact && this.state.exact) void this.number(run, found)
        }
      }
    } catch (error) {
      if (abort.signal.aborted || isCancelled(error)) return
      this.ahead = 0
      const { code, message } = toErrorData(error)
      if (code !== 'outdated' && code !== 'disposed') this.update({ problem: message })
    } finally {
      if (this.going === abort) this.going = undefined
    }
  }

  private async number(run: number, { block, row }: BesideRow): Promise<void> {
    const answer = await this.host.fetch({ run, from: { at: 'row', block, row }, skip: 0, count: 1, columns: [] }).catch(() => undefined)
    const { current } = this
    if (answer?.ordinalExact && current?.block === block && current.row === row && this.state.run === run) this.update({ at: answer.ordinal + 1 })
  }

  private showInTable({ block, row, number }: TableMatch & { number: number }): void {
    this.update({ at: number })
    const { rows, stale, jump } = this.store.current.scroll
    const target = rows.find((each) => each.block === block && each.row === row)
    if (target && !stale && !jump) this.scroll({ type: 'select', target, extend: false })
    else this.scroll({ type: 'goTo', from: { at: 'row', block, row }, align: 'third', select: 'set' })
  }

  private update(change: Partial<FindState>): void {
    this.store.update({ find: { ...this.state, ...change } })
  }
}
