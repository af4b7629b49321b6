import { isCancelled, toErrorData } from '../../common/errors.ts'
import { RowFlag, type Level } from '../../common/page.ts'
import type { PanelCommand, PanelHostApi, ViewState } from '../../common/panelProtocol.ts'
import type { Progress, RowMarks } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { PANE, type RowContexts } from '../context/rowContext.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { ScrollAction } from '../scroll/reducer.ts'
import type { WindowRow } from '../scroll/state.ts'
import type { Store } from '../store.ts'

export type DetailTab = 'row' | 'context' | 'json'
export const DETAIL_TABS: readonly DetailTab[] = ['row', 'context', 'json']

/** A row, whole. */
export interface Detail {
  /** Of its run; another row's is another. */
  readonly id: string
  readonly key: string
  readonly table: boolean
  /** Its line, or its number in a table. */
  readonly number: number
  readonly estimated: boolean
  readonly level: Level
  readonly source: number
  /** -1 for a row that is in no file. */
  readonly offset: number
  readonly text: string
  readonly tooLong: boolean
  readonly fields: readonly (readonly [string, string | undefined])[]
  readonly marks?: RowMarks
  /** Why there is nothing of it, as a sentence. */
  readonly error?: string
}

export interface DetailParts {
  readonly store: Store<PanelModel>
  readonly host: Proxy<PanelHostApi>
  readonly contexts: RowContexts
  scroll(action: ScrollAction): void
  setView(change: Partial<ViewState>): void
}

/** Shows the row with the focus in a pane of its own, whichever that becomes. */
export class DetailPane implements Feature {
  private readonly parts: DetailParts
  private wanted = ''
  private abort: AbortController | undefined

  constructor(parts: DetailParts) {
    this.parts = parts
    parts.store.subscribe(() => this.look())
  }

  get isOpen(): boolean {
    return this.parts.store.current.view.detail?.open === true
  }

  /** `focus`: the keyboard goes there too. */
  open(tab?: DetailTab, focus = false): void {
    this.focusWanted = focus
    const { store, setView } = this.parts
    const { detail } = store.current.view
    setView({ detail: { ...detail, open: true, ...(tab && { tab }) } })
    // Without a row to show, the first in view.
    if (!store.current.scroll.selection) this.step(0)
    this.look()
  }

  close(): void {
    const { store, setView } = this.parts
    setView({ detail: { ...store.current.view.detail, open: false } })
    this.parts.contexts.close(PANE)
    document.querySelector<HTMLElement>('[data-testid=grid]')?.focus({ preventScroll: true })
  }

  toggle(): void {
    if (this.isOpen) this.close()
    else this.open()
  }

  /** Goes to another row: those of the list that follow. */
  step(rows: number): void {
    this.parts.scroll({ type: 'move', rows, extend: false })
  }

  onCommand(command: PanelCommand): boolean {
    if (command === 'toggleDetail') this.toggle()
    else return false
    return true
  }

  onProgress({ version }: Omit<Progress, 'analysis'>): void {
    const { store } = this.parts
    // The rows of a table change while it is made.
    if (version !== this.version && store.current.shown?.table) this.wanted = ''
    this.version = version
    this.look()
  }

  private version = 0
  private focusWanted = false

  /** Whether the pane is to take the keyboard now. */
  takeFocus(): boolean {
    const { focusWanted } = this
    this.focusWanted = false
    return focusWanted
  }

  /** Shows the row that has the focus now. */
  private look(): void {
    const { scroll, shown, view } = this.parts.store.current
    const { detail } = view
    if (!detail?.open || !shown || scroll.stale) return
    const row = scroll.rows.find(({ key }) => key === scroll.selection?.focus.key)
    const id = `${shown.run} ${row?.key}`
    if (row && id !== this.wanted) {
      this.wanted = id
      this.abort?.abort()
      this.abort = new AbortController()
      void this.show(id, shown.run, row, shown.table, this.abort.signal)
    }
    this.lookAround()
  }

  private async show(id: string, run: number, row: WindowRow, table: boolean, signal: AbortSignal): Promise<void> {
    const { store, host } = this.parts
    const { page, index, key } = row
    const number = table ? store.current.scroll.ordinal + store.current.scroll.rows.indexOf(row) + 1 : page.line[index]
    const estimated = (page.flags[index] & RowFlag.LineEstimated) !== 0
    const head = { id, key, table, number, estimated, level: page.levelOf(index), source: page.source[index], offset: page.offset[index] }
    try {
      const found = await host.expand({ run, block: row.block, row: row.row }, signal)
      if (this.wanted === id) store.update({ detail: { ...head, ...found } })
    } catch (error) {
      if (isCancelled(error) || signal.aborted || this.wanted !== id) return
      // What ran before is gone: the row is shown anew when it is looked at again.
      if (toErrorData(error).code === 'outdated') this.wanted = ''
      else store.update({ detail: { ...head, text: '', tooLong: false, fields: [], error: toErrorData(error).message } })
    }
  }

  /** The rows around it, once somebody wants to see them. */
  private lookAround(): void {
    const { view, detail } = this.parts.store.current
    if (view.detail?.tab === 'context' && detail && detail.offset >= 0) this.parts.contexts.openInPane({ source: detail.source, offset: detail.offset })
  }
}
