import type { JSX, RefObject, TargetedKeyboardEvent } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ColumnChooser } from '../columns/chooser.tsx'
import { choose, menuItems, type Popup } from '../columns/menus.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { Elsewhere } from '../ui/elsewhere.tsx'
import { Menu } from '../ui/menu.tsx'
import type { Direction } from '../../engine/query/editing.ts'
import { clampWidth, fitWidth, type Column } from './columns.ts'
import { Grip } from './grip.tsx'
import { stay } from './row.tsx'
import { dragHeader } from './dragHeader.ts'
import { glyph } from '../ui/glyph.tsx'

/** Pixels by which the arrow keys change a column's width. */
const KEY_STEP = 10

interface HeaderProps {
  readonly columns: readonly Column[]
  readonly charWidth: number
  /** The day of the first row in view, where the times of rows do not say it. */
  readonly day: string | undefined
  readonly dayTitle: string | undefined
  /** How the rows are sorted by a column; without it they cannot be. */
  readonly sort?: {
    by(column: string): Direction | undefined
    /** A click on any name sorts; else only on that of the column that they are sorted by, and others have a menu. */
    readonly all: boolean
  }
}

export function Header({ columns, charWidth, day, dayTitle, sort }: HeaderProps): JSX.Element {
  const controller = useController()
  const header = useRef<HTMLDivElement>(null)
  const anchor = useRef<HTMLElement | null>(null)
  const [popup, setPopup] = useState<Popup | undefined>(undefined)
  const [current, setCurrent] = useState('')
  const fields = columns.filter(({ kind }) => kind !== 'number' && kind !== 'source' && kind !== 'gap')
  const stop = fields.some(({ id }) => id === current) ? current : fields[0]?.id
  const sortable = (column: Column): HeaderProps['sort'] => (fields.includes(column) && (sort?.all || sort?.by(column.title)) ? sort : undefined)
  const cellOf = (id: string): HTMLElement | undefined =>
    [...(header.current?.querySelectorAll<HTMLElement>('[role=columnheader]') ?? [])].find((each) => each.dataset.column === id)

  const open = useCallback((next: Popup, at?: HTMLElement) => {
    anchor.current = at ?? cellOf(next.kind === 'time' ? 'time' : '') ?? document.querySelector<HTMLElement>('[data-testid=choose-columns]') ?? header.current
    setPopup(next)
  }, [])
  useEffect(() => {
    controller.columns.onOpen = (next) => open(next)
    return () => (controller.columns.onOpen = undefined)
  }, [controller, open])
  const close = useCallback(() => {
    setPopup(undefined)
    // Not to the button that opened it, which may be gone.
    if (document.activeElement === document.body || document.activeElement?.closest('.chooser')) document.querySelector<HTMLElement>('[data-testid=grid]')?.focus({ preventScroll: true })
  }, [])

  const resize = (id: string, width: number): void => controller.setColumnWidth(id, clampWidth(width))
  // Keys may come faster than frames: what was drawn last may not be the width now.
  const widen = (id: string, drawn: number, by: number): void => resize(id, (controller.store.current.columnWidths[id] ?? drawn) + by)
  const fit = (ids: readonly string[] = fields.map(({ id }) => id)): void => {
    for (const column of fields.filter(({ id, width }) => ids.includes(id) && width !== undefined)) resize(column.id, fitWidth(cellsOf(header, column.id), column, charWidth))
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const at = fields.findIndex(({ id }) => id === (event.target as HTMLElement).closest<HTMLElement>('[role=columnheader]')?.dataset.column)
    const column = fields[at]
    const cell = column && cellOf(column.id)
    if (!column || !cell) return
    const { key, altKey, shiftKey } = event
    const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
    const go = (place: number): void => {
      const next = fields[Math.max(0, Math.min(fields.length - 1, place))]
      setCurrent(next.id)
      focusable(cellOf(next.id))?.focus()
    }
    if (step !== 0 && altKey && shiftKey) {
      controller.columns.move(column.id, step)
      setCurrent(column.id)
    } else if (step !== 0 && shiftKey && !altKey && column.width !== undefined) widen(column.id, column.width, step * KEY_STEP)
    else if (step !== 0 && !shiftKey && !altKey) go(at + step)
    else if (key === 'Home') go(0)
    else if (key === 'End') go(fields.length - 1)
    else if ((key === 'Enter' || key === ' ') && !sortable(column)) open({ kind: 'column', id: column.id }, cell)
    else if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) open({ kind: 'column', id: column.id }, cell)
    else if (key === 'Escape') document.querySelector<HTMLElement>('[data-testid=grid]')?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <div class="header" role="row" aria-rowindex={1} ref={header} onKeyDown={onKeyDown}>
        {columns.map((column, i) => {
          const { id, kind, title, numeric, left, width, place = i } = column
          if (kind === 'gap') return <div key={id} aria-hidden="true" />
          const isField = fields.includes(column)
          const by = sortable(column)
          return (
            <div
              key={id}
              class={`cell head${kind === 'number' ? ' number' : ''}${left === undefined ? '' : ' pinned'}${numeric ? ' numeric' : ''}`}
              role="columnheader"
              aria-colindex={place + 1}
              data-column={id}
              style={stay(column)}
              title={by ? strings.sortColumn({ name: title }) : kind === 'time' && dayTitle ? dayTitle : isField ? strings.columns.menu({ name: title }) : title}
              aria-sort={by ? (by.by(title) ?? 'none') : undefined}
              tabIndex={isField && !by ? (id === stop ? 0 : -1) : undefined}
              onFocus={() => isField && setCurrent(id)}
              onContextMenu={(event) => {
                event.preventDefault()
                event.stopPropagation()
                if (isField) open({ kind: 'column', id }, event.currentTarget)
              }}
              onClick={(event) => {
                if (isField && !by && !(event.target as Element).closest('.grip')) open({ kind: 'column', id }, event.currentTarget)
              }}
              onPointerDown={(event) => isField && controller.columns.canChoose && dragHeader(event, id, (to) => controller.columns.move(id, to))}
            >
              <Title column={column} sort={by} isStop={id === stop} note={kind === 'time' ? day : undefined} />
              {width !== undefined && kind !== 'number' && <Grip column={column} onResize={(next) => resize(id, next)} onFit={() => fit([id])} />}
            </div>
          )
        })}
      </div>
      {popup?.kind === 'columns' && (
        <Elsewhere>
          <ColumnChooser onClose={close} />
        </Elsewhere>
      )}
      {popup && popup.kind !== 'columns' && (
        <Elsewhere>
          <Menu
            key={JSON.stringify(popup)}
            items={menuItems(popup, controller, sort !== undefined)}
            anchor={anchor}
            label={popup.kind === 'column' ? popup.id : popup.kind === 'time' ? strings.times.title : strings.columns.colorBy}
            onChoose={(item) => setPopup(choose(popup, item, controller, fit))}
            onClose={close}
          />
        </Elsewhere>
      )}
    </>
  )
}

