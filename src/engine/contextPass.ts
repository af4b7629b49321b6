/** Which records are around the rows of a pass: of each block, how many at its start and end are so of rows in other blocks (SEMANTICS: context). */
import { NEAR_NUMBERS } from './results/near.ts'
import type { BlockMap } from './results/blockMap.ts'
import type { SegmentInput } from './results/scannerApi.ts'
import type { Scanned } from './results/spans.ts'
import type { Around } from './stages/contract.ts'

/** Above so many records around a row, most of its blocks need the number of records of blocks beside it: then all are counted on the way. */
const FRAMED_ROWS = 100

export interface ContextPass {
  readonly map: BlockMap
  readonly around: Around
  /** All blocks that may have rows, in order, with what NearNotes has noted. */
  readonly scans: AsyncIterable<Scanned>
  /** Counts the records of a block of which the scans have not told how many it has. */
  countRecords(block: number): Promise<number>
  /** No more rows than these are asked for. */
  readonly most?: number
}

/** A block with `count` records around rows: of the `first` at its start and the `last` at its end, and of its own rows. */
export interface NearBlock {
  readonly block: number
  readonly first: number
  readonly last: number
  readonly count: number
}

/** A block that has rows. */
interface Occupied {
  readonly block: number
  /** Its first and last record that is a row. */
  readonly from: number
  readonly to: number
  /** Records around its own rows, and all that it has. */
  readonly own: number
  readonly records: number
  /** Records at its start that are around rows of blocks above. */
  readonly first: number
}

export function framesAll({ before, after }: Around): boolean {
  return before + after >= FRAMED_ROWS
}

/** The blocks with records around rows, in order. Each is given when the next row below is known. */
export async function* blocksAround({ map, around, scans, countRecords, most = Infinity }: ContextPass): AsyncGenerator<NearBlock> {
  const counted = new Int32Array(map.blocks).fill(-1)
  const records = async (block: number): Promise<number> => {
    if (counted[block] < 0) counted[block] = await countRecords(block)
    return counted[block]
  }
  let held: Occupied | undefined
  let given = 0
  for await (const { item, result } of scans) {
    const { near } = result
    if (!near) throw new Error('the scan has not noted which records are rows')
    for (let i = 0; i < item.to - item.from; i++) {
      const [from, to, own, count] = near.subarray(NEAR_NUMBERS * i, NEAR_NUMBERS * (i + 1))
      const block = item.from + i
      counted[block] = count
      if (from < 0) continue
      const source = map.sourceOf(block)
      if (held && map.sourceOf(held.block) !== source) {
        for await (const each of endOf(held)) {
          given += each.count
          yield each
        }
        held = undefined
      }
      const above = await between(held, block, from, map.starts[source])
      for (const each of above.blocks) {
        given += each.count
        yield each
      }
      held = { block, from, to, own, records: count, first: above.first }
      if (given + countOf(held, 0) >= most) {
        yield nearBlock(held, 0)
        return
      }
    }
  }
  if (held) yield* endOf(held)

  /** The last block of a file that has rows, and those behind it. */
  async function* endOf(last: Occupied): AsyncGenerator<NearBlock> {
    const stop = map.starts[map.sourceOf(last.block) + 1]
    yield nearBlock(last, 0)
    let left = leftBehind(last)
    for (let block = last.block + 1; block < stop && left > 0; block++) {
      const count = await records(block)
      const first = Math.min(left, count)
      if (first > 0) yield { block, first, last: 0, count: first }
      left -= first
    }
  }

  /** The block above with rows (if there is one in the file), and all up to a block whose first row is record `row` of it; `first`: records at the start of that block around rows above. */
  async function between(above: Occupied | undefined, block: number, row: number, fileStart: number): Promise<{ blocks: NearBlock[]; first: number }> {
    const firsts = new Map<number, number>()
    const lasts = new Map<number, number>()
    let left = above ? leftBehind(above) : 0
    for (let at = (above?.block ?? block) + 1; at < block && left > 0; at++) {
      const first = Math.min(left, await records(at))
      firsts.set(at, first)
      left -= first
    }
    let wanted = Math.max(0, around.before - row)
    const top = above ? above.block + 1 : fileStart
    for (let at = block - 1; at >= top && wanted > 0; at--) {
      const last = Math.min(wanted, await records(at))
      lasts.set(at, last)
      wanted -= last
    }
    const blocks: NearBlock[] = above ? [nearBlock(above, Math.min(wanted, above.records))] : []
    for (const at of [...new Set([...firsts.keys(), ...lasts.keys()])].sort((a, b) => a - b)) {
      const [first, last] = [firsts.get(at) ?? 0, lasts.get(at) ?? 0]
      const count = Math.min(first + last, await records(at))
      if (count > 0) blocks.push({ block: at, first, last, count })
    }
    return { blocks, first: left }
  }

  function leftBehind({ to, records: count }: Occupied): number {
    return Math.max(0, around.after - (count - 1 - to))
  }

  /** What comes from above ends before the records around the last of the block's rows do, and what comes from below begins behind those around its first. */
  function countOf({ from, to, own, records: count, first }: Occupied, last: number): number {
    return own + Math.min(first, Math.max(0, from - around.before)) + Math.min(last, Math.max(0, count - 1 - to - around.after))
  }

  function nearBlock(occupied: Occupied, last: number): NearBlock {
    const first = Math.min(occupied.first, occupied.records)
    return { block: occupied.block, first, last, count: countOf(occupied, last) }
  }
}

/** Blocks with records around rows, as the input of the segment behind. */
export class NearBlocks {
  rows = 0
  private readonly spans: number[] = []
  private readonly ends: number[] = []
  private readonly around: Around

  constructor(around: Around) {
    this.around = around
  }

  add({ block, first, last, count }: NearBlock): void {
    this.spans.push(block, 0, count)
    this.ends.push(first, last)
    this.rows += count
  }

  get input(): SegmentInput {
    return { kind: 'spans', spans: Uint32Array.from(this.spans), around: { ...this.around, ends: Uint32Array.from(this.ends) } }
  }
}
