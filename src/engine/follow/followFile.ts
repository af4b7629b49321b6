import { encodingNamed, UTF8 } from '../../common/encodings.ts'
import { markOf } from '../bytes/detectEncoding.ts'
import type { FileFollower } from '../bytes/follow/fileFollower.ts'
import { RecordStream, type Extent, type RecordBounds, type Until } from './recordStream.ts'

/** Longest byte order mark. */
const MARK_BYTES = 4
/** The last record of a file is given after so many milliseconds in which nothing came. */
const QUIET = 1000

/** What has come of a file. */
export interface Growth {
  /** Number of the file among those that are followed. */
  readonly source: number
  /** Where the bytes of the records are, until the generator is asked for more. */
  readonly stream: RecordStream
  /** New records; none where there is only something to say. */
  readonly extents: readonly Extent[]
  /** These are the first of another file at the same path, or of the same one written anew. */
  readonly begins?: 'rotated' | 'rewritten'
}

export interface FollowedFile {
  readonly follower: Pick<FileFollower, 'poll' | 'close'>
  readonly bounds: RecordBounds
  /** Name of its encoding, if it is not UTF-8. */
  readonly encoding?: string
}

export interface FollowOptions {
  /** Resolves when it is time to look again: something may have changed, or some time has passed. */
  wait(): Promise<void>
  /** What is there as a whole line is given then, and the generator ends. */
  readonly signal: AbortSignal
  /** Milliseconds of some clock; default: the monotonic one. */
  now?(): number
}

/** Gives the records that are written to files, each once, as soon as its end is known or nothing has come for a second. Ends when `signal` is aborted; closes the files. */
export async function* followFiles(files: readonly FollowedFile[], options: FollowOptions): AsyncGenerator<Growth, void, undefined> {
  const { wait, signal, now = () => performance.now() } = options
  const parts = files.map((file, source) => new FilePart(file, source))
  const changed = files.map(() => now())
  try {
    while (!signal.aborted) {
      for (const [i, part] of parts.entries()) {
        let bytes = false
        for (const growth of part.poll()) {
          if (growth === 'bytes') bytes = true
          else yield growth
          if (signal.aborted) break
        }
        if (bytes) changed[i] = now()
        else if (now() - changed[i] >= QUIET) yield* part.take('quiet')
      }
      if (!signal.aborted) await wait()
    }
    for (const part of parts) yield* part.take('quiet')
  } finally {
    for (const { follower } of files) follower.close()
  }
}

/** A file that is followed, and the records of it that are waited for. */
export class FilePart {
  private readonly file: FollowedFile
  private readonly source: number
  private stream: RecordStream
  /** Its start has been looked at. */
  private marked = false
  private begins: Growth['begins']

  constructor(file: FollowedFile, source: number) {
    this.file = file
    this.source = source
    this.stream = new RecordStream(file.bounds)
  }

  /** All that has come, and `bytes` whenever something has. */
  *poll(): Generator<Growth | 'bytes', void, undefined> {
    for (const step of this.file.follower.poll()) {
      if (step.kind === 'bytes') {
        this.stream.add(step.bytes)
        yield 'bytes'
        yield* this.take('sure')
        continue
      }
      yield* this.take('end')
      this.stream = new RecordStream(this.file.bounds)
      this.marked = step.resumed
      this.begins = step.why
    }
  }

  *take(until: Until): Generator<Growth, void, undefined> {
    const { stream, source, begins } = this
    if (!this.marked && stream.first.length < MARK_BYTES && until === 'sure') return
    this.skipMark()
    const extents = stream.take(until)
    if (extents.length === 0) return
    this.begins = undefined
    yield { source, stream, extents, ...(begins ? { begins } : {}) }
  }

  private skipMark(): void {
    if (this.marked) return
    const { first } = this.stream
    // Of a file that is still empty nothing is known.
    if (first.length === 0) return
    this.marked = true
    const mark = markOf(first)
    if (mark && mark.encoding === (encodingNamed(this.file.encoding ?? UTF8.name) ?? UTF8)) this.stream.skip(mark.bytes)
  }
}
