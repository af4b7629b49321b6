import { errorOf } from '../../common/errorTexts.ts'

/**
 * A number per block, as far as it is known: rows of a result, or lines of a source. All that is kept of a block-local result
 * (4 bytes a block, and 8 for the sums).
 */
export class BlockCounts {
  readonly blocks: number
  private readonly counts: Int32Array
  /** sums[b]: total of the blocks before b; valid up to and including `frontier`. */
  private readonly sums: Float64Array
  private frontier = 0
  private knownBlocks = 0
  private knownTotal = 0

  constructor(blocks: number) {
    this.blocks = blocks
    this.counts = new Int32Array(blocks).fill(-1)
    this.sums = new Float64Array(blocks + 1)
  }

  /** Every block is known. */
  get complete(): boolean {
    return this.knownBlocks === this.blocks
  }

  /** Total of the blocks that are known. */
  get total(): number {
    return this.knownTotal
  }

  /** Blocks known without a gap from the start. */
  get prefix(): number {
    return this.frontier
  }

  /** The block's number, or -1 where it is not known yet. */
  at(block: number): number {
    return this.counts[block]
  }

  set(block: number, count: number): void {
    const before = this.counts[block]
    if (before >= 0) {
      if (before === count) return
      // Rows of two states of a file are never mixed (SEMANTICS: passes).
      throw errorOf('changed', 'changedMeanwhile', {})
    }
    this.counts[block] = count
    this.knownBlocks++
    this.knownTotal += count
    while (this.frontier < this.blocks && this.counts[this.frontier] >= 0) {
      this.sums[this.frontier + 1] = this.sums[this.frontier] + this.counts[this.frontier]
      this.frontier++
    }
  }

  /** Total of the blocks before `block`: exact where all of them are known, else an estimate. */
  before(block: number): { value: number; exact: boolean } {
    if (block <= this.frontier) return { value: this.sums[block], exact: true }
    const mean = this.knownBlocks === 0 ? 0 : this.knownTotal / this.knownBlocks
    return { value: Math.round(this.sums[this.frontier] + mean * (block - this.frontier)), exact: false }
  }

  /** Block and place in it of item number `ordinal`, among those known without a gap; undefined beyond them. */
  locate(ordinal: number): { block: number; row: number } | undefined {
    if (ordinal < 0 || ordinal >= this.sums[this.frontier]) return undefined
    let low = 0
    let high = this.frontier - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.sums[middle] <= ordinal) low = middle
      else high = middle - 1
    }
    return { block: low, row: ordinal - this.sums[low] }
  }

  /** The next block at or after `block` that is not known to be empty, or `blocks`. */
  nextOccupied(block: number): number {
    let at = block
    while (at < this.blocks && this.counts[at] === 0) at++
    return at
  }

  /** The last block before `block` that is not known to be empty, or -1. */
  previousOccupied(block: number): number {
    let at = block - 1
    while (at >= 0 && this.counts[at] === 0) at--
    return at
  }

  /** Blocks known to hold nothing: a narrower query need not read them again. */
  isEmpty(block: number): boolean {
    return this.counts[block] === 0
  }
}
