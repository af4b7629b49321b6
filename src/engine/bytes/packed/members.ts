import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { SluiceError } from '../../../common/errors.ts'
import { errorOf } from '../../../common/errorTexts.ts'
import { fileError } from '../fileSource.ts'
import type { ByteSource, FileKey } from '../source.ts'
import { freeBuffer } from './freeBuffer.ts'
import { walkBytes } from './walk.ts'
import { zlib } from './zlib.ts'
import { frameAt } from './zstdIndex.ts'

/** What members are compressed with, each on its own. */
export type MemberCodec = 'gzip' | 'zstd'

/** Members of a file, as plain data that several threads can share. */
export interface MemberSpec {
  readonly file: string
  readonly codec: MemberCodec
  /** Where each member begins in the file, and behind the last one where it ends. */
  readonly packed: Float64Array
  /** The same of their content. */
  readonly plain: Float64Array
  /** The file is the packed one itself, as it was when it was looked at; what it says of its members has not been checked. Undefined for a spool. */
  readonly original?: OriginalFile
}

export interface OriginalFile extends FileKey {
  /** Bytes of the file. */
  readonly size: number
}

/** The path of a file that is read in place and has a member which is damaged, or not as the file says; undefined for any other error. */
export function unsoundFile(error: unknown): string | undefined {
  if (!(error instanceof SluiceError) || error.code !== 'changed') return undefined
  return (error.details as { unsound?: string } | undefined)?.unsound
}

/** Room for a frame that does not say how long its content is. */
const UNKNOWN_BYTES = 4 * 1024 * 1024

/** Members that are kept open: that of a block, and the next one that it reads on to or the one above. */
const OPEN_MEMBERS = 2

/** Members that all sources of a thread keep open together: there may be hundreds of rotations of a log. */
const OPEN_TOGETHER = 48

/** Sources with open members, the one that was used last behind the others. */
const users = new Set<MemberSource>()

/** Content that lies in a file as members that open on their own: any place of it is read by opening one or two of them. */
export class MemberSource implements ByteSource {
  readonly size: number
  private readonly spec: MemberSpec
  private readonly name: string
  private fd: number
  /** What of the file a member is opened from. */
  private packed = Buffer.alloc(0)
  /** By number, the one that was used last behind the others. */
  private readonly opened = new Map<number, Buffer>()

  private constructor(spec: MemberSpec, size: number, name: string, fd: number) {
    this.spec = spec
    this.size = size
    this.name = name
    this.fd = fd
  }

  /** `size`: bytes of the content that count; `name`: for messages. Throws SluiceError. */
  static open(spec: MemberSpec, size: number, name: string): MemberSource {
    let fd = -1
    try {
      fd = openSync(spec.file, 'r')
      if (spec.original) assertSame(fd, spec.original, name)
      return new MemberSource(spec, size, name, fd)
    } catch (error) {
      if (fd >= 0) closeSync(fd)
      throw fileError(error, spec.file)
    }
  }

  read(target: Uint8Array, targetStart: number, length: number, position: number): number {
    const end = Math.min(position + length, this.size)
    let at = position
    for (let member = memberAt(this.spec.plain, position); at < end; member++) {
      const bytes = this.member(member)
      const from = at - this.spec.plain[member]
      const step = Math.min(bytes.length - from, end - at)
      target.set(bytes.subarray(from, from + step), targetStart + at - position)
      at += step
    }
    return Math.max(0, at - position)
  }

  close(): void {
    if (this.fd < 0) return
    const { fd } = this
    this.fd = -1
    users.delete(this)
    this.opened.forEach(freeBuffer)
    this.opened.clear()
    freeBuffer(this.packed)
    closeSync(fd)
  }

  private member(index: number): Buffer {
    users.delete(this)
    users.add(this)
    const known = this.opened.get(index)
    if (known) {
      this.opened.delete(index)
      this.opened.set(index, known)
      return known
    }
    // Before there is one more in memory.
    if (this.opened.size >= OPEN_MEMBERS) this.closeOldest()
    const { packed, plain } = this.spec
    const bytes = openMember(this.load(packed[index], packed[index + 1] - packed[index]), plain[index + 1] - plain[index], this.spec, this.name)
    this.opened.set(index, bytes)
    let open = 0
    for (const { opened } of users) open += opened.size
    for (const source of users) {
      if (open <= OPEN_TOGETHER || source === this) break
      open -= source.opened.size
      users.delete(source)
      while (source.opened.size > 0) source.closeOldest()
    }
    return bytes
  }

  private closeOldest(): void {
    const oldest = this.opened.keys().next().value!
    freeBuffer(this.opened.get(oldest)!)
    this.opened.delete(oldest)
  }

  private load(position: number, length: number): Buffer {
    if (this.packed.length < length) {
      freeBuffer(this.packed)
      this.packed = Buffer.allocUnsafeSlow(Math.ceil(1.25 * length))
    }
    const bytes = this.packed.subarray(0, length)
    let filled = 0
    try {
      while (filled < length) {
        const read = readSync(this.fd, bytes, filled, length - filled, position + filled)
        if (read === 0) {
          throw errorOf('changed', this.spec.original ? 'shorter' : 'unpackedShorter', { name: this.name })
        }
        filled += read
      }
    } catch (error) {
      throw fileError(error, this.spec.file)
    }
    return bytes
  }
}

/** The member that byte `position` of the content is in; the last one for places behind it. */
function memberAt(plain: Float64Array, position: number): number {
  let low = 0
  let high = plain.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (plain[middle] <= position) low = middle
    else high = middle - 1
  }
  return low
}

function assertSame(fd: number, { device, inode, size }: OriginalFile, name: string): void {
  const found = fstatSync(fd, { bigint: true })
  if (found.dev !== device || found.ino !== inode) throw errorOf('changed', 'replaced', { name })
  if (found.size < size) throw errorOf('changed', 'shorter', { name })
}

function openMember(packed: Buffer, length: number, { file, codec, original }: MemberSpec, name: string): Buffer {
  try {
    const bytes = codec === 'gzip' ? zlib().gunzipSync(packed, limits(length)) : original ? framesOf(packed, length) : zlib().zstdDecompressSync(packed, limits(length))
    if (bytes.length === length) return bytes
  } catch {
    // Told below.
  }
  if (original) throw errorOf('changed', 'damagedInPlace', { name }, { unsound: file })
  throw errorOf('changed', 'unpackedUnreadable', { name })
}

/** A little more than is needed: a chunk that is full makes zlib ask for another. */
function limits(length: number): { chunkSize: number; maxOutputLength: number } {
  return { chunkSize: Math.max(64, length + 1), maxOutputLength: length + 1 }
}

/** Each frame decoded on its own: Node's decoder stops behind the first, and there may be more than the file says. Throws for anything but whole frames. */
function framesOf(packed: Buffer, length: number): Buffer {
  const target = Buffer.allocUnsafeSlow(length)
  let filled = 0
  for (let at = 0; at < packed.length; ) {
    const frame = walkBytes(packed, frameAt(at, packed.length))
    if (!frame) throw new Error('no frame')
    if (frame.data) {
      const bytes = zlib().zstdDecompressSync(packed.subarray(at, frame.end), limits(Math.min(length - filled, frame.plain ?? UNKNOWN_BYTES)))
      if (frame.end - at === packed.length) return bytes
      if (bytes.length > length - filled) throw new Error('too long')
      filled += bytes.copy(target, filled)
      freeBuffer(bytes)
    }
    at = frame.end
  }
  return target.subarray(0, filled)
}
