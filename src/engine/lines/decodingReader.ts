import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../common/constants.ts'
import { MOST_UTF8, type Decoder } from '../bytes/decoder.ts'
import type { ByteSource } from '../bytes/source.ts'
import { BlockReader, headBytesOf, readerBufferBytes, type Block, type BlockOptions, type HeadTest, type LineEnds, type RowReader } from './block.ts'
import { cutWindows } from './cutWindows.ts'
import { nextNewline, plainKernels, type Kernels } from './kernels.ts'

/** No character has more bytes in a source than twice those of its UTF-8; a bit more, for what is cut at the end. */
export function encodedHeadBytes(heads: HeadTest | undefined): number {
  return 2 * headBytesOf(heads) + 8
}

/** Bytes of a long line that are decoded at a time. */
const PIECE_BYTES = 32 * 1024

/** Bytes of the buffer of a reader that decodes: the text of a block, and behind it the bytes that it comes from. */
export function decodingBufferBytes(blockBytes: number, maxLineBytes: number, reachBytes?: number): number {
  const bytes = readerBufferBytes(blockBytes, maxLineBytes, reachBytes)
  return textBytes(bytes) + bytes
}

/** Room for the text, and for a newline before it. A multiple of code units, which are searched for in what follows. */
function textBytes(sourceBytes: number): number {
  return 8 * Math.ceil((1 + MOST_UTF8 * sourceBytes) / 8)
}

/**
 * Reads any block of a source that is in another encoding than UTF-8. Which rows it has is decided by the bytes of the source (block, longest line and
 * reach are counted in these); then its rows are decoded.
 */
export class DecodingReader implements RowReader {
  private readonly source: ByteSource
  private readonly decoder: Decoder
  /** Finds the rows in the source's own bytes. */
  private readonly rows: BlockReader
  private readonly heads: HeadTest | undefined
  private readonly kernels: Kernels
  private readonly windowBytes: number
  private readonly buffer: Buffer

  constructor(source: ByteSource, skip: number, decoder: Decoder, options: BlockOptions = {}) {
    const { blockBytes = BLOCK_BYTES, maxLineBytes = MAX_LINE_BYTES, reachBytes, kernels = plainKernels, heads } = options
    this.source = source
    this.decoder = decoder
    this.kernels = kernels
    this.heads = heads
    this.windowBytes = maxLineBytes
    this.buffer = kernels.buffer(decodingBufferBytes(blockBytes, maxLineBytes, reachBytes))
    const behind = textBytes(readerBufferBytes(blockBytes, maxLineBytes, reachBytes))
    this.rows = new BlockReader(source, skip, {
      ...options,
      kernels: { ...plainKernels, buffer: (length) => this.buffer.subarray(behind, behind + length) },
      lineEnds: lineEndsOf(decoder),
      heads: heads && new EncodedHeads(heads, decoder),
      headBytes: encodedHeadBytes(heads),
    })
  }

  get bytesRead(): number {
    return this.rows.bytesRead
  }

  read(index: number): Block {
    return this.decoded(this.rows.read(index))
  }

  readRow(index: number, offset: number, length: number): Block | undefined {
    const row = this.rows.readRow(index, offset, length)
    // A row at the end of the source may have no line end.
    return row && this.decoded(row, offset + length < this.source.size)
  }

  readLine(offset: number, length: number): { bytes: Buffer; next: number; done: boolean } {
    const { decoder } = this
    const { bytes, next, done } = this.rows.readLine(offset, length)
    const end = done ? bytes.length : decoder.wholeEnd(bytes)
    const text = Buffer.allocUnsafeSlow(MOST_UTF8 * end)
    const length8 = decoder.decode(bytes, 0, end, text, 0)
    return { bytes: text.subarray(0, length8), next: next - bytes.length + end, done }
  }

