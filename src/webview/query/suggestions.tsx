/** The list of what may be written at the caret. The focus stays in the field, which moves through it. */
import type { JSX, RefObject } from 'preact'
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks'
import type { CompletionItem } from '../../engine/language/language.ts'
import { strings } from '../strings.ts'
import { placeOf, putBelow } from './caret.ts'
import { HelpView } from './helpView.tsx'
import type { Suggest } from './suggest.ts'
import { glyph } from '../ui/glyph.tsx'

const ICONS: Readonly<Record<CompletionItem['kind'], string>> = {
  stage: 'symbol-event',
  function: 'symbol-method',
  keyword: 'symbol-keyword',
  field: 'symbol-field',
  value: 'symbol-enum-member',
}

interface SuggestionsProps {
  readonly suggest: Suggest
  readonly id: string
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly paint: RefObject<HTMLElement | null>
  onTake(index: number): void
}

export function Suggestions({ suggest, id, field, paint, onTake }: SuggestionsProps): JSX.Element | null {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const popup = useRef<HTMLDivElement>(null)
  const { offer } = suggest
  useLayoutEffect(() => suggest.subscribe(() => redraw(undefined)), [suggest])
  useLayoutEffect(() => {
    const active = offer ? `${id}-${offer.at}` : undefined
    // Set by hand: the field is not drawn again for it.
    for (const [name, value] of [['aria-controls', active && id], ['aria-activedescendant', active]] as const) {
      if (value) field.current?.setAttribute(name, value)
      else field.current?.removeAttribute(name)
    }
    if (!offer) return undefined
    const place = (): void => {
      if (popup.current && paint.current) putBelow(popup.current, placeOf(paint.current, offer.start))
    }
    place()
    popup.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
    // The text below the caret is drawn with the next frame.
    const frame = requestAnimationFrame(place)
    return () => cancelAnimationFrame(frame)
  }, [offer])
  if (!offer) return null
  const { help } = offer.items[offer.at]
  return (
    // The field must not lose the focus to a click.
    <div class="suggest" ref={popup} data-testid="suggest" onPointerDown={(event) => event.preventDefault()} onMouseDown={(event) => event.preventDefault()}>
      <div class="suggest-list" id={id} role="listbox" tabIndex={0} aria-label={strings.suggestions}>
        {offer.items.map(({ label, kind, detail }, i) => (
          <div
            key={`${kind} ${label}`}
            id={`${id}-${i}`}
            class="suggest-item"
            role="option"
            aria-selected={i === offer.at}
            data-testid="suggest-item"
            data-label={label}
            onClick={() => onTake(i)}
          >
            {glyph(ICONS[kind], `suggest-${kind}`)}
            <span class="suggest-label">{label}</span>
            {detail && <span class="suggest-detail">{detail}</span>}
          </div>
        ))}
      </div>
      {help && <HelpView help={help} />}
    </div>
  )
}
