import { blockCount } from '../lines/block.ts'

/** Blocks of all sources, one after the other, as one row of numbers. */
export class BlockMap {
  /** starts[s]: number of the first block of source s; the last entry is the number of blocks. */
  readonly starts: readonly number[]

  constructor(sizes: readonly number[], blockBytes: number) {
    const starts = [0]
    for (const size of sizes) starts.push(starts[starts.length - 1] + blockCount(size, blockBytes))
    this.starts = starts
  }

  get blocks(): number {
    return this.starts[this.starts.length - 1]
  }

  sourceOf(block: number): number {
    let source = 0
    while (this.starts[source + 1] <= block) source++
    return source
  }
}
