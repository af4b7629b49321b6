import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FileKey } from '../source.ts'

/** An open file that somebody writes to. It stays the same file whatever becomes of its name. */
export interface OpenFile {
  readonly key: FileKey
  /** Bytes that it has now. */
  size(): number
  /** Reads up to `length` bytes at `position` into `target` at `targetStart`; answers how many there were. */
  read(target: Uint8Array, targetStart: number, length: number, position: number): number
  close(): void
}

/** The file system, as far as following needs it. The tests put memory in its place. */
export interface FollowFiles {
  /** What is at `path` now; undefined where there is no file (yet) that can be read. */
  keyOf(path: string): FileKey | undefined
  open(path: string): OpenFile | undefined
  /** Other files that may hold what `path` held before: those beside it whose names begin as its name does, the one that was written last first. */
  beside(path: string): readonly string[]
}

/** As many are looked at, of which one may be the copy. */
const MOST_BESIDE = 64

export const diskFiles: FollowFiles = {
  keyOf(path) {
    try {
      const stat = statSync(path, { bigint: true })
      return stat.isFile() ? { device: stat.dev, inode: stat.ino } : undefined
    } catch {
      return undefined
    }
  },

  open(path) {
    let fd = -1
    try {
      // Not waiting, should a FIFO have taken the file's place.
      fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      const stat = fstatSync(fd, { bigint: true })
      if (stat.isFile()) return openFile(fd, { device: stat.dev, inode: stat.ino })
    } catch {
      // It is looked for again.
    }
    if (fd >= 0) closeSync(fd)
    return undefined
  },

  beside(path) {
    const [folder, name] = [dirname(path), basename(path)]
    const stem = name.replace(/\.[^.]*$/, '') || name
    try {
      return readdirSync(folder)
        .filter((other) => other !== name && other.startsWith(stem))
        .map((other) => ({ path: join(folder, other), modified: modifiedOf(join(folder, other)) }))
        .sort((a, b) => b.modified - a.modified)
        .slice(0, MOST_BESIDE)
        .map((other) => other.path)
    } catch {
      return []
    }
  },
}

function modifiedOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function openFile(fd: number, key: FileKey): OpenFile {
  let open = true
  return {
    key,
    size: () => fstatSync(fd).size,
    read: (target, targetStart, length, position) => readSync(fd, target, targetStart, length, position),
    close() {
      if (open) closeSync(fd)
      open = false
    },
  }
}
