/** What mouse and keys do on the timeline: point at a bucket, choose some, go there. */
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Timeline } from '../../common/protocol.ts'
import { bucketsOf } from './bars.ts'
import { moveCursor, type Cursor } from './cursor.ts'

/** Pixels that the pointer has to move before it chooses a range. */
const DRAG_FROM = 4
/** By how much a step of the wheel, or a key, zooms. */
const ZOOM_STEP = 2

interface BrushOptions {
  readonly data: Timeline
  filter(first: number, last: number): void
  goTo(bucket: number): void
  clear(): void
  zoom(bucket: number, factor: number): void
}

export interface Brush {
  /** Buckets that are chosen, both included. */
  readonly range: readonly [number, number] | undefined
  /** The bucket under the mouse or the cursor, and whether anything points at it. */
  readonly pointed: { readonly bucket: number; readonly shown: boolean }
  readonly handlers: Record<string, (event: never) => void>
}

export function useBrush(area: RefObject<HTMLElement | null>, { data, filter, goTo, clear, zoom }: BrushOptions): Brush {
  const [cursor, setCursor] = useState<Cursor>({ bucket: 0 })
  const [hovered, setHovered] = useState<number | undefined>(undefined)
  const [focused, setFocused] = useState(false)
  const drag = useRef<{ x: number; bucket: number; moved: boolean } | undefined>(undefined)
  const buckets = bucketsOf(data)
  const within = (bucket: number): number => Math.max(0, Math.min(buckets - 1, bucket))

  const bucketOf = ({ clientX }: MouseEvent): number => {
    const { left, width } = area.current!.getBoundingClientRect()
    return within(Math.floor(((clientX - left) / Math.max(1, width)) * buckets))
  }
  const rangeOf = ({ bucket, anchor }: Cursor): readonly [number, number] | undefined =>
    anchor === undefined ? undefined : [within(Math.min(anchor, bucket)), within(Math.max(anchor, bucket))]

  const zoomBy = useRef(zoom)
  zoomBy.current = zoom
  useEffect(() => {
    const element = area.current
    if (!element) return
    // As in maps and editors; without the key the wheel is not taken from anybody.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      zoomBy.current(bucketOf(event), event.deltaY < 0 ? 1 / ZOOM_STEP : ZOOM_STEP)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  })

  const handlers = {
    onPointerDown(event: PointerEvent): void {
      if (event.button !== 0) return
      const bucket = bucketOf(event)
      drag.current = { x: event.clientX, bucket, moved: false }
      area.current?.setPointerCapture(event.pointerId)
    },
    onPointerMove(event: PointerEvent): void {
      const bucket = bucketOf(event)
      setHovered(bucket)
      const { current } = drag
      if (!current) return
      current.moved ||= Math.abs(event.clientX - current.x) >= DRAG_FROM
      if (current.moved) setCursor({ bucket, anchor: current.bucket })
    },
    onPointerUp(event: PointerEvent): void {
      const { current } = drag
      drag.current = undefined
      if (!current) return
      const bucket = bucketOf(event)
      setCursor({ bucket })
      if (current.moved) filter(Math.min(current.bucket, bucket), Math.max(current.bucket, bucket))
      // The second click of two clears the filter.
      else if (event.detail < 2) goTo(bucket)
    },
    onPointerCancel(): void {
      drag.current = undefined
      setCursor({ bucket: cursor.bucket })
    },
    onPointerLeave(): void {
      setHovered(undefined)
    },
    onDblClick: clear,
    onFocus(): void {
      setFocused(area.current?.matches(':focus-visible') === true)
    },
    onBlur(): void {
      setFocused(false)
    },
    onKeyDown(event: KeyboardEvent): void {
      const { key, shiftKey, altKey } = event
      if (altKey) return
      const moved = moveCursor(cursor, buckets, event)
      const range = rangeOf(cursor)
      if (moved) {
        setCursor(moved)
        setFocused(true)
      } else if (key === 'Enter') {
        if (range) filter(...range)
        else goTo(within(cursor.bucket))
        setCursor({ bucket: cursor.bucket })
      } else if (key === 'Escape' && range) {
        // Nothing comes of the mouse either that chooses it.
        drag.current = undefined
        setCursor({ bucket: cursor.bucket })
      } else if (key === 'Delete' || key === 'Backspace') clear()
      else if (key === '+' || key === '=' || key === '-') zoom(within(cursor.bucket), key === '-' ? ZOOM_STEP : 1 / ZOOM_STEP)
      else return
      if (shiftKey) setHovered(undefined)
      event.preventDefault()
      event.stopPropagation()
    },
  }
  const range = rangeOf(cursor)
  return { range, pointed: { bucket: within(range ? cursor.bucket : (hovered ?? cursor.bucket)), shown: hovered !== undefined || focused || range !== undefined }, handlers }
}
