/**
 * Where rows of several files that are merged by time are, by what is known of their blocks (SEMANTICS: merge by time). The key of a row is the greatest
 * time that its file has had so far, then its source, then its place in it. So the keys of a source only grow, and those of a block lie between the greatest time above
 * it and the greatest one with it.
 */
import type { KnownStatistics } from '../records/knownStatistics.ts'
import type { BlockMap } from '../results/blockMap.ts'

/** Bounds of the keys of blocks; NaN where the statistics of a block or of one above it in its source are not known. */
export interface KeyBounds {
  /** The greatest time above each block in its source; -Infinity for none. */
  readonly above: Float64Array
  /** The same with the block. */
  readonly reach: Float64Array
  /** The least key that a row of the block can have. */
  readonly least: Float64Array
}

/** Bounds for all blocks of the files. */
export function boundsOf({ starts, blocks }: BlockMap, { known, minTime, maxTime, untimed }: KnownStatistics): KeyBounds {
  const bounds = emptyBounds(blocks)
  for (let source = 0; source + 1 < starts.length; source++) {
    let greatest = -Infinity
    for (let block = starts[source]; block < starts[source + 1]; block++) {
      bounds.above[block] = greatest
      // A record without a time takes that of the one above.
      bounds.least[block] = untimed[block] === 0 && minTime[block] > greatest ? minTime[block] : greatest
      if (known[block] === 0) greatest = NaN
      else if (maxTime[block] > greatest) greatest = maxTime[block]
      bounds.reach[block] = greatest
    }
  }
  return bounds
}

function emptyBounds(blocks: number): KeyBounds {
  return { above: new Float64Array(blocks), reach: new Float64Array(blocks), least: new Float64Array(blocks) }
}

/** The blocks of a segment, source by source, with bounds of their keys. */
export class MergeOrder implements KeyBounds {
  /** starts[s]: the first block of source s; the last entry is the number of blocks. */
  readonly starts: readonly number[]
  readonly above: Float64Array
  readonly reach: Float64Array
  readonly least: Float64Array
  private sorted: Uint32Array | undefined

  constructor(starts: readonly number[], { above, reach, least }: KeyBounds) {
    this.starts = starts
    this.above = above
    this.reach = reach
    this.least = least
  }

  /** Of the blocks of a later segment, which are parts of blocks of the files, in their order. Undefined where not all of their bounds are known. */
  static ofOrigins(origins: Uint32Array, map: BlockMap, files: KeyBounds): MergeOrder | undefined {
    const bounds = emptyBounds(origins.length)
    const starts: number[] = []
    for (let block = 0; block < origins.length; block++) {
      const origin = origins[block]
      while (starts.length + 1 < map.starts.length && map.starts[starts.length] <= origin) starts.push(block)
      bounds.above[block] = files.above[origin]
      bounds.reach[block] = files.reach[origin]
      bounds.least[block] = files.least[origin]
      if (Number.isNaN(bounds.above[block]) || Number.isNaN(bounds.reach[block])) return undefined
    }
    while (starts.length < map.starts.length) starts.push(origins.length)
    return new MergeOrder(starts, bounds)
  }

  get sources(): number {
    return this.starts.length - 1
  }

  get blocks(): number {
    return this.starts[this.sources]
  }

  sourceOf(block: number): number {
    let source = 0
    while (this.starts[source + 1] <= block) source++
    return source
  }

  /** The first block of a source that can have a row of which the key is at least `time`, or with `behind` greater than it; the source's end if there is none. */
  firstReaching(source: number, time: number, behind: boolean): number {
    let low = this.starts[source]
    let high = this.starts[source + 1]
    while (low < high) {
      const middle = (low + high) >> 1
      const reaches = behind ? this.reach[middle] > time : this.reach[middle] >= time
      if (reaches) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Whether no row of a block comes before such a key. */
  isBehind(block: number, time: number, behind: boolean): boolean {
    return behind ? this.least[block] > time : this.least[block] >= time
  }

  /** Blocks in the order in which their rows can begin. */
  get byStart(): Uint32Array {
    if (!this.sorted) {
      const { above, blocks } = this
      // Numbers of blocks are in the order of sources and places.
      this.sorted = Uint32Array.from({ length: blocks }, (_, block) => block).sort((a, b) => (above[a] === above[b] ? a - b : above[a] < above[b] ? -1 : 1))
    }
    return this.sorted
  }
}
