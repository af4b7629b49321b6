/** What of a kept index is still true of the file as it is now. */
import { MAX_LINE_BYTES, RECORD_REACH_BYTES } from '../../../common/constants.ts'
import type { FileIdentity } from '../../bytes/identity.ts'
import type { KnownStatistics } from '../../records/knownStatistics.ts'

/** What a file can have become of the one that an index was made of; of one that has grown, its old ends are still to be compared. */
export type Resemblance = 'same' | 'perhapsGrown' | 'other'

/**
 * Compares what is known without reading the file. An index is believed to be of the *same* file only if no one has written to it since:
 * device and inode, size, both hashes and the time of the last write agree. Hashes of the ends see nothing of a change in the middle, so
 * equal hashes are not enough where that time differs: then the file counts as another, and is read again. Programs can set the time
 * back (`touch -r`), so the time of the last change of status, which they cannot set, has to agree too, unless the file has another name
 * now: renaming (rotation) changes it as well. A file that has *grown* is believed by the hashes of its old ends.
 * What is not seen: a write to the middle in the same tick of the file system's clock as the last one that was seen; one to the middle of a
 * file that has grown since; one whose time was set back, if the file has been renamed since.
 */
export function compareIdentities(kept: FileIdentity, now: FileIdentity, renamed: boolean): Resemblance {
  if (!sameNumber(kept.device, now.device) || !sameNumber(kept.inode, now.inode) || kept.size > now.size) return 'other'
  if (kept.size < now.size) return 'perhapsGrown'
  if (kept.head !== now.head || kept.tail !== now.tail || kept.modified !== now.modified) return 'other'
  return renamed || kept.statusChanged === now.statusChanged ? 'same' : 'other'
}

/** 64 bits, whether they are read with a sign or without. */
function sameNumber(a: bigint, b: bigint): boolean {
  return BigInt.asUintN(64, a) === BigInt.asUintN(64, b)
}

export interface Reaches {
  /** Bytes that a line is read to at most. */
  readonly line: number
  /** Bytes behind a head in which the lines start that belong to it. */
  readonly record: number
}

const REACHES: Reaches = { line: MAX_LINE_BYTES, record: RECORD_REACH_BYTES }

/**
 * The blocks of the first `size` bytes of a file that keep their statistics whatever is appended: 1 for those. The lines of a block's
 * records start in it or within the record reach behind it, so a block that ends that much before `size` has all of them (SEMANTICS: only
 * the last L + B are read again), if its last line has ended, as it has where a line of a later block is known to start. Else that line may
 * go on, and what is appended belong to it, as far as a line is read.
 */
export function settledBlocks(statistics: KnownStatistics, size: number, blockBytes: number, reaches: Reaches = REACHES): Uint8Array {
  const { known, lines } = statistics
  const settled = new Uint8Array(known.length)
  let ended = false
  for (let block = known.length - 1; block >= 0; block--) {
    const reach = ended ? reaches.record : Math.max(reaches.record, reaches.line)
    if ((block + 1) * blockBytes + reach <= size) settled[block] = known[block]
    if (lines[block] > 0) ended = true
  }
  return settled
}
