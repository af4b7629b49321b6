/** A temporary file of rows: written once, one chunk behind the other, and read in any order. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { errorOf } from '../../../common/errorTexts.ts'
import { freeNow } from '../../../common/freeNow.ts'
import type { SpoolChunk } from './rowWriter.ts'

/** Where the chunks of a file are, and how many rows each has. */
export interface SpoolPart {
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
  readonly rows: Uint32Array<ArrayBuffer>
}

/** Writes chunks behind each other. Throws `output`, where the disk is full for instance. */
export class SpoolWriter {
  private readonly file: number
  private readonly path: string
  private end = 0

  /** `path`: of a file that is not there yet. */
  constructor(path: string) {
    this.path = path
    this.file = named(path, () => openSync(path, 'wx', 0o600))
  }

  /** The memory of the chunks is given back. */
  append(chunks: readonly SpoolChunk[]): SpoolPart {
    const offsets = new Float64Array(chunks.length)
    const lengths = Uint32Array.from(chunks, ({ bytes }) => bytes.byteLength)
    chunks.forEach(({ bytes }, i) => {
      offsets[i] = this.end
      const whole = new Uint8Array(bytes)
      this.write(whole)
      freeNow(whole)
    })
    return { offsets, lengths, rows: Uint32Array.from(chunks, ({ rows }) => rows) }
  }

  /** Bytes that have been written. */
  get length(): number {
    return this.end
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += named(this.path, () => writeSync(this.file, bytes, at, bytes.length - at, this.end + at))
    this.end += bytes.length
  }

  close(): void {
    closeSync(this.file)
  }
}

function named<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw errorOf('output', 'temporaryFile', { path, why })
  }
}

/** Reads chunks; the file is open from the first on. */
export class SpoolReader {
  private readonly path: string
  private file: number | undefined

  constructor(path: string) {
    this.path = path
  }

  read(offset: number, length: number): ArrayBuffer {
    const bytes = new Uint8Array(length)
    this.readInto(bytes, 0, offset, length)
    return bytes.buffer
  }

  /** Reads `length` bytes to `at` of these. */
  readInto(bytes: Uint8Array, at: number, offset: number, length: number): void {
    this.file ??= openSync(this.path, 'r')
    for (let done = 0; done < length; ) {
      const read = readSync(this.file, bytes, at + done, length - done, offset + done)
      if (read === 0) throw new Error(`${this.path} has become shorter`)
      done += read
    }
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file)
    this.file = undefined
  }
}

/** The parts of a file as one, in the order in which they were written. */
export class SpoolIndex {
  private readonly parts: SpoolPart[] = []
  rows = 0

  add(part: SpoolPart): void {
    if (part.rows.length > 0) this.parts.push(part)
    for (const count of part.rows) this.rows += count
  }

  clear(): void {
    this.parts.length = 0
    this.rows = 0
  }

  get all(): SpoolPart {
    const { parts } = this
    const joined = {
      offsets: Float64Array.from(parts.flatMap(({ offsets }) => [...offsets])),
      lengths: Uint32Array.from(parts.flatMap(({ lengths }) => [...lengths])),
      rows: Uint32Array.from(parts.flatMap(({ rows }) => [...rows])),
    }
    if (parts.length > 1) parts.splice(0, parts.length, joined)
    return joined
  }
}
