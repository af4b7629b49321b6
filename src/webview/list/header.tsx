import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { clampWidth, type Column } from './columns.ts'
import { stay } from './row.tsx'

/** Pixels by which the arrow keys change a column's width. */
const KEY_STEP = 10

interface HeaderProps {
  readonly columns: readonly Column[]
  onResize(id: string, width: number): void
  /** How the rows are sorted by a column; without it they cannot be. */
  readonly sort?: {
    by(column: string): 'ascending' | 'descending' | undefined
    toggle(column: string, numeric: boolean): void
  }
}

export function Header({ columns, onResize, sort }: HeaderProps): JSX.Element {
  const sortable = (column: Column): typeof sort => (column.kind === 'number' || column.kind === 'source' ? undefined : sort)
  return (
    <div class="header" role="row" aria-rowindex={1}>
      {columns.map((column, i) => (
        <div
          key={column.id}
          class={`cell head${column.kind === 'number' ? ' number' : ''}${column.left === undefined ? '' : ' pinned'}${column.numeric ? ' numeric' : ''}`}
          role="columnheader"
          aria-colindex={i + 1}
          data-column={column.id}
          style={stay(column)}
          title={sortable(column) ? strings.sortColumn(column.title) : column.title}
          aria-sort={sortable(column) ? (sort?.by(column.title) ?? 'none') : undefined}
        >
          <Title column={column} sort={sortable(column)} />
          {column.width !== undefined && column.kind !== 'number' && <Grip column={column} onResize={(width) => onResize(column.id, width)} />}
        </div>
      ))}
    </div>
  )
}

/** The name of a column: a button where rows can be sorted by it. */
function Title({ column: { title, numeric }, sort }: { column: Column; sort: HeaderProps['sort'] }): JSX.Element {
  if (!sort) return <span class="head-title">{title}</span>
  const by = sort.by(title)
  return (
    <button type="button" class="head-title head-sort" data-testid="column-sort" onClick={() => sort.toggle(title, numeric)}>
      <span class="head-name">{title}</span>
      {by && <span class={`codicon codicon-arrow-${by === 'ascending' ? 'up' : 'down'}`} aria-hidden="true" />}
    </button>
  )
}

/** The edge of a column that is dragged, or moved with the arrow keys. */
function Grip({ column, onResize }: { column: Column; onResize(width: number): void }): JSX.Element {
  const width = column.width ?? 0
  const [active, setActive] = useState(false)
  const stop = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => stop.current?.(), [])

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    const { clientX } = event
    const onMove = (move: PointerEvent): void => onResize(clampWidth(width + move.clientX - clientX))
    const end = (): void => {
      stop.current = undefined
      setActive(false)
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('pointerup', end)
      document.removeEventListener('pointercancel', end)
    }
    stop.current = end
    setActive(true)
    document.addEventListener('pointermove', onMove)
    document.addEventListener('pointerup', end)
    document.addEventListener('pointercancel', end)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    onResize(clampWidth(width + (event.key === 'ArrowLeft' ? -KEY_STEP : KEY_STEP)))
  }

  return (
    <span
      class={`grip${active ? ' active' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={strings.resizeColumn(column.title)}
      aria-valuenow={width}
      tabIndex={0}
      data-testid="column-grip"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
