/** All kinds of masked messages seen, in bounded memory for each group; what it comes to does not depend on the order. */
import { addGroups, type Groups } from './figures.ts'
import { WordTrie } from './wordTrie.ts'

/** As long as there are no more kinds, nothing is left out. */
export const EXACT_KINDS = 8192

/** As plain data. */
export interface SavedKinds {
  readonly kinds: readonly string[]
  readonly groups: readonly Groups[]
  /** Undefined while all kinds are kept as they are. */
  readonly tier: number | undefined
}

export class Kinds {
  private readonly limit: number
  private readonly samples: number
  private readonly emptyTrie: () => WordTrie
  private exact: Map<string, Groups> | undefined = new Map()
  private trie: WordTrie | undefined
  private groups = 0

  /** `samples`: messages that are kept of each kind, as long as there are no more kinds than `limit`; `emptyTrie`: what keeps more. */
  constructor(samples = 1, limit = EXACT_KINDS, emptyTrie = () => new WordTrie()) {
    this.samples = samples
    this.limit = limit
    this.emptyTrie = emptyTrie
  }

  add(kind: string, groups: Groups): void {
    if (!this.exact) {
      this.trie!.add(kind, groups)
      return
    }
    let known = this.exact.get(kind)
    if (!known) this.exact.set(kind, (known = new Map()))
    this.groups += addGroups(known, groups, this.samples)
    if (this.exact.size > this.limit) this.reduce()
  }

  merge({ kinds, groups, tier }: SavedKinds): void {
    if (tier !== undefined) {
      this.reduce()
      this.trie!.restrict(tier)
    }
    kinds.forEach((kind, i) => this.add(kind, groups[i]))
  }

  /** About how many groups of all kinds together there are. */
  get groupCount(): number {
    return this.trie?.groupCount ?? this.groups
  }

  all(): ReadonlyMap<string, Groups> {
    return this.exact ?? this.trie!.kinds()
  }

  save(): SavedKinds {
    const all = this.all()
    return { kinds: [...all.keys()], groups: [...all.values()], tier: this.trie?.reachedTier }
  }

  private reduce(): void {
    if (!this.exact) return
    this.trie = this.emptyTrie()
    for (const [kind, groups] of this.exact) this.trie.add(kind, groups)
    this.exact = undefined
  }
}
