import type { BatchFields } from './batchFields.ts'
import { grown, sparse, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'
import { addHash, estimate, joinRegisters, REGISTERS } from './hyperLogLog.ts'
import { ValueHashes } from './valueHashes.ts'

export interface SavedDistinct {
  /** Group, and both halves of the hash, of each value that is kept. */
  readonly groups: Uint32Array
  readonly highs: Uint32Array
  readonly lows: Uint32Array
  /** Groups with more values than are kept. */
  readonly many: readonly (readonly [group: number, registers: Uint8Array])[]
}

/** Up to so many different values of a group are counted exactly (as far as hashes of 64 bits tell them apart), more by HyperLogLog. */
export const EXACT_VALUES = 4096

/** Numbers of different values in many groups. Which of them are estimated depends only on all of the values, so any order of merges gives the same. */
export class Distinct implements GroupColumn<SavedDistinct> {
  private readonly field: string
  private readonly values = new ValueHashes()
  private counts = new Uint32Array(0)
  private readonly many = new Map<number, Uint8Array>()
  /** The values that are kept; those of groups that have become many stay until the table grows. */
  private groups = new Uint32Array(0)
  private highs = new Uint32Array(0)
  private lows = new Uint32Array(0)
  private used = 0
  private table = new Uint32Array(64)
  private readonly groupFactor = oddNumber()
  private readonly hashFactor = oddNumber()

  constructor(field: string) {
    this.field = field
  }

  grow(groups: number): void {
    this.counts = grown(this.counts, groups)
  }

  addRows(batch: BatchFields, groups: Uint32Array): void {
    const { values } = this
    values.read(batch, this.field)
    const marks = batch.marks(this.field)
    const { highs, lows } = values
    for (let row = 0; row < batch.rows; row++) if (marks[row] !== 0) this.add(groups[row], highs[row], lows[row])
  }

  count(group: number): number {
    const registers = this.many.get(group)
    return registers ? estimate(registers) : this.counts[group]
  }

  /** Bytes that it takes, about. */
  get size(): number {
    return 32 * this.used + REGISTERS * this.many.size
  }

  save(groups: number, some?: SomeGroups): SavedDistinct {
    this.compact()
    if (some) return this.saveSome(some)
    const { used } = this
    return {
      groups: this.groups.slice(0, used),
      highs: this.highs.slice(0, used),
      lows: this.lows.slice(0, used),
      many: [...this.many].filter(([group]) => group < groups),
    }
  }

  private saveSome(some: SomeGroups): SavedDistinct {
    const kept: number[] = []
    for (let i = 0; i < this.used; i++) if (some.placeOf(this.groups[i]) >= 0) kept.push(i)
    return {
      groups: Uint32Array.from(kept, (i) => some.placeOf(this.groups[i])),
      highs: Uint32Array.from(kept, (i) => this.highs[i]),
      lows: Uint32Array.from(kept, (i) => this.lows[i]),
      many: sparse(this.many, some),
    }
  }

  merge({ groups, highs, lows, many }: SavedDistinct, targets: Uint32Array): void {
    for (const [saved, registers] of many) {
      const group = targets[saved]
      if (!this.many.has(group)) this.estimateFromNow(group)
      joinRegisters(this.many.get(group)!, registers)
    }
    for (let i = 0; i < groups.length; i++) this.add(targets[groups[i]], highs[i], lows[i])
  }

  private add(group: number, high: number, low: number): void {
    const registers = this.many.size === 0 ? undefined : this.many.get(group)
    if (registers) return addHash(registers, high, low)
    const { table, groups, highs, lows } = this
    const mask = table.length - 1
    let at = this.slot(group, low) & mask
    for (let entry = table[at] - 1; entry >= 0; entry = table[at] - 1) {
      if (lows[entry] === low && highs[entry] === high && groups[entry] === group) return
      at = (at + 1) & mask
    }
    if (this.counts[group] === EXACT_VALUES) {
      this.estimateFromNow(group)
      return addHash(this.many.get(group)!, high, low)
    }
    this.counts[group]++
    this.keep(group, high, low)
  }

  private keep(group: number, high: number, low: number): void {
    if (2 * (this.used + 1) > this.table.length) this.compact(2 * this.table.length)
    const entry = this.used++
    this.groups = grown(this.groups, this.used)
    this.highs = grown(this.highs, this.used)
    this.lows = grown(this.lows, this.used)
    this.groups[entry] = group
    this.highs[entry] = high
    this.lows[entry] = low
    this.enter(entry)
  }

  private estimateFromNow(group: number): void {
    const registers = new Uint8Array(REGISTERS)
    for (let i = 0; i < this.used; i++) if (this.groups[i] === group) addHash(registers, this.highs[i], this.lows[i])
    this.many.set(group, registers)
  }

  /** Forgets the values of groups that have become many. */
  private compact(slots = this.table.length): void {
    const { groups, highs, lows, many } = this
    let kept = 0
    for (let i = 0; i < this.used; i++) {
      if (many.size > 0 && many.has(groups[i])) continue
      groups[kept] = groups[i]
      highs[kept] = highs[i]
      lows[kept] = lows[i]
      kept++
    }
    if (kept === this.used && slots === this.table.length) return
    this.used = kept
    this.table = new Uint32Array(slots)
    for (let entry = 0; entry < kept; entry++) this.enter(entry)
  }

  private enter(entry: number): void {
    const mask = this.table.length - 1
    let at = this.slot(this.groups[entry], this.lows[entry]) & mask
    while (this.table[at] !== 0) at = (at + 1) & mask
    this.table[at] = entry + 1
  }

  private slot(group: number, low: number): number {
    const sum = Math.imul(group, this.groupFactor) + Math.imul(low, this.hashFactor)
    return (sum ^ (sum >>> 15)) >>> 8
  }
}
