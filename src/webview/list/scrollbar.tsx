import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { thumbOf } from '../scroll/geometry.ts'
import type { ScrollState } from '../scroll/state.ts'
import { Strip } from '../overview/strip.tsx'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { followPointer } from '../ui/followPointer.ts'

const MIN_THUMB = 24
/** Milliseconds until a held press on the track pages again, first and then. */
const REPEAT_FIRST = 300
const REPEAT_NEXT = 60

/** The list's own scrollbar: it maps any number of rows to its length. */
export function Scrollbar({ scroll }: { scroll: ScrollState }): JSX.Element {
  const controller = useController()
  const track = useRef<HTMLDivElement>(null)
  const stop = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => stop.current?.(), [])

  const { position, length, all } = thumbOf(scroll)
  const height = scroll.viewHeight
  const thumb = Math.min(height, Math.max(MIN_THUMB, Math.round(length * height)))
  const top = Math.round(position * (height - thumb))

  const follow = (onMove: (event: PointerEvent) => void, onEnd: () => void): void => {
    stop.current = followPointer(onMove, onEnd)
  }

  const drag = (startY: number, startTop: number): void => {
    const way = height - thumb
    const onMove = ({ clientY }: PointerEvent): void => {
      if (way > 0) controller.scroll({ type: 'drag', position: (startTop + clientY - startY) / way })
    }
    follow(onMove, () => controller.scroll({ type: 'dragEnd' }))
  }

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || all || !track.current) return
    event.preventDefault()
    const y = event.clientY - track.current.getBoundingClientRect().top
    if (y >= top && y < top + thumb) return drag(event.clientY, top)
    if (event.shiftKey) {
      const there = Math.max(0, Math.min(height - thumb, y - thumb / 2))
      controller.scroll({ type: 'drag', position: there / Math.max(1, height - thumb) })
      return drag(event.clientY, there)
    }
    page(y < top ? -1 : 1, y)
  }

  /** Pages towards the pointer for as long as it is held and the thumb is not there. */
  const page = (direction: 1 | -1, y: number): void => {
    const step = (): void => {
      controller.scroll({ type: 'page', direction })
      const now = thumbOf(controller.store.current.scroll)
      const nowTop = now.position * (height - thumb)
      if (direction < 0 ? nowTop > y : nowTop + thumb < y) timer = setTimeout(step, REPEAT_NEXT)
    }
    controller.scroll({ type: 'page', direction })
    let timer = setTimeout(step, REPEAT_FIRST)
    follow(
      () => undefined,
      () => clearTimeout(timer),
    )
  }

  return (
    <div
      class={`scrollbar${all ? ' all' : ''}${scroll.drag ? ' dragging' : ''}`}
      ref={track}
      role="scrollbar"
      aria-orientation="vertical"
      aria-controls={scroll.rows.length > 0 ? 'rows' : undefined}
      aria-label={strings.scrollbar}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(position * 100)}
      data-testid="scrollbar"
      onPointerDown={onPointerDown}
    >
      <Strip height={height} />
      {!all && <div class="thumb" data-testid="thumb" style={{ height: `${thumb}px`, transform: `translateY(${top}px)` }} />}
    </div>
  )
}
