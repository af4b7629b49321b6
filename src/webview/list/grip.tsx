import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { strings } from '../strings.ts'
import { followPointer } from '../ui/followPointer.ts'
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
    setActive(true)
    stop.current = followPointer(
      (move) => onResize(clampWidth(width + move.clientX - clientX)),
      () => setActive(false),
    )
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
