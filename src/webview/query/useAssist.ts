import type { RefObject, TargetedKeyboardEvent } from 'preact'
import { useRef } from 'preact/hooks'
import { moved, offerAt, Suggest, taken, type Assist } from './suggest.ts'

export interface AssistedField {
  readonly suggest: Suggest
  onInput(): void
  /** Whether the key was for what is offered. */
  onKeyDown(event: TargetedKeyboardEvent<HTMLTextAreaElement>): boolean
  take(index: number): void
  close(): void
}

/** Offers, while somebody types in a field, what may come at the caret. Tab takes what is chosen, Enter only what was chosen by hand. */
export function useAssist(assist: Assist | undefined, field: RefObject<HTMLTextAreaElement | null>): AssistedField {
  const current = useRef(assist)
  current.current = assist
  const made = useRef<AssistedField | undefined>(undefined)
  made.current ??= makeAssist(current, field)
  return made.current
}

function makeAssist(assist: RefObject<Assist | undefined>, field: RefObject<HTMLTextAreaElement | null>): AssistedField {
  const suggest = new Suggest()

  const look = (asked: boolean): void => {
    const element = field.current
    if (!assist.current || !element || element.selectionStart !== element.selectionEnd) return suggest.set(undefined)
    const { value, selectionStart: offset } = element
    suggest.set(offerAt(assist.current.complete(value, offset), value, offset, asked))
  }

  const take = (index: number): void => {
    const element = field.current
    const { offer } = suggest
    if (!element || !offer) return
    const { insert, select } = taken({ ...offer, at: index }, element.value)
    element.setRangeText(insert, offer.start, offer.end)
    element.dispatchEvent(new Event('input', { bubbles: true }))
    element.setSelectionRange(...select)
    suggest.set(undefined)
    // A value comes next.
    if (insert.endsWith('=')) look(false)
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): boolean => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event
    if (key === ' ' && ctrlKey && !metaKey && !altKey) {
      look(true)
      return true
    }
    const { offer } = suggest
    if (!offer || ctrlKey || metaKey || altKey) return false
    if (key === 'ArrowDown' || key === 'ArrowUp') suggest.set(moved(offer, key === 'ArrowDown' ? 1 : -1))
    else if (key === 'Escape') suggest.set(undefined)
    else if ((key === 'Tab' && !shiftKey) || (key === 'Enter' && offer.moved && !shiftKey)) take(offer.at)
    else {
      // The caret goes elsewhere, or the query is run.
      if (['Enter', 'Tab', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)) suggest.set(undefined)
      return false
    }
    return true
  }

  return { suggest, onInput: () => look(false), onKeyDown, take, close: () => suggest.set(undefined) }
}
