import { bucketOf } from './buckets.ts'
import { entries, grown, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { Pages, tooManySketches, type SavedPages } from './pages.ts'

export interface SavedSketches {
  /** How many numbers of each group are kept as they are; MANY: it has a histogram. */
  readonly held: Uint8Array
  /** The kept numbers, group by group. */
  readonly numbers: Float64Array
  readonly pages: SavedPages
}

/** Numbers of a group that are kept as they are, so that their percentiles are exact; with more it has a histogram (buckets.ts). */
export const EXACT_NUMBERS = 64
const MANY = EXACT_NUMBERS + 1

/** Numbers that are kept as they are in all groups together: 12 bytes each, 192 MB. */
const MAX_HELD = 1 << 24

/**
 * The numbers of many groups, as exact as percentiles need them. Which groups have a histogram and what is in it depends only on all of the
 * numbers, so any order of merges gives the same. A group takes up to 768 bytes, then what pages.ts says.
 */
export class Sketches implements GroupColumn<SavedSketches> {
  private held = new Uint8Array(0)
  private readonly pages = new Pages()
  /** Kept numbers as linked lists, 0 is the end. */
  private heads = new Uint32Array(0)
  private numbers = new Float64Array(1)
  private next = new Uint32Array(1)
  private used = 1
  private free = 0
  private readonly maxHeld: number

  constructor(maxHeld = MAX_HELD) {
    this.maxHeld = maxHeld
  }

  grow(groups: number): void {
    this.held = grown(this.held, groups)
    this.heads = grown(this.heads, groups)
    this.pages.grow(groups)
  }

  /** Adds a number to each row's group; what is not finite is left out. */
  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    const { held, pages } = this
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * rows)
    for (let row = 0; (row = pages.countRows(groups, numbers, words, held, MANY, row, rows)) < rows; row++) {
      const x = numbers[row]
      if (Number.isFinite(x)) this.add(groups[row], x)
    }
  }

  /** The number at `rank` (from 1) in ascending order, exactly or the middle of its bucket. */
  at(group: number, rank: number): number {
    if (this.held[group] === MANY) return this.pages.at(group, rank)
    const numbers: number[] = []
    for (let node = this.heads[group]; node !== 0; node = this.next[node]) numbers.push(this.numbers[node])
    return Float64Array.from(numbers).sort()[rank - 1] + 0
  }

  /** Bytes that the numbers take, about. */
  get size(): number {
    return 12 * this.used + this.pages.size
  }

  save(groups: number, some?: SomeGroups): SavedSketches {
    const held = entries(this.held, groups, some)
    const numbers = new Float64Array(held.reduce((sum, each) => (each === MANY ? sum : sum + each), 0))
    let at = 0
    for (let i = 0; i < held.length; i++) {
      for (let node = this.heads[some ? some.groups[i] : i]; node !== 0; node = this.next[node]) numbers[at++] = this.numbers[node]
    }
    return { held, numbers, pages: this.pages.save(some) }
  }

  merge({ held, numbers, pages }: SavedSketches, targets: Uint32Array): void {
    let at = 0
    for (let i = 0; i < held.length; i++) {
      const group = targets[i]
      if (held[i] === MANY) {
        if (this.held[group] !== MANY) this.beginHistogram(group)
        continue
      }
      for (const end = at + held[i]; at < end; at++) this.add(group, numbers[at])
    }
    this.pages.merge(pages, targets)
  }

  private add(group: number, x: number): void {
    if (this.held[group] === MANY) this.pages.count(group, bucketOf(x))
    else this.hold(group, x)
  }

  private hold(group: number, x: number): void {
    if (this.held[group] === EXACT_NUMBERS) {
      this.beginHistogram(group)
      this.pages.count(group, bucketOf(x))
      return
    }
    this.held[group]++
    let node = this.free
    if (node !== 0) this.free = this.next[node]
    else {
      if (this.used > this.maxHeld) throw tooManySketches()
      node = this.used++
      this.numbers = grown(this.numbers, this.used)
      this.next = grown(this.next, this.used)
    }
    this.numbers[node] = x
    this.next[node] = this.heads[group]
    this.heads[group] = node
  }

  private beginHistogram(group: number): void {
    this.held[group] = MANY
    let node = this.heads[group]
    this.heads[group] = 0
    while (node !== 0) {
      this.pages.count(group, bucketOf(this.numbers[node]))
      const next = this.next[node]
      this.next[node] = this.free
      this.free = node
      node = next
    }
  }
}
