import type { FormatDeclaration } from '../../common/protocol.ts'
import type { MemberSpec } from './packed/members.ts'

/**
 * Where bytes come from. Positions are in *source* bytes: of the decompressed stream for a compressed
 * file. Reads are synchronous and positional, since they run in scan workers (a reused 256 KiB buffer
 * reads as fast as `cat`; asynchronous reads of that size run at a quarter of it).
 */
export interface ByteSource {
  /** Bytes that passes work on; what is appended later does not count until the source is opened again. */
  readonly size: number
  /**
   * Reads up to `length` bytes at `position` into `target` at `targetStart`; answers how many.
   * Fewer than asked for means the end. Throws SluiceError.
   */
  read(target: Uint8Array, targetStart: number, length: number, position: number): number
  close(): void
}

/** What stays the same when a file is renamed, and differs when another takes its name. */
export interface FileKey {
  readonly device: bigint
  readonly inode: bigint
}

/** How to open a source in another thread: plain data. */
export interface SourceSpec {
  readonly path: string
  /** What people call it. */
  readonly name: string
  readonly size: number
  /** The file that was looked at: another one under the same path is not to be read for it. */
  readonly file?: FileKey
  /** Bytes to leave out at the start (a byte order mark). */
  readonly skip: number
  /** Name of its encoding, if it is not UTF-8. */
  readonly encoding?: string
  /** Its content lies there, and not at `path`, which is packed. */
  readonly members?: MemberSpec
  /** Name of the format of its records; without one every line is a record without fields. */
  readonly format?: string
  /** Its declaration, if it is none of the built-in ones. */
  readonly declared?: FormatDeclaration
  /** Milliseconds by which the times of its records are moved. */
  readonly shift?: number
  /** Zone that is set for its stamps that do not say one; its format has it too, if it has such stamps. */
  readonly timeZone?: string
  /** Zone in which the times of its records are shown, if not as the log writes them. */
  readonly shownZone?: string
}
