import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import type { FileKey } from './source.ts'

const PROBE_BYTES = 4096

/** Hashes (SHA-256, hex) of the ends of a file's first `n` bytes: what growth leaves as it is. */
export interface EndHashes {
  /** Of the first bytes. */
  readonly head: string
  /** Of those before byte `n`. */
  readonly tail: string
}

/** What tells whether a file is still the one that was opened (SEMANTICS: follow). */
export interface FileIdentity extends FileKey, EndHashes {
  /** Bytes that count: what has been appended since then is growth. */
  readonly size: number
  /** When its content was last written, nanoseconds since 1970; programs can set it. */
  readonly modified: bigint
  /** Of the packed file that it is the content of; all else is of the file too, but the size. */
  readonly packed?: FileIdentity
  /** When its content, name or rights last changed, nanoseconds since 1970; programs cannot set it. */
  readonly statusChanged: bigint
}

export type FileChange = 'same' | 'grown' | 'changed' | 'deleted'

/** Reads the identity of the file at `path` as of its first `size` bytes (default: all). Throws what `open` and `stat` throw. */
export async function identify(path: string, size?: number): Promise<FileIdentity> {
  const file = await openToRead(path)
  try {
    const found = await file.stat({ bigint: true })
    const end = size ?? Number(found.size)
    // Not spread, which would ask for the hashes.
    return Object.assign(await probe(file, end), {
      device: found.dev,
      inode: found.ino,
      size: end,
      modified: found.mtimeNs,
      statusChanged: found.ctimeNs,
    })
  } finally {
    await file.close()
  }
}

/** The identity of the content of a packed file, or of one file in it: `size` bytes. */
export function contentIdentity(packed: FileIdentity, size: number, member?: string): FileIdentity {
  const head = member === undefined ? packed.head : createHash('sha256').update(`${packed.head}:${member}`).digest('hex')
  return { ...packed, head, size, packed }
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
  if (!(await beginsAs(path, before))) return { change: 'changed', size }
  return { change: size > before.size ? 'grown' : 'same', size }
}

/** The file at `path` is that of `before`, and the ends of its first `before.size` bytes are as they were. Throws what `open` throws. */
export async function beginsAs(path: string, before: FileKey & EndHashes & { readonly size: number }): Promise<boolean> {
  const file = await openToRead(path)
  try {
    const found = await file.stat({ bigint: true })
    if (found.dev !== before.device || found.ino !== before.inode || Number(found.size) < before.size) return false
    const { head, tail } = await probe(file, before.size)
    return head === before.head && tail === before.tail
  } finally {
    await file.close()
  }
}

/** Not waiting, should a FIFO have taken the file's place. */
function openToRead(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
}

/** The bytes are read now, and hashed when somebody asks: most often nobody does, and loading what hashes takes a tenth of the time in which the command line starts. */
async function probe(file: FileHandle, end: number): Promise<EndHashes> {
  const length = Math.min(PROBE_BYTES, end)
  const first = await readAt(file, 0, length)
  const last = await readAt(file, end - length, length)
  let head: string | undefined
  let tail: string | undefined
  return {
    get head() {
      return (head ??= hashOf(first))
    },
    get tail() {
      return (tail ??= hashOf(last))
    },
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
