import type { Block } from '../../lines/block.ts'
import { LineList } from '../../lines/lineList.ts'
import { createByteScan, type ByteScan } from './byteScan.ts'
import type { Driver } from './driver.ts'

/** Blocks until the choice is looked at again: more each time. */
const FIRST_BLOCKS = 16
const MOST_BLOCKS = 1024
/** After so many blocks without a driver, one is tried again. */
const BLOCKS_WITHOUT = 15
/** Windows take longer to find than texts, and so must be on fewer lines. */
const WINDOW_COST = 1.25

/** A driver that is on more of the bytes than this spares too few lines to be looked for in each. */
const MOST_BESIDE = 0.5

interface Candidate {
  readonly driver: Driver
  readonly scan: ByteScan
  /** With those that have to be on the same line, by which these are. */
  readonly withOthers: Map<string, ByteScan>
}

/** Chooses, by what it finds in the first blocks, the driver that is on the fewest lines, or none where that is most of them. */
export class DriverChoice {
  private readonly candidates: readonly Candidate[]
  private chosen: ByteScan | undefined
  private blocksLeft = 0
  private nextBlocks = FIRST_BLOCKS

  constructor(drivers: readonly Driver[]) {
    this.candidates = drivers.map((driver) => ({ driver, scan: createByteScan(driver), withOthers: new Map<string, ByteScan>() }))
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
    const { candidates } = this
    this.blocksLeft = this.nextBlocks
    this.nextBlocks = Math.min(2 * this.nextBlocks, MOST_BLOCKS)
    // A single one shows what it is worth when it is used.
    if (candidates.length < 2) {
      this.chosen = candidates.at(0)?.scan
      return
    }
    const found = candidates.map(({ scan }) => bytesFound(scan, block, from, to))
    const costs = candidates.map(({ driver: { windows } }, i) => found[i] * (windows.length > 0 ? WINDOW_COST : 1))
    const best = costs.indexOf(Math.min(...costs))
    const beside = candidates.flatMap(({ driver }, i) => {
      const together = i !== best && driver.line !== undefined && driver.line === candidates[best].driver.line
      return together && isSingle(driver) && found[i] <= MOST_BESIDE * (to - from) ? [i] : []
    })
    this.chosen = this.scanWith(candidates[best], beside)
  }

  private scanWith({ driver, scan, withOthers }: Candidate, beside: readonly number[]): ByteScan {
    if (beside.length === 0) return scan
    const key = beside.join()
    let found = withOthers.get(key)
    if (!found) withOthers.set(key, (found = createByteScan(driver, beside.map((i) => this.candidates[i].driver))))
    return found
  }

  private leaveOut(): void {
    this.chosen = undefined
    this.blocksLeft = BLOCKS_WITHOUT
  }
}

function isSingle({ needles, windows }: Driver): boolean {
  return needles.length + windows.length === 1
}

/** Bytes of the rows that a scan finds. */
function bytesFound(scan: ByteScan, block: Block, from: number, to: number): number {
  const found = new LineList()
  scan(block, from, to, found)
  return found.bytes
}
