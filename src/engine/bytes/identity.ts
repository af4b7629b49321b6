import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { stat } from 'node:fs/promises'

const PROBE_BYTES = 4096

/** What tells whether a file is still the one that was opened (SEMANTICS: follow). */
export interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
  /** Bytes that count: what has been appended since then is growth. */
  readonly size: number
  readonly modified: bigint
  /** Hash of the file's first bytes and of those before its end. */
  readonly hash: string
}

export type FileChange = 'same' | 'grown' | 'changed' | 'deleted'

/** Reads the identity of the file at `path` as of its first `size` bytes (default: all). Throws what `stat` throws. */
export async function identify(path: string, size?: number): Promise<FileIdentity> {
  const found = await stat(path, { bigint: true })
  const end = size ?? Number(found.size)
  return {
    device: found.dev,
    inode: found.ino,
    size: end,
    modified: found.mtimeNs,
    hash: probe(path, end),
  }
}

/** What became of a file since `before` was read. */
export async function compareWith(path: string, before: FileIdentity): Promise<{ change: FileChange; size: number }> {
  let found
  try {
    found = await stat(path, { bigint: true })
  } catch {
    return { change: 'deleted', size: 0 }
  }
  const size = Number(found.size)
  if (found.dev !== before.device || found.ino !== before.inode || size < before.size) return { change: 'changed', size }
  if (found.mtimeNs === before.modified && size === before.size) return { change: 'same', size }
  // Written to: the old part must be as it was.
  if (probe(path, before.size) !== before.hash) return { change: 'changed', size }
  return { change: size > before.size ? 'grown' : 'same', size }
}

function probe(path: string, end: number): string {
  const hash = createHash('sha256')
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(PROBE_BYTES)
    for (const position of [0, Math.max(0, end - PROBE_BYTES)]) {
      const read = readSync(fd, buffer, 0, Math.min(PROBE_BYTES, end - position), position)
      hash.update(buffer.subarray(0, read))
    }
    return hash.digest('hex')
  } finally {
    closeSync(fd)
  }
}
