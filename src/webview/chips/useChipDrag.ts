import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { dropPlace } from './drag.ts'

/** Pixels that the pointer moves before a click becomes a drag. */
const THRESHOLD = 5

export interface ChipDrag {
  /** Index of the chip that is dragged. */
  readonly dragging: number | undefined
  /** Before which chip it would be dropped. */
  readonly place: number | undefined
  onPointerDown(event: PointerEvent, index: number): void
}

/** Follows the pointer while a chip is dragged; `drop` is called with the chip's index and the place before which it goes. */
export function useChipDrag(row: RefObject<HTMLElement | null>, drop: (from: number, place: number) => void): ChipDrag {
  const [state, setState] = useState<{ from: number; place: number }>()
  const latest = useRef(drop)
  latest.current = drop
  const stop = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => stop.current?.(), [])

  const onPointerDown = (event: PointerEvent, from: number): void => {
    if (event.button !== 0 || from === 0) return
    const { clientX, clientY } = event
    let place: number | undefined
    const onMove = ({ clientX: x, clientY: y }: PointerEvent): void => {
      if (place === undefined && Math.hypot(x - clientX, y - clientY) < THRESHOLD) return
      const chips = row.current?.querySelectorAll('[data-testid=chip]') ?? []
      place = dropPlace([...chips].map((chip) => chip.getBoundingClientRect()), x, y)
      setState({ from, place })
    }
    const end = (): void => {
      stop.current = undefined
      document.removeEventListener('pointermove', onMove)
      document.removeEventListener('pointerup', onUp)
      document.removeEventListener('pointercancel', end)
      document.removeEventListener('keydown', onKey, true)
      setState(undefined)
    }
    const onUp = (): void => {
      end()
      if (place === undefined) return
      // The click that follows must not open the chip for editing.
      document.addEventListener('click', swallow, { capture: true, once: true })
      setTimeout(() => document.removeEventListener('click', swallow, { capture: true }))
      latest.current(from, place)
    }
    const onKey = (key: KeyboardEvent): void => {
      if (key.key === 'Escape') end()
    }
    stop.current = end
    document.addEventListener('pointermove', onMove)
    document.addEventListener('pointerup', onUp)
    document.addEventListener('pointercancel', end)
    document.addEventListener('keydown', onKey, true)
  }

  return { dragging: state?.from, place: state?.place, onPointerDown }
}

function swallow(event: Event): void {
  event.preventDefault()
  event.stopPropagation()
}
