import type { FollowFiles, OpenFile } from '../../src/engine/bytes/follow/followFiles.ts'

/** A file in memory: other names may be given to it, and it stays what it is while somebody has it open. */
export class MemoryInode {
  readonly inode: bigint
  bytes = Buffer.alloc(0)
  written = 0

  constructor(inode: bigint) {
    this.inode = inode
  }
}

/** A folder of files in memory, as those that are followed lie in. */
export class MemoryFiles implements FollowFiles {
  readonly names = new Map<string, MemoryInode>()
  /** Files that somebody has open. */
  handles = 0
  private last = 0n
  private clock = 0

  create(path: string): MemoryInode {
    const file = new MemoryInode(++this.last)
    this.names.set(path, file)
    return file
  }

  append(file: MemoryInode, bytes: Uint8Array): void {
    this.write(file, Buffer.concat([file.bytes, bytes]))
  }

  write(file: MemoryInode, bytes: Uint8Array): void {
    file.bytes = Buffer.from(bytes)
    file.written = ++this.clock
  }

  rename(from: string, to: string): void {
    const file = this.names.get(from)
    if (!file) throw new Error(`no file ${from}`)
    this.names.delete(from)
    this.names.set(to, file)
  }

  keyOf(path: string): OpenFile['key'] | undefined {
    const file = this.names.get(path)
    return file && { device: 1n, inode: file.inode }
  }

  open(path: string): OpenFile | undefined {
    const file = this.names.get(path)
    if (!file) return undefined
    this.handles++
    return {
      key: { device: 1n, inode: file.inode },
      size: () => file.bytes.length,
      read: (target, targetStart, length, position) => file.bytes.copy(target, targetStart, Math.min(position, file.bytes.length), Math.min(position + length, file.bytes.length)),
      close: () => void this.handles--,
    }
  }

  beside(path: string): string[] {
    const written = (name: string): number => this.names.get(name)?.written ?? 0
    return [...this.names.keys()].filter((name) => name !== path && name.startsWith(path)).sort((a, b) => written(b) - written(a))
  }
}
