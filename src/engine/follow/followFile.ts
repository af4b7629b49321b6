import { markOf } from '../bytes/detectEncoding.ts'
import type { FollowStep } from '../bytes/follow/fileFollower.ts'
import { RecordStream, type Extent, type RecordBounds, type Until } from './recordStream.ts'

/** Longest byte order mark. */
const MARK_BYTES = 4
/** The last record of a file is given after so many milliseconds in which nothing came. */
const QUIET = 1000
/** Of a file that was empty so many of the first bytes are waited for, or as long as something comes at least so often, in milliseconds. */
export const FIRST_BYTES = 64 * 1024
export const FIRST_QUIET = 200

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

/** What gives the bytes of a file. */
export interface Follower {
  poll(): Iterable<FollowStep>
  close(): void
  /** Nothing will come after what the last `poll` gave. */
  readonly ended?: boolean
}

export interface FollowedFile {
  readonly follower: Follower
  /** How its records begin and end, or what finds that out by its first bytes. */
  readonly bounds: RecordBounds | ((first: Buffer) => Promise<RecordBounds>)
}

export interface FollowOptions {
  /** Resolves when it is time to look again: something may have changed, or some time has passed. */
  wait(): Promise<void>
  /** What is there as a whole line is given then, and the generator ends. */
  readonly signal: AbortSignal
  /** Milliseconds of some clock; default: the monotonic one. */
  now?(): number
  readonly bounded?: Bounded
}

/** Runs what tells the records of a file apart, which may be an expression of a person: for a limited time. Throws where that is over. */
export type Bounded = <T>(source: number, work: () => T) => T

/**
 * Gives the records that are written to files, each once, as soon as its end is known or nothing has come for a second. Ends when `signal` is aborted, or no file has more to
 * come; closes the files.
 */
export async function* followFiles(files: readonly FollowedFile[], options: FollowOptions): AsyncGenerator<Growth, void, undefined> {
  const { wait, signal, now = () => performance.now(), bounded } = options
  const parts = files.map((file, source) => new FilePart(file, source, bounded))
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
        const quiet = now() - changed[i]
        if (part.isUnknown(quiet >= FIRST_QUIET)) yield* await part.find()
        if (files[i].follower.ended) yield* part.take('end')
        else if (quiet >= QUIET) yield* part.take('quiet')
      }
      if (files.every(({ follower }) => follower.ended)) return
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
  private readonly bounded: Bounded
  private bounds: RecordBounds | undefined
  private stream: RecordStream | undefined
  /** What has come while it is not known how records begin. */
  private readonly held: FollowStep[] = []
  /** The start of the stream has been looked at. */
  private marked = false
  private begins: Growth['begins']

  constructor(file: FollowedFile, source: number, bounded: Bounded = (_, work) => work()) {
    this.file = file
    this.source = source
    this.bounded = bounded
    if (typeof file.bounds !== 'function') this.know(file.bounds)
  }

  /** All that has come, and `bytes` whenever something has. */
  *poll(): Generator<Growth | 'bytes', void, undefined> {
    for (const step of this.file.follower.poll()) {
      if (step.kind === 'bytes') yield 'bytes'
      if (this.stream) yield* this.handle(step)
      else this.held.push(step)
    }
  }

  *take(until: Until): Generator<Growth, void, undefined> {
    const { stream, source, begins } = this
    if (!stream || (!this.marked && stream.first.length < MARK_BYTES && until === 'sure')) return
    this.skipMark(stream)
    const extents = this.bounded(source, () => stream.take(until))
    if (extents.length === 0) return
    this.begins = undefined
    yield { source, stream, extents, ...(begins ? { begins } : {}) }
  }

  /** There is enough to find out how its records begin; `quiet`: no more will come for now. */
  isUnknown(quiet: boolean): boolean {
    if (this.stream) return false
    const bytes = this.first
    return bytes.length >= FIRST_BYTES || (bytes.length > 0 && (quiet || this.file.follower.ended === true || this.held.some(({ kind }) => kind === 'end')))
  }

  /** Finds out how its records begin, and gives what has come so far. */
  async find(): Promise<Generator<Growth, void, undefined>> {
    const { bounds } = this.file
    if (typeof bounds === 'function') this.know(await bounds(this.first))
    return this.handleHeld()
  }

  /** Of a file of which nothing is known. */
  private get first(): Buffer {
    const parts: Buffer[] = []
    for (const step of this.held) {
      if (step.kind === 'bytes') parts.push(step.bytes)
      else if (parts.length > 0) break
    }
    return Buffer.concat(parts)
  }

  private know(bounds: RecordBounds): void {
    this.bounds = bounds
    this.stream = new RecordStream(bounds)
  }

  private *handleHeld(): Generator<Growth, void, undefined> {
    for (const step of this.held.splice(0)) yield* this.handle(step)
  }

  private *handle(step: FollowStep): Generator<Growth, void, undefined> {
    if (step.kind === 'bytes') {
      this.stream!.add(step.bytes)
      yield* this.take('sure')
      return
    }
    yield* this.take('end')
    this.stream = new RecordStream(this.bounds!)
    this.marked = step.resumed
    this.begins = step.why
  }

  private skipMark(stream: RecordStream): void {
    if (this.marked) return
    const { first } = stream
    // Of a file that is still empty nothing is known.
    if (first.length === 0) return
    this.marked = true
    const mark = markOf(first)
    if (mark && this.bounds?.encoding === mark.encoding.name) stream.skip(mark.bytes)
  }
}