function focusable(cell: HTMLElement | undefined): HTMLElement | undefined {
  return cell?.querySelector<HTMLElement>('button') ?? cell
}

/** Texts of a column of the rows that are drawn. */
function cellsOf(header: RefObject<HTMLElement | null>, id: string): readonly string[] {
  const cells = header.current?.parentElement?.querySelectorAll<HTMLElement>('.rows .cell') ?? []
  return [...cells].filter((cell) => cell.dataset.column === id).map((cell) => cell.textContent ?? '')
}

/** The name of a column: a button where rows can be sorted by it. */
function Title({ column: { title, numeric }, sort, isStop, note }: { column: Column; sort: HeaderProps['sort']; isStop: boolean; note: string | undefined }): JSX.Element {
  const controller = useController()
  const day = note && <span class="head-note"> {note}</span>
  if (!sort) {
    return (
      <span class="head-title">
        {title}
        {day}
      </span>
    )
  }
  const by = sort.by(title)
  return (
    <button type="button" class="head-title head-sort" tabIndex={isStop ? 0 : -1} data-testid="column-sort" onClick={() => controller.sorting.toggle(title, numeric)}>
      <span class="head-name">
        {title}
        {day}
      </span>
      {by && glyph(`arrow-${by === 'ascending' ? 'up' : 'down'}`)}
    </button>
  )
}
