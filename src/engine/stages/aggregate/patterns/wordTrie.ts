/**
 * Many kinds of masked messages in bounded memory: a tree of their words, in which places with too many words take any word.
 *
 * Which places these are depends on the set of kinds alone, not on their order: a place has too many words as soon as some of the kinds show it, and more kinds
 * only give it more. So trees of parts of a log, put together in any order, are the tree of all of it. (The idea of a tree with a wildcard for crowded
 * places is that of Drain: He et al., ICWS 2017; there what a tree becomes depends on the order.)
 */
import { addGroups, type Groups } from './figures.ts'

/** Stands for any word. */
export const ANY = '\u0003'

/** Deeper words are one. */
const MAX_WORDS = 32
/** So many words a place may have below none, one, two … places that have several. More of them are one, whatever it is. The later lists are for logs that try. */
const LIMITS: readonly (readonly number[])[] = [[512, 32, 8, 2], [64, 8, 2], [1]]
/** Kinds that are kept at most, and with which the strictest limits are the only ones that keep any log within bounds. */
const MAX_KINDS = 50_000
/** New kinds between two looks at the limits. */
const SLACK = 4096
/** Messages that are kept of a kind: where there are so many kinds, a pattern has several of them. */
export const TRIE_SAMPLES = 1

interface Node {
  children: Map<string, Node>
  /** Of the kind that ends here. */
  groups: Groups | undefined
}

function emptyNode(): Node {
  return { children: new Map(), groups: undefined }
}

function childOf<K>(children: Map<K, Node>, key: K): Node {
  let child = children.get(key)
  if (!child) children.set(key, (child = emptyNode()))
  return child
}

export class WordTrie {
  private readonly tiers: readonly (readonly number[])[]
  /** By the number of words. */
  private readonly roots = new Map<number, Node>()
  private tier = 0
  private added = 0
  private groups = 0

  /** `tiers`: limits for places, the usual ones first. */
  constructor(tiers = LIMITS) {
    this.tiers = tiers
  }

  /** Words may be `ANY`. `limits`: the tree is to stay within the limits; a copy of one that is need not be looked at. */
  add(kind: string, groups: Groups, limits = true): void {
    const words = wordsOf(kind)
    let node = childOf(this.roots, words.length)
    for (const word of words) node = childOf(node.children, node.children.has(ANY) ? ANY : word)
    if (!node.groups) {
      node.groups = new Map()
      this.added++
    }
    this.groups += addGroups(node.groups, groups, TRIE_SAMPLES)
    if (limits && this.added > SLACK) this.limit()
  }

  /** Holds at least the limits that another tree had come to. */
  restrict(tier: number): void {
    this.tier = Math.max(this.tier, tier)
  }

  get reachedTier(): number {
    return this.tier
  }

  /** Of all kinds together; some are counted that have become one since the limits were looked at. */
  get groupCount(): number {
    return this.groups
  }

  /** The kind that another one is counted as: each that is in a part of what the tree is made of has one. */
  placeOf(kind: string): string {
    const words = wordsOf(kind)
    let node = this.roots.get(words.length)
    return words
      .map((word) => {
        const known = node?.children.has(ANY) ? ANY : word
        node = node?.children.get(known)
        return known
      })
      .join(' ')
  }

  /** All kinds, within the limits. */
  kinds(): Map<string, Groups> {
    this.limit()
    const found = new Map<string, Groups>()
    for (const root of this.roots.values()) collect(root, [], found)
    return found
  }

  private limit(): void {
    this.added = 0
    for (;;) {
      let leaves = 0
      this.groups = 0
      for (const root of this.roots.values()) {
        leaves += limitNode(root, this.tiers[this.tier], 0)
        this.groups += groupsOf(root)
      }
      if (leaves <= MAX_KINDS || this.tier === this.tiers.length - 1) return
      this.tier++
    }
  }
}

/** The words of a kind, as the tree has them. */
export function wordsOf(kind: string): string[] {
  const words = kind.split(' ')
  return words.length <= MAX_WORDS ? words : [...words.slice(0, MAX_WORDS), words.slice(MAX_WORDS).join(' ')]
}

/** Holds a node and all below it to the limits; `varying`: places above it that have several words, or any. Returns the number of its leaves. */
function limitNode(node: Node, limits: readonly number[], varying: number): number {
  const { children } = node
  if (children.size > 1 && (children.has(ANY) || children.size > (limits.at(varying) ?? 1))) {
    const any = emptyNode()
    for (const child of children.values()) absorb(any, child)
    node.children = new Map([[ANY, any]])
  }
  const below = varying + (node.children.size > 1 || node.children.has(ANY) ? 1 : 0)
  let leaves = node.groups ? 1 : 0
  for (const child of node.children.values()) leaves += limitNode(child, limits, below)
  return leaves
}

function groupsOf(node: Node): number {
  let groups = node.groups?.size ?? 0
  for (const child of node.children.values()) groups += groupsOf(child)
  return groups
}

/** Adds all that is below `from` to `into`. */
function absorb(into: Node, from: Node): void {
  if (from.groups) addGroups((into.groups ??= new Map()), from.groups, TRIE_SAMPLES)
  for (const [word, child] of from.children) {
    const known = into.children.get(word)
    if (known) absorb(known, child)
    else into.children.set(word, child)
  }
}

function collect(node: Node, words: string[], found: Map<string, Groups>): void {
  if (node.groups) found.set(words.join(' '), node.groups)
  for (const [word, child] of node.children) {
    words.push(word)
    collect(child, words, found)
    words.pop()
  }
}
