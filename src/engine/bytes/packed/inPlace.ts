import { stat } from 'node:fs/promises'
import { bgzfIndex } from './bgzf.ts'
import type { MemberIndex } from './memberIndex.ts'
import { MemberSource, unsoundFile, type MemberSpec } from './members.ts'
import { PackedFile } from './packedFile.ts'
import { isTarHeader, PACKING_BYTES, type Packing } from './packing.ts'
import { sharedNumbers } from './sharedNumbers.ts'
import { walkFile, type Walk } from './walk.ts'
import { hasZstd } from './zlib.ts'
import { zstdIndex } from './zstdIndex.ts'

/** Looking for the members must not take longer: of a spool the start can be shown at once. In milliseconds. */
const PATIENCE = 2000

/**
 * The members of a .gz or .zst that open on their own, where the file itself says where they are; undefined for any other, and for a tar archive in it. Only the borders
 * have been looked at: whether a member is what the file says shows when it is opened (MemberSource). Throws SluiceError.
 */
export async function membersInPlace(path: string, packing: Packing, patience = PATIENCE): Promise<MemberSpec | undefined> {
  const walk = walkOf(packing)
  if (!walk) return undefined
  const file = await PackedFile.open(path)
  try {
    const original = { ...(await keyOf(path)), size: file.size }
    const index = await walkFile<MemberIndex | undefined>(file, walk(file.size), AbortSignal.timeout(patience))
    if (!index) return undefined
    const spec: MemberSpec = {
      file: path,
      codec: packing === 'gzip' ? 'gzip' : 'zstd',
      packed: sharedNumbers(index.packed),
      plain: sharedNumbers(index.plain),
      original,
    }
    return isTarHeader(start(spec, file.name)) ? undefined : spec
  } catch (error) {
    if (unsoundFile(error) !== undefined) return undefined
    throw error
  } finally {
    await file.close()
  }
}

function walkOf(packing: Packing): ((size: number) => Walk<MemberIndex | undefined>) | undefined {
  if (packing === 'gzip') return bgzfIndex
  return packing === 'zstd' && hasZstd() ? zstdIndex : undefined
}

async function keyOf(path: string): Promise<{ device: bigint; inode: bigint }> {
  const { dev: device, ino: inode } = await stat(path, { bigint: true })
  return { device, inode }
}

function start(spec: MemberSpec, name: string): Buffer {
  const source = MemberSource.open(spec, spec.plain[spec.plain.length - 1], name)
  try {
    const bytes = Buffer.alloc(PACKING_BYTES)
    return bytes.subarray(0, source.read(bytes, 0, bytes.length, 0))
  } finally {
    source.close()
  }
}
