import { BLOCK_BYTES, MAX_LINE_BYTES, RECORD_REACH_BYTES } from '../../common/constants.ts'
import { errorOf } from '../../common/errorTexts.ts'
import type { ByteSource } from '../bytes/source.ts'
import { lineStartBefore, nextNewline, plainKernels, type Kernels } from './kernels.ts'

/** Tells by its first bytes whether a line starts a record; `end`: how far the bytes may be looked at. */
export interface HeadTest {
  /** It looks at so many bytes of a line, at most. Default HEAD_BYTES. */
  readonly bytes?: number
  /** So many lines of a record, from its head on, are those that its fields are in. Default 1. */
  readonly lines?: number
  test(bytes: Buffer, start: number, end: number): boolean
}

/**
 * The rows that start in one block of a source, as bytes: its lines, or its records, which may end behind the block. Valid until the
 * reader's next `read`. Offsets are into `bytes` unless they say otherwise.
 */
export interface Block {
  /** Number of the block in its source. */
  readonly index: number
  readonly bytes: Buffer
  /** What searches `bytes` fastest. */
  readonly kernels: Kernels
  /** Where the first row of this block starts; equals `stop` where none does. */
  readonly first: number
  /** Behind the last row that starts here, its newline included, or the first MAX_LINE_BYTES of its last line. */
  readonly stop: number
  /** Where the last line of the rows starts if it is longer than MAX_LINE_BYTES, else -1. Only the last can be. */
  readonly longLine: number
  /** Where the lines that start in this block begin and end: the same as those of the rows where every line is one. */
  readonly firstLine: number
  readonly linesStop: number
  /** What starts a record; undefined where every line is one. Lines before the first head of the block are records of their own. */
  readonly heads: HeadTest | undefined
  /** The source's byte that is at `at`, where a line or its line end starts, or at `stop`. */
  sourceOffset(at: number): number
  /** Where rows come from that have been taken out of their files; undefined for a block of a file. */
  readonly origins?: RowOrigins
  /** Bytes of a window of the long line, at most. */
  readonly windowBytes: number
  /**
   * The whole of the long line, as windows of at most `windowBytes` of which each begins `overlap` bytes before the end of the
   * one before; without the newline. Each is valid until the next is pulled.
   */
  longWindows(overlap: number): Generator<Buffer>
}

/** Of rows that were taken out of their files, by where they start in the bytes of a block. */
export interface RowOrigins {
  /** The number of the row's first line in its source, from 1 on. */
  lineAt(at: number): number
  sourceAt(at: number): number
}

/** Gives the blocks of a source, one at a time. */
export interface RowReader {
  /** Bytes read from the source so far. */
  readonly bytesRead: number
  /** Reads block `index`. Throws `changed` if the source has become shorter. */
  read(index: number): Block
  /**
   * One row of block `index`, known to be bytes [offset, offset + length) of the source, as a block of its own. Undefined if no line starts
   * there any more.
   */
  readRow(index: number, offset: number, length: number): Block | undefined
  /**
   * Up to `length` bytes, at least the first character, of a line from byte `offset` on, with its newline; `next`: the byte behind them; `done`: nothing
   * of the line follows.
   */
  readLine(offset: number, length: number): { bytes: Buffer; next: number; done: boolean }
}

/** How lines end in the bytes of a source. Indexes are multiples of `unit`, but for the end of a source. */
export interface LineEnds {
  /** Bytes of a newline. */
  readonly unit: 1 | 2
  /** Index of the first newline in bytes[from, to), or -1. */
  nextNewline(bytes: Buffer, from: number, to: number): number
  /** Index behind the last newline in bytes[from, to), or `from` where there is none. */
  lineStartBefore(bytes: Buffer, from: number, to: number): number
}

/** Of UTF-8, and of all encodings but UTF-16. */
export const byteLineEnds: LineEnds = { unit: 1, nextNewline, lineStartBefore }

export interface BlockOptions {
  readonly blockBytes?: number
  readonly maxLineBytes?: number
  readonly kernels?: Kernels
  /** Without it every line is a row. */
  readonly heads?: HeadTest
  /** Default: the byte 0x0A. */
  readonly lineEnds?: LineEnds
  /** A head shows itself within so many bytes of the source, unless the line ends before. Default: as `heads` says. */
  readonly headBytes?: number
  /** How far a line may be from the head that it belongs to; at least a block, at most the longest line. */
  readonly reachBytes?: number
  /** Called before every read from the source: the place to notice cancellation (by throwing). */
  readonly beforeRead?: () => void
}

