import { BLOCK_BYTES } from '../common/constants.ts'

/** So many blocks a log is cut into, where there is that much of it. */
const WANTED_BLOCKS = 256
/** In one whose blocks would have less than this many bytes they may be shorter than a line, so that a few rows stand at their times and not between them. */
const SMALL_BYTES = 2048
const WANTED_SMALL_BLOCKS = 1024
const LEAST_BYTES = 16
/** With more than this a log has grown out of its blocks. */
const MOST_BLOCKS = 4096

/**
 * Bytes of the blocks of a log that somebody looks at: those of a small one are small, since its timeline is as exact as they are. `before`: what its blocks had when
 * it was opened first; they stay as long as they may, so that of a log that grows only the end is read.
 */
export function panelBlockBytes(logBytes: number, before?: number): number {
  if (before !== undefined && logBytes <= before * MOST_BLOCKS) return before
  let bytes = BLOCK_BYTES
  while (bytes > SMALL_BYTES && bytes * WANTED_BLOCKS > logBytes) bytes /= 2
  while (bytes <= SMALL_BYTES && bytes > LEAST_BYTES && bytes * WANTED_SMALL_BLOCKS > logBytes) bytes /= 2
  return bytes
}
