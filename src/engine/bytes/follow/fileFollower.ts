import type { FileKey } from '../source.ts'
import type { FollowFiles, OpenFile } from './followFiles.ts'

/** So much of both ends of what has been read tells whether a file still is what it was. */
const PROBE_BYTES = 4096
/** Bytes that are read at a time. */
const CHUNK_BYTES = 256 * 1024
/** Files that were left behind are remembered, should they come back: as many as this. */
const MOST_LEFT = 16

/**
 * - bytes: what comes next.
 * - end: no more will come of the file that the bytes before were of; those behind are of another (`rotated`), or of the same one, which was cut and written anew
 *   (`rewritten`), from its start on (`resumed`: from where it had been left).
 */
export type FollowStep =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly why: 'rotated' | 'rewritten'; readonly resumed: boolean }

/** How far a file has been read, and what it was. */
interface Mark {
  readonly key: FileKey
  /** Bytes that have been given. */
  offset: number
  /** Of these, the first and the last. */
  head: Buffer
  tail: Buffer
}

interface Followed extends Mark {
  readonly file: OpenFile
}

/**
 * Gives the bytes that are written to the file at a path: each once, in order, through every rotation (SEMANTICS: follow). Nothing happens but in `poll`.
 *
 * What was renamed is read on by its open handle until its successor has something in it: then whoever writes has gone over to that. Of a file that was cut, what was
 * written before and not read yet is looked for in the copy that was made of it (copy-truncate).
 */
export class FileFollower {
  private readonly path: string
  private readonly files: FollowFiles
  private readonly chunkBytes: number
  /** Files that have been at the path, oldest first: all but the first wait until that is read to its end. */
  private readonly queue: Followed[] = []
  private readonly left: Mark[] = []

  constructor(path: string, files: FollowFiles, chunkBytes = CHUNK_BYTES) {
    this.path = path
    this.files = files
    this.chunkBytes = chunkBytes
    this.look()
  }

  /** There is no file at the path at the moment. */
  get isMissing(): boolean {
    return this.files.keyOf(this.path) === undefined
  }

  /** All that has come since the last time. To be pulled to its end; bytes are the receiver's. */
  *poll(): Generator<FollowStep, void, undefined> {
    this.look()
    while (this.queue.length > 0) {
      const [first, ...others] = this.queue
      // Looked at before the last read of the first: what was written to that before something was written to another is read then.
      const isLeft = others.some(({ file }) => file.size() > 0)
      yield* this.read(first)
      if (!isLeft) return
      this.leave(first)
      yield { kind: 'end', why: 'rotated', resumed: this.queue[0].offset > 0 }
    }
  }

  close(): void {
    for (const { file } of this.queue.splice(0)) file.close()
  }

  /** Opens what is at the path now, if it is another file than before. */
  private look(): void {
    const key = this.files.keyOf(this.path)
    const last = this.queue.at(-1)
    if (!key || (last && isSameKey(key, last.key))) return
    const file = this.files.open(this.path)
    if (!file) return
    // Between the two looks it may have changed.
    if (last && isSameKey(file.key, last.key)) file.close()
    else this.queue.push({ ...this.markOf(file), file })
  }

  /** Where to go on in a file: at its start, unless it was left before. */
  private markOf(file: OpenFile): Mark {
    const known = this.left.findLast((mark) => isSameKey(mark.key, file.key) && isAsBefore(file, mark))
    return known ?? { key: file.key, offset: 0, head: Buffer.alloc(0), tail: Buffer.alloc(0) }
  }

  private leave(followed: Followed): void {
    const { file, key, offset, head, tail } = followed
    file.close()
    this.queue.shift()
    this.left.push({ key, offset, head, tail })
    if (this.left.length > MOST_LEFT) this.left.shift()
    // It may be one that has just been left, having got its name back.
    const [next] = this.queue
    if (next) this.queue[0] = { ...this.markOf(next.file), file: next.file }
  }

  private *read(followed: Followed): Generator<FollowStep, void, undefined> {
    for (;;) {
      const bytes = Buffer.allocUnsafe(this.chunkBytes)
      const length = followed.file.read(bytes, 0, bytes.length, followed.offset)
      // Afterwards: then what was read is surely of the file that goes on where the bytes before ended.
      if (followed.file.size() < followed.offset + length || !isAsBefore(followed.file, followed)) {
        yield* this.readCopy(followed)
        yield { kind: 'end', why: 'rewritten', resumed: false }
        followed.offset = 0
        followed.head = followed.tail = Buffer.alloc(0)
        continue
      }
      if (length === 0) return
      const read = bytes.subarray(0, length)
      advance(followed, read)
      yield { kind: 'bytes', bytes: read }
    }
  }

  /** What a file that has been cut had behind what was read of it. */
  private *readCopy(before: Followed): Generator<FollowStep, void, undefined> {
    if (before.offset === 0) return
    for (const path of this.files.beside(this.path)) {
      const copy = this.files.open(path)
      if (!copy) continue
      try {
        if (isSameKey(copy.key, before.key) || !isAsBefore(copy, before)) continue
        for (let at = before.offset; ; ) {
          const bytes = Buffer.allocUnsafe(this.chunkBytes)
          const length = copy.read(bytes, 0, bytes.length, at)
          if (length === 0) return
          at += length
          yield { kind: 'bytes', bytes: bytes.subarray(0, length) }
        }
      } finally {
        copy.close()
      }
    }
  }
}

function isSameKey(a: FileKey, b: FileKey): boolean {
  return a.device === b.device && a.inode === b.inode
}

/** The file begins with what had been read up to a mark, by both ends of that. */
function isAsBefore(file: OpenFile, { offset, head, tail }: Mark): boolean {
  return file.size() >= offset && has(file, head, 0) && has(file, tail, offset - tail.length)
}

function has(file: OpenFile, bytes: Buffer, position: number): boolean {
  const found = Buffer.allocUnsafe(bytes.length)
  let filled = 0
  while (filled < found.length) {
    const length = file.read(found, filled, found.length - filled, position + filled)
    if (length === 0) return false
    filled += length
  }
  return found.equals(bytes)
}

function advance(mark: Mark, read: Buffer): void {
  if (mark.head.length < PROBE_BYTES) mark.head = Buffer.concat([mark.head, read.subarray(0, PROBE_BYTES - mark.head.length)])
  const last = read.length >= PROBE_BYTES ? read : Buffer.concat([mark.tail, read])
  mark.tail = Buffer.from(last.subarray(Math.max(0, last.length - PROBE_BYTES)))
  mark.offset += read.length
}
