import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { bookmarkOf } from '../bookmarks/bookmarkFeature.ts'
import type { PanelModel } from '../panel/model.ts'
import { isSoftEnd, isSoftStart, viewRows, visibleEnd } from '../scroll/geometry.ts'
import { isSelected } from '../scroll/selection.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import type { Column } from './columns.ts'
import { Placeholder, Row } from './row.tsx'

/** Rows drawn below the view, so that a small step shows something at once. */
const OVERSCAN = 2

interface RowsProps {
  readonly model: PanelModel
  readonly columns: readonly Column[]
  readonly fits: number
}

/**
 * The rows in view, one below the other; the first is moved up by what of it is above the edge. A row keeps its element for as long as it is
 * drawn, and leaves it to the one that comes for it: making elements anew for each would take most of the time.
 */
export function Rows({ model, columns, fits }: RowsProps): JSX.Element {
  const { scroll, expanded, contexts, wrap } = model
  const body = useRef<HTMLDivElement>(null)
  useMeasuredHeights(body, model)
  const names = model.sources.map(({ name }) => name).join('\n')
  const sources = useRef<readonly string[]>([])
  if (sources.current.join('\n') !== names) sources.current = model.sources.map(({ name }) => name)

  const { selection, top, rows } = scroll
  const first = isSoftStart(scroll) ? Math.max(0, top.index) : top.index
  const end = visibleEnd(scroll) + OVERSCAN
  const last = isSoftEnd(scroll) || scroll.stale ? Math.min(end, rows.length) : end
  const drawn: JSX.Element[] = []
  const slots = Math.max(last - first, Math.ceil(viewRows(scroll)) + 1 + OVERSCAN)
  for (let i = first; i < last; i++) {
    const row = scroll.late ? undefined : rows[i]
    if (!row) {
      drawn.push(<Placeholder key={`placeholder${i}`} seed={i} />)
      continue
    }
    drawn.push(
      <Row
        key={(scroll.ordinal + i) % slots}
        row={row}
        ordinal={scroll.ordinal + i}
        columns={columns}
        sources={sources.current}
        table={model.shown?.table ?? false}
        ansi={model.settings.renderAnsi}
        selected={isSelected(selection, row)}
        focused={selection?.focus.key === row.key}
        fits={fits}
        wrap={wrap}
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
          <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true" /> {strings.searching}
        </div>
      )}
      <div class="rows-moved" role="presentation" style={{ transform: `translateY(${-top.offset}px)` }}>
        {drawn}
        {searching && isSoftEnd(scroll) && last >= rows.length && (
          <div class="row searching" data-testid="searching">
            <span class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true" /> {strings.searching}
          </div>
        )}
      </div>
    </div>
  )
}

/** Tells the scroll model how high rows are that are not of plain height. */
function useMeasuredHeights(body: { current: HTMLDivElement | null }, { scroll, expanded, contexts, wrap }: PanelModel): void {
  const controller = useController()
  useLayoutEffect(() => {
    if (!wrap && expanded.size === 0 && contexts.size === 0 && scroll.extra.size === 0) return
    const first: (readonly [string, number, number])[] = []
    const again: (readonly [string, number, number])[] = []
    for (const element of body.current?.querySelectorAll<HTMLElement>('.rows-moved > .row[data-key]') ?? []) {
      const key = element.dataset.key ?? ''
      const open = expanded.has(key) || contexts.has(key)
      if (!wrap && !open && !scroll.extra.get(key)) continue
      const extra = Math.max(0, element.getBoundingClientRect().height - scroll.rowHeight)
      const lead = element.querySelector<HTMLElement>(':scope > .context')?.offsetHeight ?? 0
      if (scroll.extra.get(key) === extra && (scroll.lead.get(key) ?? 0) === lead) continue
      ;(wrap && !open ? first : again).push([key, extra, lead])
    }
    if (again.length > 0) controller.scroll({ type: 'measured', extra: again, keepBottom: false })
    if (first.length > 0) controller.scroll({ type: 'measured', extra: first, keepBottom: true })
  })
}