  /** `unended`: its last line is there without its line end. */
  private decoded(block: Block, unended = false): Block {
    const { decoder, buffer, heads, kernels, windowBytes } = this
    const { index, firstLine, first, longLine, linesStop, stop } = block
    // What is before the first row is the end of a line, also for a search that looks at the byte before.
    buffer[0] = 10
    const cuts = [...new Set([firstLine, first, longLine < 0 ? stop : longLine, linesStop, stop])].sort((a, b) => a - b)
    const places = new Map([[firstLine, 1]])
    let at = 1
    for (let i = 1; i < cuts.length; i++) {
      const [from, to] = [cuts[i - 1], cuts[i]]
      const how = from === longLine ? 'decodeCut' : unended ? 'decodeLine' : 'decode'
      at = decoder[how](block.bytes, from, to, buffer, at)
      places.set(to, at)
    }
    const place = (of: number): number => places.get(of)!
    let table: LineTable | undefined
    return {
      index,
      bytes: buffer,
      kernels,
      first: place(first),
      stop: place(stop),
      longLine: longLine < 0 ? -1 : place(longLine),
      firstLine: 1,
      linesStop: place(linesStop),
      heads,
      sourceOffset: (of) => {
        table ??= new LineTable(block, cuts[cuts.length - 1], buffer, at, decoder)
        return block.sourceOffset(table.find(of))
      },
      windowBytes,
      longWindows: (overlap) => cutWindows(this.pieces(block.sourceOffset(longLine)), windowBytes, overlap),
    }
  }

  /** The text of a line that starts at a byte of the source, with its newline. */
  private *pieces(offset: number): Generator<Buffer> {
    const decode = this.decoder.stream()
    for (let from = offset; from < this.source.size; ) {
      const { bytes, next, done } = this.rows.readLine(from, PIECE_BYTES)
      yield decode(bytes, done)
      if (done) return
      from = next
    }
  }
}

/** Where the lines of a block are, in its text and in the bytes it comes from. */
class LineTable {
  private readonly text: number[]
  private readonly source: number[]
  private readonly unit: number

  /** Of block.bytes[firstLine, stop), the text of which is text[1, textStop). */
  constructor(block: Block, stop: number, text: Buffer, textStop: number, decoder: Decoder) {
    this.unit = decoder.unit
    this.text = lineStarts(1, textStop, (from) => nextNewline(text, from, textStop), 1)
    this.source = lineStarts(block.firstLine, stop, (from) => decoder.nextNewline(block.bytes, from, stop), decoder.unit)
  }

  /** Where in the bytes is what is in the text at `at`: the start of a line, or its line end, which has one unit for each byte of its text. */
  find(at: number): number {
    const { text, source, unit } = this
    let [low, high] = [0, text.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (text[middle] < at) low = middle + 1
      else high = middle
    }
    return source[low] - unit * (text[low] - at)
  }
}

/** Where lines start in [from, to), and `to`. */
function lineStarts(from: number, to: number, next: (from: number) => number, unit: number): number[] {
  const starts = [from]
  for (let newline = next(from); newline >= 0; newline = next(newline + unit)) starts.push(newline + unit)
  if (starts[starts.length - 1] !== to) starts.push(to)
  return starts
}

/** How lines end in the bytes of an encoding. */
export function lineEndsOf(decoder: Decoder): LineEnds {
  return {
    unit: decoder.unit,
    nextNewline: (bytes, from, to) => decoder.nextNewline(bytes, from, to),
    lineStartBefore: (bytes, from, to) => decoder.lineStartBefore(bytes, from, to),
  }
}

/** Tests the text of what begins a line. */
export class EncodedHeads implements HeadTest {
  private readonly heads: HeadTest
  private readonly decoder: Decoder
  private readonly most: number
  private readonly text: Buffer

  constructor(heads: HeadTest, decoder: Decoder) {
    this.heads = heads
    this.decoder = decoder
    this.most = encodedHeadBytes(heads)
    this.text = Buffer.allocUnsafeSlow(MOST_UTF8 * (this.most + 2))
  }

  test(bytes: Buffer, start: number, end: number): boolean {
    const newline = this.decoder.nextNewline(bytes, start, end)
    const stop = Math.min(newline < 0 ? end : newline, start + this.most)
    const how = stop === newline ? 'decodeLine' : 'decode'
    return this.heads.test(this.text, 0, this.decoder[how](bytes, start, stop, this.text, 0))
  }
}
