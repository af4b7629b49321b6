import type { ByteSource } from '../../src/engine/bytes/source.ts'

/** A source in memory that gives at most `most` bytes a read, and notes what was read. */
export class MemoryFile implements ByteSource {
  readonly size: number
  /** Bytes that reads have given. */
  bytesRead = 0
  closed = false
  /** Called before each read, with the number of reads before it. */
  onRead: ((reads: number) => void) | undefined
  /** The file as it is now; shorter than `size` once it has been cut. */
  bytes: Uint8Array
  private readonly most: number
  private reads = 0

  constructor(bytes: Uint8Array, most = Infinity) {
    this.bytes = bytes
    this.size = bytes.length
    this.most = most
  }

  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    this.onRead?.(this.reads++)
    const end = Math.min(position + Math.min(length, this.most), this.bytes.length)
    const part = this.bytes.subarray(Math.min(position, end), end)
    target.set(part, targetStart)
    this.bytesRead += part.length
    return part.length
  }

  close(): void {
    this.closed = true
  }
}
