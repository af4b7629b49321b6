import { SluiceError } from '../../../common/errors.ts'
import type { ByteSource } from '../source.ts'
import type { Damage } from './packedFile.ts'
import type { Content } from './unpack.ts'

const PART_BYTES = 1024 * 1024

/** The window would have to be larger than it may be: there is a line that long. */
export class WindowError extends Error {}

/** Content as it is unpacked, for a pass from its start to its end: a window of it is in memory, and nothing is written anywhere. */
export class StreamSource implements ByteSource {
  /** Its end has been reached. */
  ended = false
  damage: Damage | undefined
  private readonly content: Content
  private readonly limit: number
  private readonly partBytes: number
  private readonly parts = new Map<number, Buffer>()
  private readonly free: Buffer[] = []
  private firstPart = 0
  private available = 0
  private lastLine = 0

  /** `limit`: bytes that the window may have; it is made of parts of `partBytes`. */
  constructor(content: Content, { limit = 64 * PART_BYTES, partBytes = PART_BYTES } = {}) {
    this.content = content
    this.limit = limit
    this.partBytes = partBytes
  }

  /** What has been unpacked so far: changes, other than that of a file. */
  get size(): number {
    return this.available
  }

  /** All lines that start before this byte are there as a whole. */
  get wholeTo(): number {
    return this.ended ? this.available : this.lastLine
  }

  /** Resolves when all lines that start before byte `end` are there as a whole. Throws WindowError, and what unpacking throws. */
  async ready(end: number): Promise<void> {
    while (this.lastLine <= end && !this.ended) {
      if (this.available - this.firstPart * this.partBytes > this.limit) throw new WindowError()
      const next = await this.content.chunks.next()
      if (next.done) {
        this.ended = true
        this.damage = next.value
      } else this.add(next.value)
    }
  }

  /** What is before byte `position` is not read any more. */
  forget(position: number): void {
    for (; (this.firstPart + 1) * this.partBytes <= position; this.firstPart++) {
      const part = this.parts.get(this.firstPart)
      if (part) this.free.push(part)
      this.parts.delete(this.firstPart)
    }
  }

  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    const end = Math.min(position + length, this.available)
    let at = position
    while (at < end) {
      const index = Math.floor(at / this.partBytes)
      const part = this.parts.get(index)
      if (!part) throw new SluiceError('internal', `Byte ${at} of ${this.content.name} has been forgotten.`)
      const from = at - index * this.partBytes
      const step = Math.min(this.partBytes - from, end - at)
      target.set(part.subarray(from, from + step), targetStart + at - position)
      at += step
    }
    return Math.max(0, end - position)
  }

  /** Whoever made it ends it. */
  close(): void {}

  async end(): Promise<void> {
    await this.content.chunks.return(undefined)
    await this.content.close()
  }

  private add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      const index = Math.floor(this.available / this.partBytes)
      let part = this.parts.get(index)
      if (!part) this.parts.set(index, (part = this.free.pop() ?? Buffer.allocUnsafeSlow(this.partBytes)))
      const to = this.available - index * this.partBytes
      const step = bytes.copy(part, to, at, Math.min(bytes.length, at + this.partBytes - to))
      at += step
      this.available += step
    }
    const newline = bytes.lastIndexOf(10)
    if (newline >= 0) this.lastLine = this.available - bytes.length + newline + 1
  }
}
