/** The list: header, the rows in view, and the scrollbar. */
import type { JSX, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PanelModel } from '../panel/model.ts'
import { sortingOf } from '../../engine/query/editing.ts'
import { canSort } from '../panel/pipeline.ts'
import { visibleEnd } from '../scroll/geometry.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { defaultColumns } from '../../common/listColumns.ts'
import { FindWidget } from '../find/findWidget.tsx'
import { figureColumns } from '../columns/figures.ts'
import { drawnColumns } from '../columns/order.ts'
import { CELL_PADDING, gridTemplate, layOutColumns, nearColumns, type Column } from './columns.ts'
import { emptyState } from './emptyState.ts'
import { EmptyView } from './emptyView.tsx'
import { Header } from './header.tsx'
import { useColumnSamples, useMetrics } from './measure.ts'
import { dayText, timeLength } from '../columns/time.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { dayOfRow } from './rowTimes.ts'
import { NewRows } from './newRows.tsx'
import { Rows } from './rows.tsx'
import { Scrollbar } from './scrollbar.tsx'
import { useGridInput } from './useGridInput.ts'

export function Grid(): JSX.Element {
  const controller = useController()
  const model = useStore(controller.store, (state) => state)
  const { scroll, settings, wrap } = model
  const grid = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const metrics = useMetrics(scroller, settings)
  useGridInput(grid, controller)
  useEffect(() => {
    // Keys go to the list where nothing else has them: from the start on, and when the panel is come back to.
    const take = (): void => void (document.activeElement === document.body && document.hasFocus() && grid.current?.focus({ preventScroll: true }))
    take()
    // The list is there for as long as the page.
    addEventListener('focus', take)
  }, [])

  useLayoutEffect(() => {
    controller.scroll({ type: 'resize', viewHeight: metrics.rowsHeight, rowHeight: settings.rowHeight })
  }, [controller, metrics.rowsHeight, settings.rowHeight])
  const all = useColumns(model, metrics.charWidth, metrics.width)
  const step = Math.max(100, metrics.width / 2)
  const at = useScrolled(scroller, step)
  // Half a step more on either side than can be in view before it looks again.
  const end = (at + 3) * step
  // With more columns than that, only those near the view are drawn: all of a thousand would take a second for each step.
  const columns = useMemo(() => (all.length > MANY_COLUMNS ? nearColumns(all, end - 4 * step, end) : all), [all, end, step])
  const template = gridTemplate(columns, wrap)
  useLayoutEffect(() => {
    // Where lines break depends on the width: what was measured before is wrong now.
    if (wrap) controller.scroll({ type: 'forgetHeights' })
  }, [controller, wrap, metrics.width, metrics.charWidth, template])
  const sort = useMemo(
    () => (canSort && model.shown ? { all: model.shown.table, by: sortingOf(model.runQuery ?? '') } : undefined),
    [model.shown, model.runQuery],
  )
  const fixed = all.reduce((sum, { width }) => sum + (width ?? 0), 0)
  const fits = Math.floor((metrics.width - fixed - CELL_PADDING) / metrics.charWidth)
  const empty = emptyState(model)
  const top = scroll.rows[Math.max(0, scroll.top.index)]
  const topDay = !model.shown?.table && (model.view.times ?? 'short') === 'short' && top ? dayOfRow(top) : undefined
  const day = topDay === undefined ? undefined : dayText(topDay, true)
  const dayTitle = topDay === undefined ? undefined : dayText(topDay)
  const widest = useWidest(scroller, model, columns === all ? template : `${all.length} ${fixed}`, metrics.width)
  const rowCount = model.progress?.exact ? model.progress.rowsMatched + 1 : -1
  const focus = scroll.selection?.focus.key
  const focused = scroll.rows.findIndex(({ key }) => key === focus)
  const active = focused >= Math.max(0, scroll.top.index) && focused < visibleEnd(scroll) && !scroll.late && !empty ? `row-${focus}` : undefined
  const style: Record<string, string> = {
    '--columns': template,
    '--row-height': `${settings.rowHeight}px`,
    '--view-width': `${metrics.width}px`,
    '--list-font': settings.fontFamily ? `${settings.fontFamily}, monospace` : 'var(--vscode-editor-font-family, monospace)',
    '--list-size': `${settings.fontSize}px`,
  }

  return (
    <section class="list" data-testid="list" style={style}>
      <div
        class={`grid${wrap ? ' wrap' : ''}${model.view.unfolded ? ' unfolded' : ''}${scroll.stale ? ' stale' : ''}`}
        ref={grid}
        role="grid"
        tabIndex={0}
        aria-label={strings.rows}
        aria-rowcount={rowCount}
        aria-colcount={all.length}
        aria-multiselectable="true"
        aria-readonly="true"
        aria-busy={model.asked !== undefined || scroll.stale || model.progress?.state === 'running'}
        aria-activedescendant={active}
        data-testid="grid"
        data-vscode-context={model.shown?.table ? TABLE_CONTEXT : ROW_CONTEXT}
        data-run={model.shown?.run}
      >
        <div class="grid-scroller" ref={scroller}>
          <div class="grid-inner" style={{ minWidth: widest }}>
            {model.shown && <Header columns={columns} charWidth={metrics.charWidth} day={day} dayTitle={dayTitle} sort={sort} />}
            {!empty && <Rows model={model} columns={columns} fits={fits} reach={Math.ceil(end / metrics.charWidth)} />}
          </div>
        </div>
      </div>
      {empty && <EmptyView state={empty} />}
      <NewRows />
      <FindWidget />
      {model.shown && <Scrollbar scroll={scroll} />}
      {model.shown && !model.shown.table && !model.shown.chosen && (
        <IconButton icon="list-selection" label={strings.columns.choose} testId="choose-columns" onClick={() => controller.columns.onCommand('chooseColumns')} />
      )}
    </section>
  )
}

