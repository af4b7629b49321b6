type Field = HTMLInputElement | HTMLTextAreaElement

/** A text, and what was selected in it. */
type State = readonly [text: string, from: number | null, to: number | null]

/** What a field held wherever undo stops, and which of that it holds now. */
interface Past {
  readonly states: State[]
  at: number
}

/** How far a key goes in that. */
const STEPS: Readonly<Record<string, number>> = { z: -1, Z: 1, y: 1 }

/**
 * Answers find, and select-all, undo and redo of text fields, in the page. The workbench is told of all other keys, and would answer these some time
 * later: letters that were typed meanwhile would be selected too and lost with the next, or go to what had the keyboard before. And the browser's undo
 * knows nothing of texts that were not typed (an earlier query, a filter): it would mix them with those that were.
 */
export function answerOwnKeys(root: HTMLElement, find: () => void): void {
  const pasts = new WeakMap<Element, Past>()
  let typing = false
  const listen = (event: KeyboardEvent | PointerEvent): void => {
    const { key = '', shiftKey, isComposing } = event as KeyboardEvent
    const field = document.activeElement as Field
    const { value } = field
    const command = (/Mac/.test(navigator.platform) ? event.metaKey : event.ctrlKey) && !event.altKey
    const letter = key.length === 1 && key !== ' ' && !command
    const past = pasts.get(field) ?? { states: [], at: -1 }
    pasts.set(field, past)
    const { states } = past
    // Undo takes back words, not letters.
    if (!(letter && typing) && !isComposing) {
      if (states[past.at]?.[0] !== value) states.splice(++past.at, Infinity)
      states[past.at] = [value, field.selectionStart, field.selectionEnd]
    }
    typing = letter
    if (!command) return
    const name = shiftKey ? key.toUpperCase() : key.toLowerCase()
    const by = STEPS[name]
    if (name === 'f') find()
    else if (!field.select) return
    else if (name === 'a') field.select()
    else if (by) {
      const state = states[past.at + by]
      if (state) {
        past.at += by
        field.value = state[0]
        field.setSelectionRange(state[1], state[2])
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  for (const name of ['keydown', 'pointerdown'] as const) root.addEventListener(name, listen, true)
}
