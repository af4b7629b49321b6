import type { SluiceError } from '../../../common/errors.ts'
import { errorOf } from '../../../common/errorTexts.ts'
import { bucketOfHigh, HIGH_WORD, isNegativePage, middleOf, PAGE_BITS, PAGE_BUCKETS, pageOrder } from './buckets.ts'
import { grown, type SomeGroups } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'

/** Histograms of many groups: what is not empty of them. */
export interface SavedPages {
  /** The group of each page, which part of the histogram it is, and its counts. */
  readonly owners: Uint32Array
  readonly parts: Uint16Array
  readonly counts: Int32Array
  /** What counts were carried over: index into `counts`, and times 2 ** 30. */
  readonly carries: readonly (readonly [slot: number, times: number])[]
}

/** 256 MB for the histograms of all groups. One whose numbers lie within three powers of ten takes 10 KB of it, any 4.3 MB at most. */
const MAX_PAGES = 1 << 20

/** Counts of 32 bits are carried over here: the sum of two of them is still one. */
const CARRY = 2 ** 30

/** Histograms of many groups, in pages of 64 buckets that are found by hashing. Page 0 is none. */
export class Pages {
  private owners = new Uint32Array(0)
  private parts = new Uint16Array(0)
  /** The page of the same group that came before. */
  private before = new Uint32Array(0)
  private counts = new Int32Array(0)
  private carries = new Map<number, number>()
  private lastPage = new Uint32Array(0)
  private used = 1
  private table = new Uint32Array(64)
  /** Of the hash: secret, so that no log can be made in which all pages meet. */
  private readonly groupFactor = oddNumber()
  private readonly partFactor = oddNumber()
  private readonly maxPages: number

  constructor(maxPages = MAX_PAGES) {
    this.maxPages = maxPages
  }

  grow(groups: number): void {
    this.lastPage = grown(this.lastPage, groups)
  }

  /**
   * Counts the numbers of rows `from` … `to` - 1, up to the first that is not as simple as most are: not finite, of a group whose mark is
   * another, or on a page that there is not yet. Its row is given back, or `to`. `words`: the numbers as words of their float64.
   */
  countRows(
    groups: Uint32Array,
    numbers: Float64Array,
    words: Uint32Array,
    marks: Uint8Array,
    mark: number,
    from: number,
    to: number,
  ): number {
    const { table, owners, parts, counts, groupFactor, partFactor } = this
    const mask = table.length - 1
    for (let row = from; row < to; row++) {
      const group = groups[row]
      const x = numbers[row]
      if (x - x !== 0 || marks[group] !== mark) return row
      const bucket = bucketOfHigh(words[2 * row + HIGH_WORD])
      const part = bucket >>> PAGE_BITS
      let at = hashOf(Math.imul(group, groupFactor) + Math.imul(part, partFactor))
      let page = table[at & mask]
      while (page !== 0 && (owners[page] !== group || parts[page] !== part)) page = table[++at & mask]
      if (page === 0) return row
      const slot = (page << PAGE_BITS) + (bucket & (PAGE_BUCKETS - 1))
      const count = (counts[slot] + 1) | 0
      counts[slot] = count
      if (count === CARRY) this.carry(slot)
    }
    return to
  }

  /** Counts a number of a bucket. */
  count(group: number, bucket: number): void {
    const slot = (this.pageOf(group, bucket >>> PAGE_BITS) << PAGE_BITS) + (bucket & (PAGE_BUCKETS - 1))
    if (++this.counts[slot] === CARRY) this.carry(slot)
  }

  /** The middle of the bucket of the number at `rank` (from 1) in ascending order. */
  at(group: number, rank: number): number {
    let left = rank
    for (const page of this.sortedPages(group)) {
      const part = this.parts[page]
      const negative = isNegativePage(part)
      for (let i = 0; i < PAGE_BUCKETS; i++) {
        const bucket = negative ? PAGE_BUCKETS - 1 - i : i
        left -= this.total((page << PAGE_BITS) + bucket)
        if (left <= 0) return middleOf((part << PAGE_BITS) + bucket)
      }
    }
    throw new RangeError('there are not so many numbers')
  }

  /** Bytes that they take, about. */
  get size(): number {
    return (4 * PAGE_BUCKETS + 24) * this.used
  }

