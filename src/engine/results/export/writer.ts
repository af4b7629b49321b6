import type { RenderedChunk } from '../scannerApi.ts'

/** A chunk is full at this size. */
const CHUNK_BYTES = 1024 * 1024

/** Collects output bytes, and the places of long lines whose bytes are fetched later. Can be used again after `take`. */
export class ByteWriter {
  private chunks: RenderedChunk[] = []
  private buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  private used = 0
  private flushed = 0
  /** References written since `take`. */
  references = 0
  private readonly source: () => number

  /** `source`: index of the source that the current rows are from. */
  constructor(source: () => number) {
    this.source = source
  }

  /** Drops what has been written since `take`: work that failed may have left something. */
  clear(): void {
    this.chunks = []
    this.references = 0
    this.used = 0
    this.flushed = 0
  }

  /** Bytes written since `take`; references have none. */
  get position(): number {
    return this.flushed + this.used
  }

  bytes(from: Buffer, start: number, end: number): void {
    this.reserve(end - start)
    from.copy(this.buffer, this.used, start, end)
    this.used += end - start
  }

  /** The same where they are few: a loop is faster than a call of the copy. */
  fewBytes(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    const { buffer } = this
    let at = this.used
    for (let next = start; next < end; next++) buffer[at++] = from[next]
    this.used = at
  }

  /** A short text of nothing but ASCII. */
  ascii(text: string): void {
    this.reserve(text.length)
    const { buffer } = this
    let at = this.used
    for (let i = 0; i < text.length; i++) buffer[at++] = text.charCodeAt(i)
    this.used = at
  }

  text(text: string): void {
    // At most three bytes of UTF-8 for a UTF-16 unit.
    this.reserve(text.length * 3)
    this.used += this.buffer.write(text, this.used, 'utf8')
  }

  /** A long line that starts at this offset of the source. */
  reference(offset: number): void {
    this.flush()
    this.references++
    this.chunks.push({ source: this.source(), offset })
  }

  take(): readonly RenderedChunk[] {
    this.flush()
    const { chunks } = this
    this.chunks = []
    this.flushed = 0
    this.references = 0
    return chunks
  }

  private flush(): void {
    if (this.used === 0) return
    // Copied, so that what is sent is as large as what is in it.
    this.chunks.push(this.buffer.buffer.slice(0, this.used))
    this.flushed += this.used
    this.used = 0
  }

  private reserve(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return
    this.flush()
    if (bytes > this.buffer.length) this.buffer = Buffer.allocUnsafeSlow(bytes)
  }
}
