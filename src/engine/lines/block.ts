import { BLOCK_BYTES, MAX_LINE_BYTES } from '../../common/constants.ts'
import { SluiceError } from '../../common/errors.ts'
import type { ByteSource } from '../bytes/source.ts'
import { lineStartBefore, nextNewline, plainKernels, type Kernels } from './kernels.ts'

/**
 * The lines that start in one block of a source, as bytes. Valid until the reader's next `read`.
 * Offsets are into `bytes` unless they say otherwise.
 */
export interface Block {
  /** Number of the block in its source. */
  readonly index: number
  readonly bytes: Buffer
  /** What searches `bytes` fastest. */
  readonly kernels: Kernels
  /** Source offset of bytes[0]. */
  readonly base: number
  /** Where the first line of this block starts; equals `stop` where no line does. */
  readonly first: number
  /** Behind the last line that starts here, its newline included, or its first MAX_LINE_BYTES. */
  readonly stop: number
  /** Where the last line starts if it is longer than MAX_LINE_BYTES, else -1. Only the last line of a block can be. */
  readonly longLine: number
  /**
   * The whole of the long line, as windows of at most MAX_LINE_BYTES of which each begins `overlap` bytes before the end of the
   * one before; without the newline. Each is valid until the next is pulled.
   */
  longWindows(overlap: number): Generator<Buffer>
}

export interface BlockOptions {
  readonly blockBytes?: number
  readonly maxLineBytes?: number
  readonly kernels?: Kernels
  /** Called before every read from the source: the place to notice cancellation (by throwing). */
  readonly beforeRead?: () => void
}

/** Blocks of a source of `size` bytes. */
export function blockCount(size: number, blockBytes: number = BLOCK_BYTES): number {
  return Math.ceil(size / blockBytes)
}

/** Bytes of the buffer of a reader. */
export function readerBufferBytes(blockBytes: number, maxLineBytes: number): number {
  return 1 + blockBytes + maxLineBytes + 1
}

/** Reads any block of a source on its own, into one reused buffer. */
export class BlockReader {
  private readonly source: ByteSource
  private readonly skip: number
  private readonly blockBytes: number
  private readonly maxLineBytes: number
  private readonly kernels: Kernels
  private readonly beforeRead: () => void
  private readonly buffer: Buffer
  private window: Buffer | undefined
  /** Bytes read from the source so far. */
  bytesRead = 0

  /** `skip`: bytes at the start of the source that belong to no line (a byte order mark). */
  constructor(source: ByteSource, skip: number, options: BlockOptions = {}) {
    this.source = source
    this.skip = skip
    this.blockBytes = options.blockBytes ?? BLOCK_BYTES
    this.maxLineBytes = options.maxLineBytes ?? MAX_LINE_BYTES
    if (this.blockBytes > this.maxLineBytes) throw new RangeError('a block must not be longer than the longest line')
    this.kernels = options.kernels ?? plainKernels
    this.beforeRead = options.beforeRead ?? (() => undefined)
    // One byte before the block, the block, and the rest of its last line.
    this.buffer = this.kernels.buffer(readerBufferBytes(this.blockBytes, this.maxLineBytes))
  }

  /** Reads block `index`. Throws `changed` if the source has become shorter. */
  read(index: number): Block {
    const start = index * this.blockBytes
    const end = Math.min(start + this.blockBytes, this.source.size)
    // The byte before tells whether a line starts at the block's first byte.
    const base = index === 0 ? 0 : start - 1
    let filled = end - base
    this.fill(this.buffer, 0, filled, base)
    const { buffer } = this

    // The first line starts behind what is skipped, which may be more than a (very small) block.
    let first = this.skip - base
    if (start > this.skip) {
      // A view: what is behind `filled` is left over from other blocks, and as long as a line can be.
      const newline = buffer.subarray(0, filled).indexOf(10)
      first = newline < 0 ? filled : newline + 1
      // A newline as the block's last byte starts a line that belongs to the next block.
    }
    if (first >= filled) return this.block(index, base, filled, filled, -1)

    const stop = filled
    if (buffer[filled - 1] === 10 || base + filled >= this.source.size) return this.block(index, base, first, stop, -1)

    // The last line goes on behind the block.
    const lastLine = lineStartBefore(buffer, first, filled)
    const limit = lastLine + this.maxLineBytes
    // Most lines are short: a little first, then more and more.
    for (let chunk = 4096; filled <= limit; chunk = Math.min(4 * chunk, 256 * 1024)) {
      const step = Math.min(chunk, limit + 1 - filled, this.source.size - base - filled)
      if (step === 0) return this.block(index, base, first, filled, -1)
      this.fill(buffer, filled, step, base + filled)
      const newline = nextNewline(buffer, filled, filled + step)
      if (newline >= 0) return this.block(index, base, first, newline + 1, -1)
      filled += step
    }
    return this.block(index, base, first, limit, lastLine)
  }

  private block(index: number, base: number, first: number, stop: number, longLine: number): Block {
    const { buffer, kernels } = this
    return {
      index,
      bytes: buffer,
      kernels,
      base,
      first,
      stop,
      longLine,
      longWindows: (overlap) => this.windows(base + longLine, overlap),
    }
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

  private fill(target: Buffer, at: number, length: number, position: number): void {
    let done = 0
    while (done < length) {
      this.beforeRead()
      const step = Math.min(length - done, 256 * 1024)
      const read = this.source.read(target, at + done, step, position + done)
      if (read === 0) {
        throw new SluiceError('changed', 'The file became shorter while it was being read.')
      }
      done += read
    }
    this.bytesRead += length
  }
}

/** The CR of CRLF is not part of the line. */
function trimCr(bytes: Buffer, ended: boolean): Buffer {
  return ended && bytes.length > 0 && bytes[bytes.length - 1] === 13 ? bytes.subarray(0, -1) : bytes
}