/** For the host's contributions to the context menu. */
const ROW_CONTEXT = JSON.stringify({ webviewSection: 'row', preventDefaultContextMenuItems: true })
const TABLE_CONTEXT = JSON.stringify({ webviewSection: 'row', sluiceTable: true, preventDefaultContextMenuItems: true })

function useColumns(model: PanelModel, charWidth: number, viewWidth: number): readonly Column[] {
  const { shown, sources, columnWidths, fields, view } = model
  const names = useMemo(() => (shown ? drawnColumns(shown, { fields, view }) : []), [shown, fields, view])
  const spare = useMemo(() => (view.columns ? [] : defaultColumns(fields ?? [])), [fields, view.columns])
  const figures = useMemo(() => figureColumns(model.runQuery ?? ''), [shown])
  const samples = useColumnSamples(model, names)
  const largest = useLargestNumber(model)
  return useMemo(
    () =>
      layOutColumns({
        names,
        table: shown?.table ?? false,
        figures,
        sources: sources.map(({ name }) => name),
        widths: columnWidths,
        charWidth,
        largestNumber: largest,
        samples,
        timeLength: timeLength(view.times ?? 'short', samples.get('time') ?? []),
        viewWidth,
        spare,
      }),
    [names, shown, figures, sources, columnWidths, charWidth, largest, samples, viewWidth, view.times, spare],
  )
}

const MANY_COLUMNS = 60

/** How far the list is scrolled sideways, in steps of so many pixels. */
function useScrolled(scroller: RefObject<HTMLElement | null>, step: number): number {
  const [at, setAt] = useState(0)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = (): void => setAt(Math.round(element.scrollLeft / step))
    look()
    element.addEventListener('scroll', look)
    return () => element.removeEventListener('scroll', look)
  }, [step])
  return at
}

/** The largest row number seen so far: the column of numbers only grows. */
function useLargestNumber({ scroll, shown, progress }: PanelModel): number {
  const largest = useRef({ run: 0, number: 0 })
  const run = shown?.run ?? 0
  if (largest.current.run !== run) largest.current = { run, number: 0 }
  const last = scroll.rows[scroll.rows.length - 1]
  const line = last ? last.page.line[last.index] : 0
  const rows = shown?.table ? (progress?.rowsMatched ?? 0) : Math.max(line, progress?.rowsScanned ?? 0)
  // By digits, so that it does not change with every row.
  const rounded = 10 ** String(Math.max(1, Math.floor(rows))).length - 1
  largest.current.number = Math.max(largest.current.number, rounded)
  return largest.current.number
}

/** The width of the widest row drawn in this run, so that the horizontal scrollbar does not jump as rows come and go. */
function useWidest(scroller: RefObject<HTMLElement | null>, { shown, wrap, scroll }: PanelModel, template: string, viewWidth: number): string {
  const [widest, setWidest] = useState(0)
  const measuredFor = useRef('')
  const now = `${shown?.run} ${wrap} ${template} ${viewWidth}`
  // When the rows have been painted, and so laid out: to ask before would lay them out once more.
  useEffect(() => {
    if (!shown) return
    const { scrollWidth: width = 0, clientWidth = 0 } = scroller.current ?? {}
    if (measuredFor.current !== now || wrap) {
      measuredFor.current = now
      if (widest !== 0) setWidest(0)
    } else if (width > Math.max(widest, clientWidth)) setWidest(width)
  }, [now, scroll.rows, scroll.top.index, widest])
  return widest > 0 && !wrap ? `max(100%, ${widest}px)` : ''
}
