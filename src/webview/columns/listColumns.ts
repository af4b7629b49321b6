import { listColumns, pageColumns } from '../../common/listColumns.ts'
import type { PanelCommand, ViewState } from '../../common/panelProtocol.ts'
import type { FieldInfo, RunResult } from '../../common/protocol.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { Store } from '../store.ts'
import type { Popup } from './menus.ts'
import { added, chosenAs, drawnColumns, moved } from './order.ts'

/** What the columns need of the panel. */
interface Panel {
  readonly store: Store<PanelModel>
  setView(change: Partial<ViewState>): void
  /** Asks for the rows in view again: they need other columns. */
  refetch(): void
  askFields(): Promise<readonly FieldInfo[]>
  setSetting(name: 'rowHeight', value: string): void
  /** Rows may be of other heights now, and none of them expanded by itself. */
  foldAll(): void
}

/** The columns of the list: which, and in which order. */
export class ListColumns implements Feature {
  /** Opens what is at the header. */
  onOpen: ((popup: Popup) => void) | undefined
  private readonly panel: Panel
  /** How the files were read when their fields were asked for. */
  private reading: string | undefined

  constructor(panel: Panel) {
    this.panel = panel
  }

  /** Names of the columns that are drawn, in order. */
  get names(): readonly string[] {
    const { current } = this.panel.store
    return current.result ? drawnColumns(current.result, current) : []
  }

  /** They can be chosen: the rows are those of a log, and the query does not say which. */
  get canChoose(): boolean {
    const { result } = this.panel.store.current
    return result !== undefined && !result.table && !result.chosen
  }

  /** Columns that pages of a run are asked for; undefined: those of the run. */
  ofPage(run: RunResult | undefined): readonly string[] | undefined {
    const { fields, view } = this.panel.store.current
    return run && pageColumns(run, fields, view)
  }

  /** Columns of rows that are copied as a table; undefined: those of the run. */
  get ofCopy(): readonly string[] | undefined {
    const { result, fields, view } = this.panel.store.current
    return result && listColumns(result, fields, view)
  }

  /** Takes these columns, in this order. */
  set(names: readonly string[]): void {
    const { result, view } = this.panel.store.current
    if (result && this.canChoose && names.length > 0) this.change(chosenAs(names, result, view))
  }

  add(name: string): void {
    this.set(added(this.names, name))
  }

  hide(name: string): void {
    this.set(this.names.filter((each) => each !== name))
  }

  /** Puts a column so many places to the right (negative: left), or in the place of another. */
  move(name: string, to: number | string): void {
    this.set(moved(this.names, name, to))
  }

  /** The columns, their order and widths as they were at first. */
  reset(): void {
    this.panel.store.update({ columnWidths: {} })
    this.change({ columns: undefined, hidden: undefined, raw: undefined })
  }

  /** The text of the rows in the place of columns, or these again. */
  toggleRaw(): void {
    this.change({ raw: this.panel.store.current.view.raw ? undefined : true })
  }

  /** Changes what rows are drawn of. */
  change(view: Partial<ViewState>): void {
    this.panel.setView(view)
    this.panel.refetch()
  }

  /** Shows all lines of all records, or the first of each. */
  toggleUnfolded(): void {
    this.panel.foldAll()
    this.change({ unfolded: this.panel.store.current.view.unfolded ? undefined : true })
  }

  toggleCompact(): void {
    this.panel.setSetting('rowHeight', this.panel.store.current.settings.compact ? 'roomy' : 'compact')
  }

  onCommand(command: PanelCommand): boolean {
    switch (command) {
      case 'chooseColumns':
        if (this.canChoose) this.onOpen?.({ kind: 'columns' })
        return true
      case 'timeAs':
        this.onOpen?.({ kind: 'time' })
        return true
      case 'colorRows':
        this.onOpen?.({ kind: 'color' })
        return true
      case 'resetColumns':
        this.reset()
        return true
      case 'showRawText':
        this.toggleRaw()
        return true
      case 'unfoldRows':
        this.toggleUnfolded()
        return true
      case 'compactRows':
        this.toggleCompact()
        return true
      default:
        return false
    }
  }

  onRun(): void {
    void this.needFields()
  }

  /** Asks for the fields of the files, once for as long as these are read in the same way. */
  async needFields(): Promise<void> {
    const { store } = this.panel
    const reading = readingOf(store.current)
    if (this.reading === reading || store.current.phase !== 'ready') return
    const isFirst = this.reading === undefined
    this.reading = reading
    if (isFirst && store.current.fields) return
    const fields = await this.panel.askFields().catch(() => undefined)
    if (this.reading !== reading) return
    store.update({ fields })
    this.panel.refetch()
  }
}

function readingOf({ sources }: PanelModel): string {
  return sources.map(({ path, format, size }) => `${path} ${format?.name ?? ''} ${size > 0}`).join('\n')
}
