import type { BigIntStats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { assertRegularFile, fileError } from '../fileSource.ts'

/** Bytes that are read, and given to a decoder, at a time. */
const PIECE_BYTES = 64 * 1024

/** Why the content of a packed file ends where it does not end of itself. */
export interface Damage {
  /** Byte of the packed file at which it was found. */
  readonly at: number
  /** The file ends there, in the middle of what it holds. */
  readonly cut: boolean
  /** What is wrong, in a few words. */
  readonly reason: string
}

/** Content in pieces, each valid until the next is pulled; returns what kept it from going on to its end. */
export type PlainChunks = AsyncGenerator<Buffer, Damage | undefined>

/** A file that is read piece by piece, by this thread, without blocking it. */
export class PackedFile {
  readonly path: string
  readonly size: number
  /** Tells it from any other file. */
  readonly key: string
  readonly pieceBytes: number
  /** Bytes that have been read. */
  position = 0
  private readonly handle: FileHandle

  private constructor(path: string, handle: FileHandle, { size, dev, ino }: BigIntStats, pieceBytes: number) {
    this.path = path
    this.handle = handle
    this.size = Number(size)
    this.key = `${dev}:${ino}`
    this.pieceBytes = pieceBytes
  }

  /** Throws SluiceError. */
  static async open(path: string, pieceBytes = PIECE_BYTES): Promise<PackedFile> {
    let handle
    try {
      handle = await open(path, 'r')
      const found = await handle.stat({ bigint: true })
      assertRegularFile(found, path)
      return new PackedFile(path, handle, found, pieceBytes)
    } catch (error) {
      await handle?.close()
      throw fileError(error, path)
    }
  }

  get name(): string {
    return basename(this.path)
  }

  /** The bytes [from, to), each piece valid until the next is pulled. Throws SluiceError. */
  async *pieces(from: number, to: number = this.size): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(this.pieceBytes, to - from)))
    for (let at = from; at < to; ) {
      const piece = await this.read(at, Math.min(buffer.length, to - at), buffer)
      if (piece.length === 0) return
      at += piece.length
      this.position = at
      yield piece
    }
  }

  /** Up to `length` bytes at `position`. Throws SluiceError. */
  async read(position: number, length: number, into: Buffer = Buffer.alloc(length)): Promise<Buffer> {
    let filled = 0
    try {
      while (filled < length) {
        const { bytesRead } = await this.handle.read(into, filled, length - filled, position + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
    } catch (error) {
      throw fileError(error, this.path)
    }
    return into.subarray(0, filled)
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}