/** Blocks of a source of `size` bytes. */
export function blockCount(size: number, blockBytes: number = BLOCK_BYTES): number {
  return Math.ceil(size / blockBytes)
}

/** Behind a block this part of its length is read along with it. */
const READ_ON_PART = 64
/** Bytes that are read at a time: larger reads are slower, and cancellation is looked for between them. */
const MAX_READ = 272 * 1024

/** Longest code unit. */
const MAX_UNIT = 2

/** A head shows itself within so many bytes, unless the line ends before: two prefixes of container tools, and 64 bytes behind them. */
export const HEAD_BYTES = 256

export function headBytesOf(heads: HeadTest | undefined): number {
  return heads?.bytes ?? HEAD_BYTES
}

/** Bytes of the buffer of a reader. */
export function readerBufferBytes(blockBytes: number, maxLineBytes: number, reachBytes = reachOf(maxLineBytes)): number {
  return MAX_UNIT + blockBytes + reachBytes + maxLineBytes + MAX_UNIT
}

function reachOf(maxLineBytes: number): number {
  return Math.min(RECORD_REACH_BYTES, maxLineBytes)
}

/** A block's rows while they are being found. */
interface Extent {
  readonly base: number
  first: number
  stop: number
  longLine: number
}

/** For what is above a block: of all readers of a thread, since there may be hundreds of files, and it is looked at in one go. */
let above: Buffer | undefined

function roomAbove(length: number): Buffer {
  if (!above || above.length < length) above = Buffer.allocUnsafeSlow(length)
  return above
}

/** Reads any block of a source on its own, into one reused buffer. */
export class BlockReader implements RowReader {
  private readonly source: ByteSource
  private readonly skip: number
  private readonly blockBytes: number
  private readonly maxLineBytes: number
  private readonly reachBytes: number
  private readonly kernels: Kernels
  private readonly heads: HeadTest | undefined
  private readonly lineEnds: LineEnds
  private readonly headBytes: number
  private readonly beforeRead: () => void
  private readonly buffer: Buffer
  /** Bytes in the buffer that are of the block at hand and what follows it. */
  private filled = 0
  private window: Buffer | undefined
  bytesRead = 0

  /** `skip`: bytes at the start of the source that belong to no line (a byte order mark). */
  constructor(source: ByteSource, skip: number, options: BlockOptions = {}) {
    this.source = source
    this.skip = skip
    this.blockBytes = options.blockBytes ?? BLOCK_BYTES
    this.maxLineBytes = options.maxLineBytes ?? MAX_LINE_BYTES
    this.reachBytes = options.reachBytes ?? reachOf(this.maxLineBytes)
    if (this.blockBytes > this.reachBytes) throw new RangeError('a block must not be longer than the reach of a record')
    if (this.reachBytes > this.maxLineBytes) throw new RangeError('a record must not reach further than the longest line')
    this.kernels = options.kernels ?? plainKernels
    this.heads = options.heads
    this.lineEnds = options.lineEnds ?? byteLineEnds
    this.headBytes = options.headBytes ?? headBytesOf(options.heads)
    this.beforeRead = options.beforeRead ?? (() => undefined)
    // One unit before the block, the block, and as far as its last record and that one's last line may go.
    this.buffer = this.kernels.buffer(readerBufferBytes(this.blockBytes, this.maxLineBytes, this.reachBytes))
  }

  read(index: number): Block {
    const { buffer: bytes, kernels, heads } = this
    const rows = this.readLines(index)
    const { base, first: firstLine, stop: linesStop } = rows
    if (heads && firstLine < linesStop) this.frame(rows, heads)
    const { first, stop, longLine } = rows
    const sourceOffset = (at: number): number => base + at
    const longWindows = (overlap: number): Generator<Buffer> => this.windows(base + longLine, overlap)
    const windowBytes = this.maxLineBytes
    return { index, bytes, kernels, first, stop, longLine, firstLine, linesStop, heads, sourceOffset, windowBytes, longWindows }
  }

