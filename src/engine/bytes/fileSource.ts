import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { errorOf } from '../../common/errorTexts.ts'
import { SluiceError } from '../../common/errors.ts'
import type { ByteSource, FileKey, SourceSpec } from './source.ts'

/** Turns an error of the file system into one that says what happened and what can be done. */
export function fileError(error: unknown, path: string): SluiceError {
  const name = basename(path)
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  switch (code) {
    case 'ENOENT':
      return errorOf('notFound', 'noFile', { name, path })
    case 'EACCES':
    case 'EPERM':
      return errorOf('noPermission', 'noPermission', { name, path })
    case 'EISDIR':
      return errorOf('isDirectory', 'isFolder', { name, path })
    default:
      return error instanceof SluiceError
        ? error
        : errorOf('internal', 'unreadable', { name, reason: code ?? String(error), path })
  }
}

type Kind = Pick<Stats, 'isFIFO' | 'isCharacterDevice' | 'isBlockDevice' | 'isSocket' | 'isDirectory' | 'isFile'>

function kindOf(stat: Kind): 'isFifo' | 'isDevice' | 'isSocket' | 'isIrregular' {
  if (stat.isFIFO()) return 'isFifo'
  if (stat.isCharacterDevice() || stat.isBlockDevice()) return 'isDevice'
  if (stat.isSocket()) return 'isSocket'
  return 'isIrregular'
}

/** Throws if `stat` is not that of a regular file. */
export function assertRegularFile(stat: Kind, path: string): void {
  if (stat.isDirectory()) throw fileError({ code: 'EISDIR' }, path)
  if (!stat.isFile()) throw errorOf('notRegularFile', kindOf(stat), { name: basename(path), path })
}

/** A file on disk, read by position (no mmap: a file cut short under a mapping kills the process). */
export class FileSource implements ByteSource {
  readonly size: number
  readonly path: string
  readonly key: FileKey
  /** When it was last written, as it was opened: milliseconds since 1970. */
  readonly modified: number
  private fd: number

  private constructor(path: string, fd: number, size: number, key: FileKey, modified: number) {
    this.path = path
    this.fd = fd
    this.size = size
    this.key = key
    this.modified = modified
  }

  /**
   * Opens a regular file. `expected`: work on that many bytes though it may have grown, and only on that file. Throws SluiceError, `changed` if it
   * is shorter or another one.
   */
  static open(path: string, expected?: Pick<SourceSpec, 'size' | 'file'>): FileSource {
    let fd = -1
    try {
      // Looked at before it is opened: opening a FIFO would wait for a writer.
      assertRegularFile(statSync(path), path)
      fd = openSync(path, constants.O_RDONLY)
      const stat = fstatSync(fd)
      assertRegularFile(stat, path)
      const { dev: device, ino: inode } = fstatSync(fd, { bigint: true })
      if (expected && stat.size < expected.size) {
        throw errorOf('changed', 'shorter', { name: basename(path) })
      }
      if (expected?.file && (expected.file.device !== device || expected.file.inode !== inode)) {
        throw errorOf('changed', 'replaced', { name: basename(path) })
      }
      return new FileSource(path, fd, expected?.size ?? stat.size, { device, inode }, stat.mtimeMs)
    } catch (error) {
      if (fd >= 0) closeSync(fd)
      throw fileError(error, path)
    }
  }

  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    try {
      return readSync(this.fd, target, targetStart, length, position)
    } catch (error) {
      throw fileError(error, this.path)
    }
  }

  close(): void {
    if (this.fd < 0) return
    const { fd } = this
    this.fd = -1
    closeSync(fd)
  }
}
