/** What a person does with rows: copy, expand. */
import { Page, RowFlag } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { TextFormat } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import { rangesOf } from '../selection/ranges.ts'
import { rowKey, type RowRef, type WindowRow } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import type { Expansion, PanelModel } from './model.ts'
import type { Scroller } from './scroller.ts'

/** Milliseconds for which the status line says what was done. */
const FEEDBACK_TIME = 4000

export class RowActions {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly scroller: Scroller
  private readonly columns: () => readonly string[] | undefined
  private readonly report: (error: unknown) => void
  private feedbackTimer: ReturnType<typeof setTimeout> | undefined

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, scroller: Scroller, columns: () => readonly string[] | undefined, report: (error: unknown) => void) {
    this.store = store
    this.host = host
    this.scroller = scroller
    this.columns = columns
    this.report = report
  }

  /** Copies the selected rows: as text what the log has, as a table the columns of the list. */
  async copy(format: TextFormat = 'text'): Promise<void> {
    const { result, scroll } = this.store.current
    if (!result || !scroll.selection) return this.say(strings.nothingSelected)
    const [range, ...more] = rangesOf(scroll.selection)
    if (!range) return this.say(strings.nothingSelected)
    try {
      const { rows, complete } = await this.host.copy({ run: result.run, range, ...(more.length > 0 && { more }), format, columns: this.columns() })
      this.say(complete ? strings.copied({ count: rows }) : strings.copiedPart({ count: rows }))
    } catch (error) {
      this.report(error)
    }
  }

  /** The values of the selected row of a table, by column; those that it has not are undefined. */
  async values(): Promise<ReadonlyMap<string, string | undefined> | undefined> {
    const { result, scroll } = this.store.current
    const focus = scroll.selection?.focus
    if (!result?.table || !focus) {
      this.say(strings.noTableRow)
      return undefined
    }
    try {
      const { fields } = await this.host.expand({ run: result.run, block: focus.block, row: focus.row })
      return new Map(fields)
    } catch (error) {
      this.report(error)
      return undefined
    }
  }

  /** Puts a link to the selected row, in this result, on the clipboard. */
  async copyLink(): Promise<void> {
    const { scroll, runQuery = '' } = this.store.current
    const row = scroll.rows.find(({ key }) => key === scroll.selection?.focus.key)
    if (!row || row.page.line[row.index] < 1) return this.say(strings.noLogRow)
    if ((row.page.flags[row.index] & RowFlag.LineEstimated) !== 0) return this.say(strings.linesNotCounted)
    try {
      await this.host.copyLink({ source: row.page.source[row.index], line: row.page.line[row.index], query: runQuery })
      this.say(strings.copiedLink)
    } catch (error) {
      this.report(error)
    }
  }

  async copyText(text: string): Promise<void> {
    try {
      await this.host.copyText({ text })
      this.say(strings.copiedText)
    } catch (error) {
      this.report(error)
    }
  }

  /** Selects every row of the result, from its first to the last that is there. */
  async selectAll(): Promise<void> {
    const { result, progress, scroll } = this.store.current
    if (!result) return
    const { run } = result
    try {
      const [first, last] = await Promise.all([
        this.host.fetch({ run, from: { at: 'start' }, skip: 0, count: 1 }),
        this.host.fetch({ run, from: { at: 'end' }, skip: -1, count: 1 }),
      ])
      const anchor = edgeRow(first.page, 'first')
      const focus = edgeRow(last.page, 'last')
      if (!anchor || !focus || this.store.current.result?.run !== run) return
      const distance = progress?.exact ? progress.rowsMatched - 1 : undefined
      const [least, most] = scroll.merged ? [{ at: 0 }, { at: Infinity }] : []
      this.scroller.dispatch({ type: 'selectRange', anchor: { ...anchor, ...least }, focus: { ...focus, ...most }, distance })
    } catch (error) {
      this.report(error)
    }
  }

  /** Expands a row, or folds it again. */
  async toggleExpanded(row: WindowRow): Promise<void> {
    const { expanded, result } = this.store.current
    if (!result) return
    if (expanded.has(row.key)) {
      const rest = new Map(expanded)
      rest.delete(row.key)
      this.store.update({ expanded: rest })
      return
    }
    this.setExpansion(row.key, { state: 'loading', text: '', tooLong: false, fields: [] })
    try {
      const found = await this.host.expand({ run: result.run, block: row.block, row: row.row })
      this.setExpansion(row.key, { state: 'ready', ...found }, result.run)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.setExpansion(row.key, { state: 'failed', text: message, tooLong: false, fields: [] }, result.run)
    }
  }

  private setExpansion(key: string, expansion: Expansion, run?: number): void {
    const { expanded, result } = this.store.current
    if (run !== undefined && (result?.run !== run || !expanded.has(key))) return
    this.store.update({ expanded: new Map(expanded).set(key, expansion) })
  }

  /** Shows a sentence in the status line for a while. */
  say(feedback: string): void {
    clearTimeout(this.feedbackTimer)
    this.store.update({ feedback })
    this.feedbackTimer = setTimeout(() => this.store.update({ feedback: undefined }), FEEDBACK_TIME)
  }
}

function edgeRow(buffer: ArrayBuffer, which: 'first' | 'last'): RowRef | undefined {
  const page = new Page(buffer)
  const index = which === 'first' ? 0 : page.rows - 1
  if (index < 0 || page.rows === 0) return undefined
  const block = page.block[index]
  const row = page.row[index]
  return { key: rowKey(block, row), block, row }
}
