import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { bookmarkOf } from '../bookmarks/bookmarkFeature.ts'
import type { PanelModel } from '../panel/model.ts'
import { isSoftEnd, isSoftStart, viewRows, visibleEnd } from '../scroll/geometry.ts'
import { isSelected } from '../scroll/selection.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { useGrowing } from '../ui/growing.ts'
import type { Column } from './columns.ts'
import { ValueColors } from '../columns/colors.ts'
import type { WindowRow } from '../scroll/state.ts'
import { plainly } from '../text/symbols.ts'
import { Placeholder, Row } from './row.tsx'
import { dayOfRow, timeOf, useTimeBase } from './rowTimes.ts'
import { BUSY, glyph } from '../ui/glyph.tsx'

/** Rows drawn below the view, so that a small step shows something at once. */
const OVERSCAN = 2
/** Rows that are made with the first frame; the others come with the next one. */
const AT_ONCE = 20

interface RowsProps {
  readonly model: PanelModel
  readonly columns: readonly Column[]
  readonly fits: number
  readonly reach: number
}

/**
 * The rows in view, one below the other; the first is moved up by what of it is above the edge. A row keeps its element for as long as it is
 * drawn, and leaves it to the one that comes for it: making elements anew for each would take most of the time.
 */
export function Rows({ model, columns, fits, reach }: RowsProps): JSX.Element {
  const { scroll, expanded, contexts, wrap } = model
  const body = useRef<HTMLDivElement>(null)
  useMeasuredHeights(body, model)
  useFoundInView(body, model)
  const names = model.sources.map(({ name }) => name).join('\n')
  const sources = useRef<readonly string[]>([])
  if (sources.current.join('\n') !== names) sources.current = model.sources.map(({ name }) => name)

  const { selection, top, rows } = scroll
  const base = useTimeBase(model)
  const hasTimes = !model.shown?.table && columns.some(({ kind }) => kind === 'time')
  const { colorBy, unfolded = false } = model.view
  const colors = useMemo(() => new ValueColors(), [colorBy])
  const first = isSoftStart(scroll) ? Math.max(0, top.index) : top.index
  const end = visibleEnd(scroll) + OVERSCAN
  const last = isSoftEnd(scroll) || scroll.stale ? Math.min(end, rows.length) : end
  const drawn: JSX.Element[] = []
  const slots = Math.max(last - first, Math.ceil(viewRows(scroll)) + 1 + OVERSCAN)
  // Making them all takes longer than a frame may.
  const ready = first + useGrowing(last - first, AT_ONCE, slots)
  for (let i = first; i < Math.min(last, ready); i++) {
    const row = scroll.late ? undefined : rows[i]
    if (!row) {
      drawn.push(<Placeholder key={`placeholder${i}`} seed={i} />)
      continue
    }
    const above = rows.at(i - 1)
    const previous = i > 0 && above && !scroll.late ? above : undefined
    const value = colorBy === undefined || model.shown?.table ? undefined : row.page.cell(row.index, row.page.columnOf(colorBy))
    drawn.push(
      <Row
        key={(scroll.ordinal + i) % slots}
        row={row}
        ordinal={scroll.ordinal + i}
        columns={columns}
        sources={sources.current}
        table={model.shown?.table ?? false}
        ansi={model.settings.renderAnsi}
        selected={isSelected(selection, row, scroll.merged ? scroll.ordinal + i : undefined)}
        focused={selection?.focus.key === row.key}
        bound={model.bound?.mark === row.key}
        query={model.runQuery ?? ''}
        fits={fits}
        reach={wrap || unfolded ? Infinity : reach}
        times={base}
        previous={previous && base.form === 'previous' ? timeOf(previous) || undefined : undefined}
        day={hasTimes && base.form === 'short' && previous ? newDay(previous, row) : undefined}
        color={value === undefined ? undefined : colors.colorOf(value)}
        colorTitle={value === undefined || colorBy === undefined ? undefined : strings.colorOf({ name: colorBy, value: plainly(value.slice(0, 200)) })}
        unfolded={unfolded}
        wrap={wrap}
        painter={model.paint?.painter}
        painted={model.paint?.version ?? 0}
        expansion={expanded.get(row.key)}
        bookmark={bookmarkOf(model.bookmarks, row)}
        context={contexts.get(row.key)}
      />,
    )
  }
  const searching = scroll.jump === undefined && !scroll.atEnd && rows.length > 0 && !scroll.stale && (scroll.running || scroll.down.searching)
  return (
    <div class="rows" id="rows" role="rowgroup" ref={body} style={{ height: `${scroll.viewHeight}px` }} data-testid="rows">
      {scroll.up.searching && !scroll.up.blocked && top.index <= 0 && (
        <div class="searching-above">
          {glyph(BUSY)} {strings.searching}
        </div>
      )}
      <div class="rows-moved" role="presentation" style={{ transform: `translateY(${-top.offset}px)` }}>
        {drawn}
        {searching && isSoftEnd(scroll) && last >= rows.length && (
          <div class="row searching" data-testid="searching">
            {glyph(BUSY)} {strings.searching}
          </div>
        )}
      </div>
    </div>
  )
}

