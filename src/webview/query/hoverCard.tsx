/** Help for the word of a query that the pointer rests on. */
import type { JSX, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Help } from '../../engine/language/language.ts'
import { offsetAt, placeOf, putBelow } from './caret.ts'
import { HelpView } from './helpView.tsx'
import type { Assist, Suggest } from './suggest.ts'

/** The pointer rests after this long, in milliseconds. */
const REST = 400

interface HoverCardProps {
  readonly assist: Assist
  readonly suggest: Suggest
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly paint: RefObject<HTMLElement | null>
}

export function HoverCard({ assist, suggest, field, paint }: HoverCardProps): JSX.Element | null {
  const [shown, setShown] = useState<{ help: Help; start: number }>()
  const card = useRef<HTMLDivElement>(null)
  const asked = useRef(assist)
  asked.current = assist

  useEffect(() => {
    const element = field.current
    if (!element) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (x: number, y: number): void => {
      const offset = paint.current && offsetAt(paint.current, x, y)
      const found = offset == null || suggest.offer ? undefined : asked.current.hover(element.value, offset)
      setShown(found && { help: found.help, start: found.start })
    }
    const onMove = ({ clientX, clientY }: PointerEvent): void => {
      clearTimeout(timer)
      timer = setTimeout(() => look(clientX, clientY), REST)
    }
    const hide = (): void => {
      clearTimeout(timer)
      setShown(undefined)
    }
    element.addEventListener('pointermove', onMove)
    for (const name of ['pointerleave', 'pointerdown', 'input', 'keydown'] as const) element.addEventListener(name, hide)
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointermove', onMove)
      for (const name of ['pointerleave', 'pointerdown', 'input', 'keydown'] as const) element.removeEventListener(name, hide)
    }
  }, [])

  useLayoutEffect(() => {
    if (shown && card.current && paint.current) putBelow(card.current, placeOf(paint.current, shown.start))
  }, [shown])

  return shown ? (
    <div class="suggest hover-card" role="tooltip" ref={card} data-testid="query-hover">
      <HelpView help={shown.help} />
    </div>
  ) : null
}
