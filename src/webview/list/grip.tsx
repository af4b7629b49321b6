import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { clampWidth, type Column } from './columns.ts'

/** The edge of a column that is dragged; a double click fits the column to what is in it. By keys: see the header. */
export function Grip({ column, onResize, onFit }: { column: Column; onResize(width: number): void; onFit(): void }): JSX.Element {
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

  return (
    <span
      class={`grip${active ? ' active' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={strings.resizeColumn({ name: column.title })}
      data-testid="column-grip"
      onPointerDown={onPointerDown}
      onDblClick={onFit}
    />
  )
}
