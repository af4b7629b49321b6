import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { followPointer } from './followPointer.ts'

/** Pixels by which the arrow keys move an edge. */
const KEY_STEP = 10

interface EdgeProps {
  readonly label: string
  /** On which side of what it sizes it stands. */
  readonly at: 'start' | 'end'
  /** The width now, in pixels. */
  readonly value: number
  onMove(value: number): void
}

/** The edge of a pane, by which its width is changed. */
export function Edge({ label, at, value, onMove }: EdgeProps): JSX.Element {
  const [active, setActive] = useState(false)
  const stop = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => stop.current?.(), [])
  const sign = at === 'end' ? 1 : -1

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    event.preventDefault()
    const { clientX } = event
    setActive(true)
    stop.current = followPointer(
      (moved) => onMove(value + sign * (moved.clientX - clientX)),
      () => setActive(false),
    )
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    onMove(value + sign * (event.key === 'ArrowRight' ? KEY_STEP : -KEY_STEP))
  }

  return (
    <div
      class={`edge ${at}${active ? ' active' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
