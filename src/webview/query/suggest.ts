/** What is offered while a query is being typed: which items, which of them is chosen, and what taking it makes of the text. */
import { matching, type CompletionItem, type Completions } from '../../engine/language/language.ts'

/** Gives help for a text that is being edited; offsets are of that text. */
export interface Assist {
  complete(text: string, offset: number): Completions
  hover(text: string, offset: number): { readonly start: number; readonly end: number; readonly help: NonNullable<CompletionItem['help']> } | undefined
  /** The field has the focus: what the answers are made of may be asked for. */
  wake(): void
}

export interface Offer {
  readonly items: readonly CompletionItem[]
  readonly start: number
  readonly end: number
  /** Index of the chosen item. */
  readonly at: number
  /** It was chosen by hand, so that Enter takes it. */
  readonly moved: boolean
}

/** What to offer at a place; undefined where there is nothing. `asked`: somebody asked for it, and did not just type. */
export function offerAt({ start, end, items }: Completions, text: string, offset: number, asked: boolean): Offer | undefined {
  const typed = text.slice(start, offset)
  const found = matching(items, typed)
  if (found.length === 0) return undefined
  // Any word may be searched for, and what is typed already is no help.
  const isSearch = items.some(({ label }) => label === 'AND')
  if (!asked && ((typed === '' && isSearch) || (found.length === 1 && found[0].label === typed))) return undefined
  return { items: found, start, end, at: 0, moved: false }
}

export function moved(offer: Offer, by: number): Offer {
  const { length } = offer.items
  return { ...offer, at: (offer.at + by + length) % length, moved: true }
}

/** The text with the chosen item in it, and what is selected then. */
export function taken({ items, at, start, end }: Offer, text: string): { text: string; insert: string; select: readonly [number, number] } {
  const { insert, select = [insert.length, insert.length] } = items[at]
  // A call over a call that is there already: its parentheses stay.
  const kept = insert.endsWith('()') && text[end] === '(' ? insert.slice(0, -2) : insert
  const [from, to] = kept === insert ? select : [kept.length, kept.length]
  return { text: text.slice(0, start) + kept + text.slice(end), insert: kept, select: [start + from, start + to] }
}

/** Holds an offer for the component that shows it, so that the field itself need not be drawn again. */
export class Suggest {
  private current: Offer | undefined
  private readonly listeners = new Set<() => void>()

  get offer(): Offer | undefined {
    return this.current
  }

  set(offer: Offer | undefined): void {
    if (offer === this.current) return
    this.current = offer
    for (const listener of [...this.listeners]) listener()
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
