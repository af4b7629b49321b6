import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { FollowStep } from '../engine/bytes/follow/fileFollower.ts'
import type { ByteSource } from '../engine/bytes/source.ts'
import { FIRST_BYTES, FIRST_QUIET, type Follower } from '../engine/follow/followFile.ts'

/** So much may lie here before more is read. */
const MOST_WAITING = 1024 * 1024

/** A file that is taken away again. */
export interface TemporaryFile {
  readonly file: string
  remove(): Promise<void>
}

/** What comes by standard input, to be pulled as soon as it is there. */
export class StandardInput implements Follower {
  private readonly stream: Readable
  private readonly chunks: Buffer[] = []
  private waiting = 0
  private isOver = false
  private failure: unknown
  private wake: () => void = () => undefined

  constructor(stream: Readable = process.stdin) {
    this.stream = stream
    stream.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk)
      this.waiting += chunk.length
      if (this.waiting >= MOST_WAITING) stream.pause()
      this.wake()
    })
    stream.on('error', (error) => {
      this.failure = error
      this.over()
    })
    stream.on('end', () => this.over())
    stream.on('close', () => this.over())
  }

  /** Its end has come, and all has been pulled. */
  get ended(): boolean {
    return this.isOver && this.chunks.length === 0
  }

  /** Resolves when something has come, at the end, or after so many milliseconds; `abort` may end it too. */
  arrived(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.chunks.length > 0 || this.isOver || signal.aborted) return Promise.resolve()
    return this.next(milliseconds, signal)
  }

  /** As much of its start as tells what it is: it stays here. */
  async first(signal: AbortSignal): Promise<Buffer> {
    await this.arrived(Infinity, signal)
    while (this.waiting < FIRST_BYTES && !this.isOver && !signal.aborted) {
      const before = this.waiting
      await this.next(FIRST_QUIET, signal)
      if (this.waiting === before) break
    }
    return Buffer.concat(this.chunks)
  }

  /** What has come since the last time. Throws what reading failed with. */
  *poll(): Generator<FollowStep, void, undefined> {
    const chunks = this.chunks.splice(0)
    this.waiting = 0
    if (chunks.length > 0) yield { kind: 'bytes', bytes: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) }
    if (this.failure !== undefined) throw this.failure
    this.stream.resume()
  }

  /** Nothing more is read: whoever writes to it learns that. */
  close(): void {
    this.stream.destroy()
  }

  /** All of it as a file, or what has come until `signal` is aborted. */
  async save(signal: AbortSignal): Promise<TemporaryFile> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
    try {
      const file = join(folder, 'standard input')
      // Streams take longer to load than a small file takes to be searched, and only this needs them.
      const { promises, Readable } = process.getBuiltinModule('node:stream')
      await promises.pipeline(Readable.from(this.rest(signal)), createWriteStream(file))
      return { file, remove }
    } catch (error) {
      await remove()
      throw error
    }
  }

  private async *rest(signal: AbortSignal): AsyncGenerator<Buffer> {
    while (!this.ended && !signal.aborted) {
      for (const step of this.poll()) if (step.kind === 'bytes') yield step.bytes
      await this.arrived(Infinity, signal)
    }
  }

  private next(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(milliseconds) ? setTimeout(() => this.wake(), milliseconds) : undefined
      this.wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', this.wake)
        this.wake = () => undefined
        resolve()
      }
      signal.addEventListener('abort', this.wake)
    })
  }

  private over(): void {
    this.isOver = true
    this.wake()
  }
}

/** Bytes in memory, to be looked at as a file is. */
export function memorySource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (target, targetStart, length, position) => bytes.copy(target, targetStart, Math.min(position, bytes.length), Math.min(position + length, bytes.length)),
    close: () => undefined,
  }
}
