/**
 * Many kinds of masked messages in bounded memory: a tree of their words, in which places with too many words take any word.
 *
 * Which places these are depends on the set of kinds alone, not on their order: a place has too many words as soon as some of the kinds show it, and more kinds
 * only give it more. So trees of parts of a log, put together in any order, are the tree of all of it. (The idea of a tree with a wildcard for crowded
 * places is that of Drain: He et al., ICWS 2017; there what a tree becomes depends on the order.)
 */
import { addFigures, noFigures, type Figures } from './figures.ts'

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

interface Node {
  children: Map<string, Node>
  figures: Figures | undefined
}

function emptyNode(): Node {
  return { children: new Map(), figures: undefined }
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

  /** `tiers`: limits for places, the usual ones first. */
  constructor(tiers = LIMITS) {
    this.tiers = tiers
  }

  /** Words may be `ANY`. */
  add(kind: string, figures: Figures): void {
    const words = wordsOf(kind)
    let node = childOf(this.roots, words.length)
    for (const word of words) node = childOf(node.children, node.children.has(ANY) ? ANY : word)
    if (!node.figures) {
      node.figures = noFigures()
      this.added++
    }
    addFigures(node.figures, figures)
    if (this.added > SLACK) this.limit()
  }

  /** Holds at least the limits that another tree had come to. */
  restrict(tier: number): void {
    this.tier = Math.max(this.tier, tier)
  }

  get reachedTier(): number {
    return this.tier
  }

  /** All kinds, within the limits. */
  kinds(): Map<string, Figures> {
    this.limit()
    const found = new Map<string, Figures>()
    for (const root of this.roots.values()) collect(root, [], found)
    return found
  }

  private limit(): void {
    this.added = 0
    for (;;) {
      let leaves = 0
      for (const root of this.roots.values()) leaves += limitNode(root, this.tiers[this.tier], 0)
      if (leaves <= MAX_KINDS || this.tier === this.tiers.length - 1) return
      this.tier++
    }
  }
}

function wordsOf(kind: string): string[] {
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
  let leaves = node.figures ? 1 : 0
  for (const child of node.children.values()) leaves += limitNode(child, limits, below)
  return leaves
}

/** Adds all that is below `from` to `into`. */
function absorb(into: Node, from: Node): void {
  if (from.figures) addFigures((into.figures ??= noFigures()), from.figures)
  for (const [word, child] of from.children) {
    const known = into.children.get(word)
    if (known) absorb(known, child)
    else into.children.set(word, child)
  }
}

function collect(node: Node, words: string[], found: Map<string, Figures>): void {
  if (node.figures) found.set(words.join(' '), node.figures)
  for (const [word, child] of node.children) {
    words.push(word)
    collect(child, words, found)
    words.pop()
  }
}
