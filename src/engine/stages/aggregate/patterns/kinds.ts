/** All kinds of masked messages seen, in bounded memory; what it comes to does not depend on the order. */
import { addFigures, noFigures, type Figures } from './figures.ts'
import { WordTrie } from './wordTrie.ts'

/** As long as there are no more kinds, nothing is left out. */
export const EXACT_KINDS = 8192

/** As plain data. */
export interface SavedKinds {
  readonly kinds: readonly string[]
  readonly figures: readonly Figures[]
  /** Undefined while all kinds are kept as they are. */
  readonly tier: number | undefined
}

export class Kinds {
  private readonly limit: number
  private readonly emptyTrie: () => WordTrie
  private exact: Map<string, Figures> | undefined = new Map()
  private trie: WordTrie | undefined

  /** `limit`: kinds that are kept as they are; `emptyTrie`: what keeps more. */
  constructor(limit = EXACT_KINDS, emptyTrie = () => new WordTrie()) {
    this.limit = limit
    this.emptyTrie = emptyTrie
  }

  add(kind: string, figures: Figures): void {
    if (!this.exact) return this.trie!.add(kind, figures)
    let known = this.exact.get(kind)
    if (!known) this.exact.set(kind, (known = noFigures()))
    addFigures(known, figures)
    if (this.exact.size > this.limit) this.reduce()
  }

  merge({ kinds, figures, tier }: SavedKinds): void {
    if (tier !== undefined) {
      this.reduce()
      this.trie!.restrict(tier)
    }
    kinds.forEach((kind, i) => this.add(kind, figures[i]))
  }

  all(): ReadonlyMap<string, Figures> {
    return this.exact ?? this.trie!.kinds()
  }

  save(): SavedKinds {
    const all = this.all()
    return { kinds: [...all.keys()], figures: [...all.values()], tier: this.trie?.reachedTier }
  }

  private reduce(): void {
    if (!this.exact) return
    this.trie = this.emptyTrie()
    for (const [kind, figures] of this.exact) this.trie.add(kind, figures)
    this.exact = undefined
  }
}
