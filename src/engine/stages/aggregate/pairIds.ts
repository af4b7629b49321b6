import { grown } from './groupColumn.ts'
import { oddNumber } from './hashing.ts'

/** Numbers pairs of numbers in the order in which they appear, from 0 on. */
export class PairIds {
  /** The pairs by their numbers. */
  firsts = new Uint32Array(0)
  seconds = new Uint32Array(0)
  count = 0
  /** A number + 1 in each used slot. */
  private table = new Uint32Array(64)
  private readonly firstFactor = oddNumber()
  private readonly secondFactor = oddNumber()

  /** Puts the number of (first, second) in place of the first, for each row. */
  combine(firsts: Uint32Array, seconds: Uint32Array, rows: number): void {
    for (let row = 0; row < rows; row++) firsts[row] = this.idOf(firsts[row], seconds[row])
  }

  private idOf(first: number, second: number): number {
    const { table } = this
    const mask = table.length - 1
    let at = this.hash(first, second) & mask
    for (let id = table[at] - 1; id >= 0; id = table[at] - 1) {
      if (this.firsts[id] === first && this.seconds[id] === second) return id
      at = (at + 1) & mask
    }
    return this.add(first, second)
  }

  private hash(first: number, second: number): number {
    const mixed = Math.imul(first, this.firstFactor) + Math.imul(second, this.secondFactor)
    // The upper bits of a product are the mixed ones.
    return (mixed ^ (mixed >>> 15)) >>> 8
  }

  private add(first: number, second: number): number {
    const id = this.count++
    this.firsts = grown(this.firsts, this.count)
    this.seconds = grown(this.seconds, this.count)
    this.firsts[id] = first
    this.seconds[id] = second
    if (2 * this.count > this.table.length) {
      this.table = new Uint32Array(2 * this.table.length)
      for (let each = 0; each < id; each++) this.enter(each)
    }
    this.enter(id)
    return id
  }

  private enter(id: number): void {
    const mask = this.table.length - 1
    let at = this.hash(this.firsts[id], this.seconds[id]) & mask
    while (this.table[at] !== 0) at = (at + 1) & mask
    this.table[at] = id + 1
  }
}