  readRow(index: number, offset: number, length: number): Block | undefined {
    if (offset + length > this.source.size) return undefined
    const { buffer: bytes, kernels, heads, lineEnds } = this
    const base = offset > this.skip ? offset - lineEnds.unit : offset
    this.filled = 0
    this.load(base, offset + length - base)
    const first = offset - base
    if (first > 0 && lineEnds.nextNewline(bytes, 0, first) < 0) return undefined
    const stop = first + length
    const sourceOffset = (at: number): number => base + at
    const longWindows = (overlap: number): Generator<Buffer> => this.windows(offset, overlap)
    const windowBytes = this.maxLineBytes
    return { index, bytes, kernels, first, stop, longLine: -1, firstLine: first, linesStop: stop, heads, sourceOffset, windowBytes, longWindows }
  }

  readLine(offset: number, length: number): { bytes: Buffer; next: number; done: boolean } {
    const { size } = this.source
    const bytes = Buffer.allocUnsafeSlow(Math.min(length, Math.max(0, size - offset)))
    this.fill(bytes, 0, bytes.length, offset)
    const newline = this.lineEnds.nextNewline(bytes, 0, bytes.length)
    const end = newline < 0 ? bytes.length : newline + this.lineEnds.unit
    return { bytes: bytes.subarray(0, end), next: offset + end, done: newline >= 0 || offset + end >= size }
  }

  /** The lines that start in a block. */
  private readLines(index: number): Extent {
    const { lineEnds } = this
    const start = index * this.blockBytes
    const end = Math.min(start + this.blockBytes, this.source.size)
    // The unit before tells whether a line starts at the block's first byte.
    const base = index === 0 ? 0 : start - lineEnds.unit
    this.filled = 0
    // With the rest of the last line, most likely: one call takes less time than two.
    this.load(base, end - base + Math.floor(this.blockBytes / READ_ON_PART))
    const { buffer } = this
    const filled = end - base

    // The first line starts behind what is skipped, which may be more than a (very small) block.
    let first = this.skip - base
    if (start > this.skip) {
      // A view: what is behind `filled` is left over from other blocks, and as long as a line can be.
      const newline = lineEnds.nextNewline(buffer.subarray(0, filled), 0, filled)
      first = newline < 0 ? filled : newline + lineEnds.unit
      // A newline as the block's last byte starts a line that belongs to the next block.
    }
    const rows = { base, first: Math.min(first, filled), stop: filled, longLine: -1 }
    // The last line may go on behind the block.
    const last = lineEnds.lineStartBefore(buffer, first, filled)
    if (first < filled && last < filled) this.readToEndOfLine(rows, last, filled)
    return rows
  }

  /** Ends the rows with the line that starts at `line` and has no newline before `from`. */
  private readToEndOfLine(rows: Extent, line: number, from: number): void {
    const { lineEnds } = this
    const { unit } = lineEnds
    const limit = line + this.maxLineBytes
    let at = from
    // Most lines are short: a little first, then more and more.
    for (let chunk = 4096; at <= limit; chunk = Math.min(4 * chunk, 256 * 1024)) {
      if (at === this.filled) this.load(rows.base, Math.min(chunk, limit + unit - at))
      const end = Math.min(this.filled, limit + unit)
      const newline = lineEnds.nextNewline(this.buffer, at, end)
      if (newline >= 0 || end === at) {
        rows.stop = newline >= 0 ? newline + unit : at
        return
      }
      at = end
    }
    rows.stop = limit
    rows.longLine = line
  }

  /** From the lines of a block to its records: without the lines that continue one above, and with those that continue the last one. */
  private frame(rows: Extent, heads: HeadTest): void {
    const { buffer, lineEnds, headBytes } = this
    const isHead = (line: number): boolean => heads.test(buffer, line, Math.min(this.filled, line + headBytes))
    const inBlock = rows.stop
    if (!isHead(rows.first)) {
      const above = this.headAbove(rows.base + rows.first, heads)
      while (above >= 0 && rows.first < inBlock && rows.base + rows.first - above <= this.reachBytes && !isHead(rows.first)) {
        // The last line may be cut.
        rows.first = rows.first === rows.longLine ? inBlock : nextLine(lineEnds, buffer, rows.first, inBlock)
      }
    }
    if (rows.longLine >= 0) {
      if (rows.first === inBlock) rows.longLine = -1
      return
    }
    const last = lastHead(lineEnds, buffer, rows.first, inBlock, isHead)
    if (last < 0) return
    while (rows.longLine < 0 && rows.stop - last <= this.reachBytes) {
      const line = rows.stop
      if (this.filled < line + headBytes) this.load(rows.base, Math.max(4096, line + headBytes - this.filled))
      if (this.filled === line || isHead(line)) return
      this.readToEndOfLine(rows, line, line)
    }
  }

