import type { FileHandle } from 'node:fs/promises'
import { freeChunk } from './freeBuffer.ts'
import { MemberEncoder } from './memberEncoder.ts'
import type { MemberCodec, MemberSpec } from './members.ts'
import { sharedNumbers } from './sharedNumbers.ts'
import { hasZstd } from './zlib.ts'

/** Content of a member: opens in about 1.5 ms, and is compressed as well as longer ones. */
export const MEMBER_BYTES = 1024 * 1024

/** Members that are being compressed, or wait for that. */
const AT_ONCE = 2

/** A file cannot hold more: the limit that was set for it is reached. */
export class LimitError extends Error {}

export interface WriterLimits {
  /** Asked before each write: whether the file may have so many bytes more. */
  readonly mayGrow: (bytes: number) => boolean
  /** There is a member more. */
  readonly onWritten: () => void
}

/** Writes content as members of MEMBER_BYTES to a file, while others read those that are there. */
export class MemberWriter {
  readonly codec: MemberCodec = hasZstd() ? 'zstd' : 'gzip'
  /** Ends of the members that are written: in the file, and of their content. */
  private readonly packed: number[] = [0]
  private readonly plain: number[] = [0]
  private readonly path: string
  private readonly handle: FileHandle
  private readonly encoder = new MemberEncoder(this.codec)
  private readonly limits: WriterLimits
  private readonly free: Buffer[] = []
  private filling: Buffer
  private filled = 0
  /** What is being compressed, in order. */
  private readonly pending: Promise<void>[] = []
  private written: Promise<void> = Promise.resolve()

  constructor(path: string, handle: FileHandle, limits: WriterLimits) {
    this.path = path
    this.handle = handle
    this.limits = limits
    this.filling = Buffer.allocUnsafeSlow(MEMBER_BYTES)
  }

  /** Bytes of content that can be read. */
  get size(): number {
    return this.plain[this.plain.length - 1]
  }

  /** Bytes of the file. */
  get packedBytes(): number {
    return this.packed[this.packed.length - 1]
  }

  get spec(): MemberSpec {
    return { file: this.path, codec: this.codec, packed: sharedNumbers(this.packed), plain: sharedNumbers(this.plain) }
  }

  /** Takes the bytes; resolves when there is room for more. Throws what writing throws, and LimitError. */
  async add(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const step = Math.min(MEMBER_BYTES - this.filled, bytes.length - at)
      this.filling.set(bytes.subarray(at, at + step), this.filled)
      this.filled += step
      at += step
      if (this.filled === MEMBER_BYTES) await this.flush()
    }
  }

  /** All that was added is written. Throws as `add`. */
  async end(): Promise<void> {
    if (this.filled > 0) await this.flush()
    await this.written
  }

  /** Nothing more is added, and all that was has been written, or has failed. */
  close(): void {
    this.encoder.close()
    this.free.forEach(freeChunk)
    freeChunk(this.filling)
  }

  private async flush(): Promise<void> {
    const content = this.filling.subarray(0, this.filled)
    const before = this.written
    this.written = (async () => {
      await before
      const pieces = await this.encoder.encode(content)
      if (content.length === MEMBER_BYTES) this.free.push(content)
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
      if (!this.limits.mayGrow(length)) throw new LimitError()
      let at = this.packedBytes
      for (const piece of pieces) {
        await writeAll(this.handle, piece, at)
        at += piece.length
      }
      this.packed.push(at)
      this.plain.push(this.size + content.length)
      pieces.forEach(freeChunk)
      this.limits.onWritten()
    })()
    // Looked at by whoever waits for it.
    this.written.catch(() => undefined)
    this.pending.push(this.written)
    this.filled = 0
    if (this.pending.length >= AT_ONCE) await this.pending.shift()
    this.filling = this.free.pop() ?? Buffer.allocUnsafeSlow(MEMBER_BYTES)
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}
