/** What the selected rows come to: the engine adds them up, however many they are. */
import { isText } from '../../common/listColumns.ts'
import type { Page } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Figures, Progress } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import { selectedRows } from '../scroll/selection.ts'
import type { Selection, WindowRow } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { rangesOf } from './ranges.ts'

/** A selection that grows is added up after a pause; what takes longer than the second is said to go on. In milliseconds. */
const PAUSE = 100
const LATE = 300
/** Rows whose values tell which columns are of numbers, and most values of all columns together: there may be a thousand of them. */
const SAMPLED = 60
const MOST_VALUES = 6000
/** A number, a duration or a size. */
const QUANTITY = /^[-+]?(?:\d[\d,_]*)?\.?\d+(?:e[-+]?\d+)?\s?(?:ns|[uµ]s|ms|s|m|min|h|d|b|[kmgt]i?b)?$/i
/** Not to be added up: where and when rows are. */
const NO_NUMBERS: readonly string[] = ['line', 'source', 'time', 'level']

export interface SelectionFigures {
  /** Columns of numbers. */
  readonly columns: readonly string[]
  /** The one that is added up. */
  readonly column?: string
  readonly found?: Figures
  /** It takes a while. */
  readonly busy?: boolean
}

export class FiguresFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly names: () => readonly string[]
  private selection: Selection | undefined
  private chosen: string | undefined
  private abort: AbortController | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  /** The rows could not be added up while the pass went on, as those that are still being sorted. */
  private refused = false
  /** The page at the upper edge of the view, and the columns that it has. */
  private page: Page | undefined
  private columns = ''

  /** `names`: of the columns that are drawn. */
  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, names: () => readonly string[]) {
    this.store = store
    this.host = host
    this.names = names
    store.subscribe(() => {
      const { scroll, figures } = store.current
      // Which columns are of numbers is told by the rows: a column that was added comes with other pages.
      if (scroll.selection !== this.selection || (this.noteColumns() && figures)) this.look()
    })
  }

  /** The column that was clicked, or chosen from those of numbers, is added up from now on. */
  choose(column: string | undefined, again = false): void {
    if (column !== undefined && this.numeric().includes(column)) this.chosen = column
    if (again) this.look()
  }

  onProgress({ state }: Omit<Progress, 'analysis'>): void {
    // Only once: as long as queries run beside it, the end of the pass is told again and again, faster than an answer may come.
    if (state !== 'running' && this.refused) this.look()
  }

  /** It is not waited for any more. */
  cancel(): void {
    this.end()
    this.change({ busy: false })
  }

  private end(): void {
    clearTimeout(this.timer)
    this.abort?.abort()
  }

  private change(change: Partial<SelectionFigures>): void {
    const { figures } = this.store.current
    if (figures) this.store.update({ figures: { ...figures, ...change } })
  }

  private look(): void {
    this.end()
    this.refused = false
    this.noteColumns()
    const { scroll, shown } = this.store.current
    const { selection, stale } = scroll
    this.selection = selection
    // Rows of the run before are gone in the engine; those of the new one are selected as they come.
    if (!selection || !shown || stale || (selectedRows(selection) ?? 2) < 2) return this.store.update({ figures: undefined })
    const columns = this.numeric()
    const column = columns.find((name) => name === this.chosen) ?? (columns.length === 1 ? columns[0] : undefined)
    this.store.update({ figures: { columns, column, found: undefined } })
    this.timer = setTimeout(() => void this.ask(selection, shown.run, column), PAUSE)
  }

  private async ask(selection: Selection, run: number, column: string | undefined): Promise<void> {
    const abort = (this.abort = new AbortController())
    const late = setTimeout(() => this.change({ busy: true }), LATE)
    const before = this.isPassing
    try {
      const found = await this.host.figures({ run, ranges: rangesOf(selection), column }, abort.signal)
      if (!abort.signal.aborted) this.change({ found, busy: false })
    } catch {
      if (abort.signal.aborted) return
      // How many are selected is known without it.
      this.change({ busy: false })
      this.refused = before
      // The end of the pass may have been told before the answer came.
      if (before && !this.isPassing) this.look()
    } finally {
      clearTimeout(late)
    }
  }

  private get isPassing(): boolean {
    const { progress } = this.store.current
    return progress === undefined || progress.state === 'running'
  }

  /** Whether the rows in view have other columns than those that were looked at last. */
  private noteColumns(): boolean {
    const { rows, top } = this.store.current.scroll
    const page = rows[Math.max(0, top.index)]?.page
    if (page === this.page) return false
    this.page = page
    const columns = page?.names.join('\n') ?? ''
    if (columns === this.columns) return false
    this.columns = columns
    return true
  }

  private numeric(): readonly string[] {
    const { rows, top } = this.store.current.scroll
    const from = Math.max(0, top.index)
    return numericColumns(this.names(), rows.slice(from, from + SAMPLED))
  }
}

/** Columns whose values, as far as these rows have them, are all numbers, durations or sizes. */
export function numericColumns(names: readonly string[], rows: readonly WindowRow[]): readonly string[] {
  const sample = rows.slice(0, Math.ceil(MOST_VALUES / (names.length || 1)))
  return names.filter((name) => {
    if (isText(name) || NO_NUMBERS.includes(name)) return false
    let any = false
    for (const { page, index } of sample) {
      const value = page.cell(index, page.columnOf(name))
      if (value && !QUANTITY.test(value)) return false
      any ||= Boolean(value)
    }
    return any
  })
}