  save(some?: SomeGroups): SavedPages {
    if (some) return this.saveSome(some)
    return {
      owners: this.owners.slice(1, this.used),
      parts: this.parts.slice(1, this.used),
      counts: this.counts.slice(PAGE_BUCKETS, this.used << PAGE_BITS),
      carries: [...this.carries].map(([slot, times]) => [slot - PAGE_BUCKETS, times]),
    }
  }

  private saveSome(some: SomeGroups): SavedPages {
    const pages: number[] = []
    for (let page = 1; page < this.used; page++) if (some.placeOf(this.owners[page]) >= 0) pages.push(page)
    const counts = new Int32Array(pages.length << PAGE_BITS)
    const placeOf = new Map(pages.map((page, i) => [page, i]))
    pages.forEach((page, i) => counts.set(this.counts.subarray(page << PAGE_BITS, (page + 1) << PAGE_BITS), i << PAGE_BITS))
    const carries = [...this.carries].filter(([slot]) => placeOf.has(slot >>> PAGE_BITS))
    return {
      owners: Uint32Array.from(pages, (page) => some.placeOf(this.owners[page])),
      parts: Uint16Array.from(pages, (page) => this.parts[page]),
      counts,
      carries: carries.map(([slot, times]) => [(placeOf.get(slot >>> PAGE_BITS)! << PAGE_BITS) + (slot & (PAGE_BUCKETS - 1)), times]),
    }
  }

  merge({ owners, parts, counts, carries }: SavedPages, targets: Uint32Array): void {
    const slotOf = (page: number): number => this.pageOf(targets[owners[page]], parts[page]) << PAGE_BITS
    for (let page = 0; page < owners.length; page++) {
      const from = page << PAGE_BITS
      const to = slotOf(page)
      for (let i = 0; i < PAGE_BUCKETS; i++) {
        this.counts[to + i] += counts[from + i]
        if (this.counts[to + i] >= CARRY) this.carry(to + i)
      }
    }
    for (const [slot, times] of carries) this.addCarries(slotOf(slot >>> PAGE_BITS) + (slot & (PAGE_BUCKETS - 1)), times)
  }

  private total(slot: number): number {
    const carried = this.carries.size === 0 ? 0 : (this.carries.get(slot) ?? 0)
    return this.counts[slot] + carried * CARRY
  }

  private carry(slot: number): void {
    this.counts[slot] -= CARRY
    this.addCarries(slot, 1)
  }

  private addCarries(slot: number, times: number): void {
    this.carries.set(slot, (this.carries.get(slot) ?? 0) + times)
  }

  private sortedPages(group: number): number[] {
    const pages: number[] = []
    for (let page = this.lastPage[group]; page !== 0; page = this.before[page]) pages.push(page)
    return pages.sort((a, b) => pageOrder(this.parts[a]) - pageOrder(this.parts[b]))
  }

  private pageOf(group: number, part: number): number {
    const { table, owners, parts } = this
    const mask = table.length - 1
    let at = this.hash(group, part) & mask
    for (let page = table[at]; page !== 0; page = table[at]) {
      if (owners[page] === group && parts[page] === part) return page
      at = (at + 1) & mask
    }
    return this.newPage(group, part)
  }

  private hash(group: number, part: number): number {
    return hashOf(Math.imul(group, this.groupFactor) + Math.imul(part, this.partFactor))
  }

  private newPage(group: number, part: number): number {
    if (this.used > this.maxPages) throw tooManySketches()
    const page = this.used++
    this.owners = grown(this.owners, this.used)
    this.parts = grown(this.parts, this.used)
    this.before = grown(this.before, this.used)
    this.counts = grown(this.counts, this.used << PAGE_BITS)
    this.owners[page] = group
    this.parts[page] = part
    this.before[page] = this.lastPage[group]
    this.lastPage[group] = page
    if (2 * this.used > this.table.length) {
      this.table = new Uint32Array(2 * this.table.length)
      for (let each = 1; each < page; each++) this.enter(each)
    }
    this.enter(page)
    return page
  }

  private enter(page: number): void {
    const mask = this.table.length - 1
    let at = this.hash(this.owners[page], this.parts[page]) & mask
    while (this.table[at] !== 0) at = (at + 1) & mask
    this.table[at] = page
  }
}

/** The upper bits of a sum of products are the mixed ones. */
function hashOf(sum: number): number {
  return (sum ^ (sum >>> 15)) >>> 8
}

/** For more groups than there is memory for their numbers. */
export function tooManySketches(): SluiceError {
  return errorOf('tooManyGroups', 'tooManyPercentiles', {})
}
