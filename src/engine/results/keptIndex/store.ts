import { mkdir, open, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SluiceError } from '../../../common/errors.ts'
import { beginsAs, identify, type FileIdentity } from '../../bytes/identity.ts'
import { blockCount } from '../../lines/block.ts'
import { forget, type KnownStatistics } from '../../records/knownStatistics.ts'
import { writeWhole } from '../export/fileSink.ts'
import { compareIdentities, settledBlocks } from './belief.ts'
import { encodeIndex, isKeepable, keptPath, maxIndexBytes, openIndex, type StatisticsKind } from './indexFile.ts'
import { indexName, trimFolder, type FolderLimits } from './indexFolder.ts'

/** A smaller log is read again as fast as its index. */
export const MIN_LOG_BYTES = 4 * 1024 * 1024

const LIMITS: FolderLimits = { files: 200, bytes: 64 * 1024 * 1024 }

export interface KeptIndex {
  /** Of the blocks of the file as it is now; those that a pass still has to read are not known. */
  readonly statistics: KnownStatistics
  /** The file that they are of, as it was then. */
  readonly identity: FileIdentity
  readonly change: 'same' | 'grown'
  /** As it was saved: the caller knows whether it still holds. */
  readonly basis: string
}

export interface StoreOptions {
  /** Logs of fewer bytes are not kept. */
  readonly minLogBytes?: number
  readonly limits?: FolderLimits
}

/**
 * Keeps what is known of logs in a folder, a file for each. It is believed by what the log is and not by where (`compareIdentities`), and
 * an index that is damaged, foreign or of another version is as none. Several processes may use a folder at once: files appear whole, and
 * the last one stays. Neither call throws because of what is on disk.
 */
export class KeptIndexStore {
  private readonly folder: string
  private readonly minLogBytes: number
  private readonly limits: FolderLimits

  constructor(folder: string, options: StoreOptions = {}) {
    this.folder = folder
    this.minLogBytes = options.minLogBytes ?? MIN_LOG_BYTES
    this.limits = options.limits ?? LIMITS
  }

  /** What is still true of the file at `path`, whose identity is `now`; undefined if nothing is. */
  async load(path: string, now: FileIdentity, kind: Omit<StatisticsKind, 'basis'>): Promise<KeptIndex | undefined> {
    if (now.size < this.minLogBytes) return undefined
    const file = join(this.folder, indexName(now, kind))
    const bytes = await readUpTo(file, this.limits.bytes)
    const opened = bytes && openIndex(bytes)
    if (!opened) return undefined
    const { identity } = opened
    const { format, mode, blockBytes, basis } = opened.kind
    if (format !== kind.format || mode !== kind.mode || blockBytes !== kind.blockBytes) return undefined
    const change = await changeSince(identity, path, now, opened.path !== keptPath(resolve(path)))
    const statistics = change && (await ended(opened.statistics(blockCount(now.size, blockBytes))))
    if (!statistics) return undefined
    if (change === 'grown') {
      settledBlocks(statistics, identity.size, blockBytes).forEach((is, block) => is === 0 && forget(statistics, block))
    }
    // What is used is kept longest.
    const date = new Date()
    await utimes(file, date, date).catch(() => undefined)
    return { statistics, identity, change, basis }
  }

  /**
   * Keeps statistics of the blocks of the first `identity.size` bytes of the file at `path`. `identity` is as it was before they were
   * gathered: if the file has been written to since, other than behind that size, nothing is kept. Answers whether it was. Blocks may
   * become known meanwhile; they are left out.
   */
  async save(path: string, identity: FileIdentity, kind: StatisticsKind, statistics: KnownStatistics): Promise<boolean> {
    if (identity.size < this.minLogBytes || !isKeepable(kind) || !statistics.known.includes(1)) return false
    if (!(await isUntouched(path, identity))) return false
    const name = indexName(identity, kind)
    let bytes
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      const pieces = encodeIndex({ identity, path: resolve(path), kind }, statistics)
      bytes = await writeWhole(join(this.folder, name), inTurns(pieces), 0o600)
    } catch (error) {
      if (error instanceof SluiceError || isFileError(error)) return false
      throw error
    }
    await trimFolder(this.folder, this.limits, name, maxIndexBytes(identity.size))
    return bytes <= this.limits.bytes
  }
}

/** What has become of the file of `then`, which is now that of `now`; undefined if its first `then.size` bytes may be others. */
async function changeSince(then: FileIdentity, path: string, now: FileIdentity, renamed: boolean): Promise<'same' | 'grown' | undefined> {
  const resemblance = compareIdentities(then, now, renamed)
  if (resemblance === 'same') return 'same'
  // What a packed file has more says nothing of where its content goes on.
  if (now.packed) return undefined
  return resemblance === 'perhapsGrown' && (await beginsAs(path, then).catch(() => false)) ? 'grown' : undefined
}

/** A pass has read what it meant to read. Whether the file was renamed meanwhile does not matter, as long as it is there. */
async function isUntouched(path: string, identity: FileIdentity): Promise<boolean> {
  const now = await identify(path).catch(() => undefined)
  if (identity.packed) return now !== undefined && compareIdentities(identity.packed, now, true) === 'same'
  return now !== undefined && (await changeSince(identity, path, now, true)) !== undefined
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

/** Lets others have their turn behind each piece: a log of 100 GB has 400,000 blocks. */
async function* inTurns<T, R>(work: Generator<T, R>): AsyncGenerator<T, R> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    yield value
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What a generator returns, with others having their turn. */
async function ended<R>(work: Generator<void, R>): Promise<R> {
  const steps = inTurns(work)
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return value
  }
}

/** A file's bytes; undefined if it cannot be read, or is longer than `limit`. */
async function readUpTo(path: string, limit: number): Promise<Buffer | undefined> {
  try {
    const file = await open(path, 'r')
    try {
      const found = await file.stat()
      return found.isFile() && found.size <= limit ? await file.readFile() : undefined
    } finally {
      await file.close()
    }
  } catch {
    return undefined
  }
}
