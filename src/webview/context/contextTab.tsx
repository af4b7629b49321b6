import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { levelSpan } from '../text/levels.ts'
import { segmentsOf } from '../text/segments.ts'
import { Segments } from '../text/styled.tsx'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import type { Detail } from '../detail/detail.ts'
import { placeOf, type LogRow } from './aroundRows.ts'
import { ContextEdge } from './contextRows.tsx'
import { PANE } from './rowContext.ts'

/** The rows of the log around the row in the detail pane. */
export function ContextTab({ detail, scroller }: { detail: Detail; scroller: { readonly current: HTMLElement | null } }): JSX.Element {
  const controller = useController()
  const context = useStore(controller.store, ({ contexts }) => contexts.get(PANE))
  const ansi = useStore(controller.store, ({ settings }) => settings.renderAnsi)
  const own = useRef<HTMLDivElement>(null)
  // What comes above the row moves it; it is kept where it was.
  const kept = useRef<{ place: unknown; top: number }>({ place: undefined, top: 0 })
  useLayoutEffect(() => {
    const [box, row] = [scroller.current, own.current]
    if (!box || !row) return
    if (kept.current.place !== context?.place) box.scrollTop = Math.max(0, row.offsetTop - box.clientHeight / 2)
    else box.scrollTop += row.offsetTop - kept.current.top
    // Until there are rows above it, it is where it happens to be.
    kept.current = { place: context?.above.rows.length ? context.place : undefined, top: row.offsetTop }
  }, [context?.place, context?.above])

  if (detail.offset < 0) return <p class="detail-note">{strings.detail.noContext}</p>
  if (!context) return <p class="detail-note">{strings.context.loading}</p>
  const line = (row: LogRow): JSX.Element => <ContextLine key={row.page.offset[row.index]} row={row} ansi={ansi} onOpen={() => controller.navigation.showInLog(placeOf(row))} />
  const [first] = detail.text.split('\n', 1)
  return (
    <div class="context-list" data-testid="context-list">
      <ContextEdge name={PANE} context={context} way="above" />
      {context.above.rows.map(line)}
      <div class={`context-line own level-${detail.level}`} ref={own} data-testid="context-own">
        <span class="context-number">{formatCount(detail.number)}</span>
        <span class="context-text">{first.slice(0, 2000)}</span>
      </div>
      {context.below.rows.map(line)}
      <ContextEdge name={PANE} context={context} way="below" />
    </div>
  )
}

function ContextLine({ row: { page, index }, ansi, onOpen }: { row: LogRow; ansi: boolean; onOpen(): void }): JSX.Element {
  const level = page.levelOf(index)
  const [text] = (page.cell(index, 0) ?? '').split('\n', 1)
  return (
    <div class={`context-line level-${level}`} onDblClick={onOpen} data-testid="context-line">
      <span class="context-number">{formatCount(page.line[index])}</span>
      <span class="context-text">
        <Segments segments={segmentsOf(text, { level: levelSpan(text, level), ansi })} of={level} />
      </span>
    </div>
  )
}