  /** Source offset of the nearest head above the line at `offset` that is in its reach, or -1. */
  private headAbove(offset: number, heads: HeadTest): number {
    const { lineEnds, headBytes } = this
    const { unit } = lineEnds
    const lowest = Math.max(this.skip, offset - this.reachBytes)
    // One unit more tells whether a line starts at the lowest place, and a head's bytes may go on behind the line.
    const room = roomAbove(unit + this.reachBytes)
    for (let length = Math.min(4096, offset - lowest); length > 0; ) {
      const from = Math.max(this.skip, offset - length - unit)
      const bytes = room.subarray(0, offset - from)
      this.fill(bytes, 0, bytes.length, from)
      for (let line = bytes.length; line > 0; ) {
        line = lineEnds.lineStartBefore(bytes, 0, line - unit)
        // What starts at the first byte is a line only where the file does.
        if (line === 0 && from + line !== this.skip) break
        if (heads.test(bytes, line, Math.min(bytes.length, line + headBytes))) return from + line
      }
      if (length === offset - lowest) return -1
      length = Math.min(8 * length, offset - lowest)
    }
    return -1
  }

  private *windows(from: number, overlap: number): Generator<Buffer> {
    this.window ??= Buffer.allocUnsafeSlow(this.maxLineBytes)
    const { window } = this
    let kept = 0
    let position = from
    for (;;) {
      const wanted = Math.min(window.length - kept, this.source.size - position)
      if (wanted <= 0) return
      this.fill(window, kept, wanted, position)
      const newline = nextNewline(window, kept, kept + wanted)
      const end = newline < 0 ? kept + wanted : newline
      position += wanted
      yield trimCr(window.subarray(0, end), newline >= 0)
      if (newline >= 0 || position >= this.source.size) return
      // A window that is all overlap would show nothing new.
      kept = Math.min(overlap, end, window.length - 1)
      window.copyWithin(0, end - kept, end)
    }
  }

  /** Reads up to `length` more bytes behind those that are there, as far as there is room. */
  private load(base: number, length: number): void {
    const { buffer, filled } = this
    const more = Math.min(length, this.source.size - base - filled, buffer.length - filled)
    if (more <= 0) return
    this.fill(buffer, filled, more, base + filled)
    this.filled += more
  }

  private fill(target: Buffer, at: number, length: number, position: number): void {
    let done = 0
    while (done < length) {
      this.beforeRead()
      const step = Math.min(length - done, MAX_READ)
      const read = this.source.read(target, at + done, step, position + done)
      if (read === 0) {
        throw errorOf('changed', 'shorterMeanwhile', {})
      }
      done += read
    }
    this.bytesRead += length
  }
}

/** Where the line behind the one at `line` starts, or `stop`. */
function nextLine({ unit, nextNewline }: LineEnds, bytes: Buffer, line: number, stop: number): number {
  const newline = nextNewline(bytes, line, stop)
  return newline < 0 ? stop : newline + unit
}

/** The last line of bytes[first, stop) that is a head, or -1. */
function lastHead({ unit, lineStartBefore }: LineEnds, bytes: Buffer, first: number, stop: number, isHead: (line: number) => boolean): number {
  for (let line = stop; line > first; ) {
    // The last byte of the line before is its newline, or the end of the source.
    line = lineStartBefore(bytes, first, line - unit)
    if (isHead(line)) return line
  }
  return -1
}

/** The CR of CRLF is not part of the line. */
function trimCr(bytes: Buffer, ended: boolean): Buffer {
  return ended && bytes.length > 0 && bytes[bytes.length - 1] === 13 ? bytes.subarray(0, -1) : bytes
}
