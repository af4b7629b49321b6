/** How a file is packed, told by its bytes and not by its name. */

/** What one stream of bytes is compressed with. */
export type Codec = 'gzip' | 'zstd' | 'bzip2' | 'xz'

/** What files lie in. */
export type Archive = 'zip' | 'tar'

export type Packing = Codec | Archive

/** Bytes of a file's start that tell how it is packed. */
export const PACKING_BYTES = 512

const ZSTD_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a50

/** Undefined for what is not packed in any way that is known. */
export function packingOf(head: Buffer): Packing | undefined {
  if (head.length < 4) return undefined
  const magic = head.readUInt32LE(0)
  if ((magic & 0xffffff) === 0x088b1f) return 'gzip'
  if (magic === ZSTD_MAGIC || isSkippable(magic)) return 'zstd'
  if (magic === 0x04034b50 || magic === 0x06054b50) return 'zip'
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])) return 'xz'
  if (/^BZh[1-9]$/.test(head.toString('latin1', 0, 4)) && (isBzip2Part(head, '314159265359') || isBzip2Part(head, '177245385090'))) return 'bzip2'
  return isTarHeader(head) ? 'tar' : undefined
}

/** The magic number of a frame of zstd that holds none of the content (RFC 8878, 3.1.2). */
export function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC
}

export function isZstdFrame(magic: number): boolean {
  return magic === ZSTD_MAGIC
}

/** A header of a tar archive: its name for the format, and the right sum of its bytes (POSIX ustar). */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < 512 || block.toString('latin1', 257, 262) !== 'ustar') return false
  let sum = 0
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : block[i]
  return Number.parseInt(block.toString('latin1', 148, 156), 8) === sum
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, i) => head[i] === byte)
}

/** A block, or the end of a file without any. */
function isBzip2Part(head: Buffer, magic: string): boolean {
  return head.toString('hex', 4, 10) === magic
}