/** The day of a row, if it is another than that of the row above. */
function newDay(above: WindowRow, row: WindowRow): number | undefined {
  const day = dayOfRow(row)
  const before = dayOfRow(above)
  return day === undefined || before === undefined || day === before ? undefined : day
}

/** Pixels of what find has found that are in view. */
const SEEN = 80

/** Scrolls to the side where what find has found in the row is beyond the edge. */
function useFoundInView(body: { current: HTMLDivElement | null }, { scroll, find, paint }: PanelModel): void {
  useLayoutEffect(() => {
    const mark = body.current?.querySelector('.focused .text .paint-find')
    const view = body.current?.closest('.grid-scroller')
    if (!find.open || !mark || !view) return
    const x = mark.getBoundingClientRect().left - view.getBoundingClientRect().left
    const place = (view.clientWidth * 2) / 3
    // Back again as well, where it would be behind the columns that stay.
    if (x > view.clientWidth - SEEN || (view.scrollLeft && x < place)) view.scrollLeft += x - place
  }, [scroll.selection?.focus.key, find.open, paint])
}

/** Tells the scroll model how high rows are that are not of plain height. */
function useMeasuredHeights(body: { current: HTMLDivElement | null }, { scroll, expanded, contexts, wrap, view }: PanelModel): void {
  const controller = useController()
  useLayoutEffect(() => {
    const any = wrap || view.unfolded === true
    const days = body.current?.querySelector('.day') !== null
    if (!any && !days && expanded.size === 0 && contexts.size === 0 && scroll.extra.size === 0) return
    const first: (readonly [string, number, number])[] = []
    const again: (readonly [string, number, number])[] = []
    for (const element of body.current?.querySelectorAll<HTMLElement>('.rows-moved > .row[data-key]') ?? []) {
      const key = element.dataset.key ?? ''
      const open = expanded.has(key) || contexts.has(key)
      const high = any || element.dataset.day !== undefined
      if (!high && !open && !scroll.extra.get(key)) continue
      const extra = Math.max(0, element.getBoundingClientRect().height - scroll.rowHeight)
      const lead = heightOf(element, 'day') + heightOf(element, 'context')
      if (scroll.extra.get(key) === extra && (scroll.lead.get(key) ?? 0) === lead) continue
      ;(high && !open ? first : again).push([key, extra, lead])
    }
    if (again.length > 0) controller.scroll({ type: 'measured', extra: again, keepBottom: false })
    if (first.length > 0) controller.scroll({ type: 'measured', extra: first, keepBottom: true })
  })
}

/** Height of what stands above the line of a row. */
function heightOf(row: HTMLElement, part: 'day' | 'context'): number {
  return row.querySelector<HTMLElement>(`:scope > .${part}`)?.offsetHeight ?? 0
}
