import { SluiceError } from '../../../common/errors.ts'
import { isNegativePage, middleOf, PAGE_BITS, PAGE_BUCKETS, pageOrder } from './buckets.ts'
import { grown } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'

/** Histograms of many groups: what is not empty of them. */
export interface SavedPages {
  /** The group of each page, which part of the histogram it is, and its counts. */
  readonly owners: Uint32Array
  readonly parts: Uint16Array
  readonly counts: Uint32Array
  /** Counts beyond 32 bits: index into `counts`, and how often it went over. */
  readonly carries: readonly (readonly [slot: number, times: number])[]
}

/** Memory for the histograms of all groups. A group whose numbers lie within three powers of ten takes about 10 KB of it. */
const MAX_PAGES = 1 << 20

const UINT32 = 2 ** 32

/** Histograms of many groups, in pages of 64 buckets that are found by hashing. Page 0 is none. */
export class Pages {
  private owners = new Uint32Array(0)
  private parts = new Uint16Array(0)
  /** The page of the same group that came before. */
  private before = new Uint32Array(0)
  private counts = new Uint32Array(0)
  private carries = new Map<number, number>()
  private lastPage = new Uint32Array(0)
  private used = 1
  private table = new Uint32Array(64)
  /** Of the hash: secret, so that no log can be made in which all pages meet. */
  private readonly groupFactor = oddNumber()
  private readonly partFactor = oddNumber()

  grow(groups: number): void {
    this.lastPage = grown(this.lastPage, groups)
  }

  /** Counts a number of a bucket. */
  count(group: number, bucket: number): void {
    const slot = (this.pageOf(group, bucket >>> PAGE_BITS) << PAGE_BITS) + (bucket & (PAGE_BUCKETS - 1))
    const count = this.counts[slot] + 1
    this.counts[slot] = count
    if (count === UINT32) this.carry(slot, 1)
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

  save(): SavedPages {
    return {
      owners: this.owners.slice(1, this.used),
      parts: this.parts.slice(1, this.used),
      counts: this.counts.slice(PAGE_BUCKETS, this.used << PAGE_BITS),
      carries: [...this.carries].map(([slot, times]) => [slot - PAGE_BUCKETS, times]),
    }
  }

  merge({ owners, parts, counts, carries }: SavedPages, targets: Uint32Array): void {
    const slotOf = (page: number): number => this.pageOf(targets[owners[page]], parts[page]) << PAGE_BITS
    for (let page = 0; page < owners.length; page++) {
      const from = page << PAGE_BITS
      const to = slotOf(page)
      for (let i = 0; i < PAGE_BUCKETS; i++) {
        const sum = this.counts[to + i] + counts[from + i]
        this.counts[to + i] = sum
        if (sum >= UINT32) this.carry(to + i, 1)
      }
    }
    for (const [slot, times] of carries) this.carry(slotOf(slot >>> PAGE_BITS) + (slot & (PAGE_BUCKETS - 1)), times)
  }

  private total(slot: number): number {
    const carried = this.carries.size === 0 ? 0 : (this.carries.get(slot) ?? 0)
    return this.counts[slot] + carried * UINT32
  }

  private carry(slot: number, times: number): void {
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
    const mixed = Math.imul(group, this.groupFactor) + Math.imul(part, this.partFactor)
    // The upper bits of a product are the mixed ones.
    return (mixed ^ (mixed >>> 15)) >>> 8
  }

  private newPage(group: number, part: number): number {
    if (this.used > MAX_PAGES) throw tooMuch()
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

function tooMuch(): SluiceError {
  const message = "The percentiles of so many groups need too much memory. Group by a field with fewer values, or keep fewer rows before 'stats'."
  return new SluiceError('tooManyGroups', message)
}
