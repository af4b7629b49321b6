import type { Block } from '../../lines/block.ts'
import { createByteScan, type ByteScan } from './byteScan.ts'
import type { Driver } from './driver.ts'

/** Blocks until the choice is looked at again: more each time. */
const FIRST_BLOCKS = 16
const MOST_BLOCKS = 1024
/** After so many blocks without a driver, one is tried again. */
const BLOCKS_WITHOUT = 15
/** Windows take longer to find than texts, and so must be on fewer lines. */
const WINDOW_COST = 1.25

/** Chooses, by what it finds in the first blocks, the driver that is on the fewest lines, or none where that is most of them. */
export class DriverChoice {
  private readonly drivers: readonly Driver[]
  private readonly scans: readonly ByteScan[]
  private chosen: ByteScan | undefined
  private blocksLeft = 0
  private nextBlocks = FIRST_BLOCKS

  constructor(drivers: readonly Driver[]) {
    this.drivers = drivers
    this.scans = drivers.map(createByteScan)
  }

  /** How to find the lines of the block's bytes[from, to) that may match; undefined where it is best to look at every line. */
  scanFor(block: Block, from: number, to: number): ByteScan | undefined {
    if (this.blocksLeft === 0) this.choose(block, from, to)
    this.blocksLeft--
    return this.chosen
  }

  /** To be told how many of the bytes were in lines that the chosen scan has found. */
  note(found: number, all: number): void {
    if (2 * found > all) this.leaveOut()
  }

  private choose(block: Block, from: number, to: number): void {
    this.blocksLeft = this.nextBlocks
    this.nextBlocks = Math.min(2 * this.nextBlocks, MOST_BLOCKS)
    // A single one shows what it is worth when it is used.
    if (this.scans.length < 2) {
      this.chosen = this.scans.at(0)
      return
    }
    let least = Infinity
    this.scans.forEach((scan, i) => {
      const found = bytesFound(scan, block, from, to)
      const cost = found * (this.drivers[i].windows.length > 0 ? WINDOW_COST : 1)
      if (cost >= least) return
      least = cost
      this.chosen = scan
    })
  }

  private leaveOut(): void {
    this.chosen = undefined
    this.blocksLeft = BLOCKS_WITHOUT
  }
}

/** Bytes of the lines that a scan finds. */
function bytesFound(scan: ByteScan, block: Block, from: number, to: number): number {
  let sum = 0
  scan(block, from, to, (start, end) => {
    sum += end - start
  })
  return sum
}
