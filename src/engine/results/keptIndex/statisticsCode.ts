/**
 * Statistics as bytes. For each block that is known:
 *   varint   lines, records, untimed, records per level (LEVEL_COUNT of them)
 *   byte     how the times are written: TIME, with LATER or EARLIER
 *   times    as that says
 * Times come back to the bit: where whole milliseconds or microseconds give them exactly, as the distance of the least from the greatest of
 * the block before and that of the greatest from the least, in varints; else as they are.
 *
 * No block takes more than 47 bytes: a count is at most a block's bytes, so ten of them take 3 each; 1 and at most 8 + 8 for the times.
 */
import { LEVEL_COUNT } from '../../records/statistics.ts'
import { unknownStatistics, type KnownStatistics } from '../../records/knownStatistics.ts'
import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts'

const TIME = { None: 0, Floats: 1, Milliseconds: 2, Microseconds: 3 } as const
/** Added where the block's least time is before the greatest of the block before. */
const EARLIER = 4

/** Blocks that are written or read without a pause. */
export const SLICE_BLOCKS = 16 * 1024

/** So far from zero (in the year 2112 for microseconds) the distance of two is a number that a double holds exactly. */
const MAX_TICKS = 2 ** 52
/** A known block is at least this long: its ten counts, and how its times are written. */
const MIN_BLOCK_BYTES = 4 + LEVEL_COUNT

/** A run of blocks. */
export interface BlockRun {
  readonly from: number
  readonly to: number
}

/**
 * Writes those of the blocks that are in the bit mask. `reference`: the greatest time of those before; answers that of all so far.
 * The mask and not `known` says which, as blocks may become known while an index is written piece by piece.
 */
export function writeBlocks(
  writer: ByteWriter,
  statistics: KnownStatistics,
  mask: Uint8Array,
  { from, to }: BlockRun,
  reference: number,
): number {
  let last = reference
  for (let block = from; block < to; block++) {
    if (!isIn(mask, block)) continue
    writer.varint(statistics.lines[block])
    writer.varint(statistics.records[block])
    writer.varint(statistics.untimed[block])
    for (let level = 0; level < LEVEL_COUNT; level++) writer.varint(statistics.levels[block * LEVEL_COUNT + level])
    last = writeTimes(writer, statistics.minTime[block], statistics.maxTime[block], last)
  }
  return last
}

/**
 * Reads what `writeBlocks` wrote for all `blocks`, of `blockBytes` each, of which those of the bit mask are known; there is room for
 * `room` in what it returns. Yields now and then, so that others can have their turn. Throws DamagedError.
 */
export function* readBlocks(
  reader: ByteReader,
  mask: Uint8Array,
  { blocks, blockBytes, room }: { blocks: number; blockBytes: number; room: number },
): Generator<void, KnownStatistics> {
  let left = 0
  for (let block = 0; block < blocks; block++) if (isIn(mask, block)) left++
  // Before anything is allocated.
  if (left * MIN_BLOCK_BYTES > reader.left) throw new DamagedError('it ends too early')
  const count = (): number => {
    const value = reader.varint()
    if (value > blockBytes) throw new DamagedError('a block cannot hold so many')
    return value
  }
  const statistics = unknownStatistics(room)
  let last = 0
  for (let block = 0; block < blocks; block++) {
    if (block > 0 && block % SLICE_BLOCKS === 0) yield
    if (!isIn(mask, block)) continue
    statistics.known[block] = 1
    statistics.lines[block] = count()
    statistics.records[block] = count()
    statistics.untimed[block] = count()
    for (let level = 0; level < LEVEL_COUNT; level++) statistics.levels[block * LEVEL_COUNT + level] = count()
    last = readTimes(reader, statistics, block, last)
  }
  return statistics
}

/** The known blocks as a bit mask. */
export function maskOf(known: Uint8Array): Uint8Array {
  const mask = new Uint8Array(Math.ceil(known.length / 8))
  known.forEach((is, block) => (mask[block >> 3] |= is << (block & 7)))
  return mask
}

function isIn(mask: Uint8Array, block: number): boolean {
  return ((mask[block >> 3] >> (block & 7)) & 1) === 1
}

function writeTimes(writer: ByteWriter, min: number, max: number, reference: number): number {
  if (Number.isNaN(min) && Number.isNaN(max)) {
    writer.byte(TIME.None)
    return reference
  }
  const unit = unitOf(min, max)
  if (unit === TIME.Floats) {
    writer.byte(unit)
    writer.float(min)
    writer.float(max)
  } else {
    const scale = scaleOf(unit)
    const least = Math.round(min * scale)
    const distance = least - ticksOf(reference, scale)
    writer.byte(distance < 0 ? unit + EARLIER : unit)
    writer.varint(Math.abs(distance))
    writer.varint(Math.round(max * scale) - least)
  }
  return max
}

function readTimes(reader: ByteReader, { minTime, maxTime }: KnownStatistics, block: number, reference: number): number {
  const how = reader.byte()
  if (how === TIME.None) return reference
  if (how === TIME.Floats) {
    minTime[block] = reader.float()
    maxTime[block] = reader.float()
    return maxTime[block]
  }
  const unit = how >= EARLIER ? how - EARLIER : how
  if (unit !== TIME.Milliseconds && unit !== TIME.Microseconds) throw new DamagedError('times are written in no known way')
  const scale = scaleOf(unit)
  const distance = reader.varint()
  const least = ticksOf(reference, scale) + (how >= EARLIER ? -distance : distance)
  minTime[block] = least / scale
  maxTime[block] = (least + reader.varint()) / scale
  return maxTime[block]
}

function unitOf(min: number, max: number): number {
  if (!(min <= max)) return TIME.Floats
  return [TIME.Milliseconds, TIME.Microseconds].find((unit) => isExact(min, scaleOf(unit)) && isExact(max, scaleOf(unit))) ?? TIME.Floats
}

function isExact(time: number, scale: number): boolean {
  const ticks = Math.round(time * scale)
  // Not -0, which a varint cannot tell from 0.
  return Math.abs(ticks) <= MAX_TICKS && Object.is(ticks / scale, time) && !Object.is(ticks, -0)
}

function scaleOf(unit: number): number {
  return unit === TIME.Milliseconds ? 1 : 1000
}

/** Where the next block's times are counted from: the same for who writes and who reads. */
function ticksOf(time: number, scale: number): number {
  const ticks = Math.round(time * scale)
  return Math.abs(ticks) <= MAX_TICKS ? ticks : 0
}
