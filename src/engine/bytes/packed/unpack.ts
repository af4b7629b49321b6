import { errorOf, saying, type Saying } from '../../../common/errorTexts.ts'
import { gunzip } from './gzip.ts'
import { inThread } from './inThread.ts'
import { PackedFile, type Damage, type PlainChunks } from './packedFile.ts'
import { memberPath } from './memberPath.ts'
import { isTarHeader, PACKING_BYTES, packingOf, type Codec, type Packing } from './packing.ts'
import { tarMember, tarNames } from './tar.ts'
import { zipMember, zipNames } from './zip.ts'
import { unzstd } from './zstd.ts'

/** Content of a packed file. */
export interface Content {
  /** What people call it. */
  readonly name: string
  /** To be pulled once. */
  readonly chunks: PlainChunks
  /** Part of the packed file that has been read, 0 to 1. */
  fraction(): number
  close(): Promise<void>
}

/** zlib works in threads of its own; a block of the others takes long. */
const decoders: Record<Codec, (file: PackedFile) => PlainChunks> = {
  gzip: gunzip,
  zstd: unzstd,
  bzip2: (file) => inThread(file, 'bzip2'),
  xz: (file) => inThread(file, 'xz'),
}

/** How a file is packed. Throws SluiceError for one that is not. */
async function packingOfFile(file: PackedFile): Promise<Packing> {
  const packing = packingOf(await file.read(0, PACKING_BYTES))
  if (!packing) throw errorOf('unsupported', 'notPacked', { name: file.name, path: file.path })
  return packing
}

/**
 * Opens the content of a packed file, or of a file in an archive; `member` names it, where there are several. Throws SluiceError, `member` with all
 * names in its details where one has to be chosen.
 */
export async function openContent(path: string, member?: string): Promise<Content> {
  const file = await PackedFile.open(path)
  try {
    const packing = await packingOfFile(file)
    const archive = await archiveIn(file, packing)
    if (member !== undefined && !archive) throw errorOf('notFound', 'noArchive', { name: file.name, member, path })
    const chosen = archive && (member ?? onlyOne(file, await archive.names()))
    return {
      name: chosen === undefined ? file.name : memberPath(file.name, chosen),
      chunks: archive && chosen !== undefined ? archive.chunks(chosen) : (decoders[packing as Codec](file)),
      fraction: () => (file.size === 0 ? 1 : Math.min(1, file.position / file.size)),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

interface ArchiveIn {
  names(): Promise<string[]>
  chunks(name: string): PlainChunks
}

/** The archive that a file is, or that is compressed in it. */
async function archiveIn(file: PackedFile, packing: Packing): Promise<ArchiveIn | undefined> {
  if (packing === 'zip') return { names: () => zipNames(file), chunks: (name) => zipMember(file, name) }
  const unpacked = packing === 'tar' ? plain : decoders[packing]
  if (packing !== 'tar' && !isTarHeader(await start(unpacked(file)))) return undefined
  return { names: () => tarNames(unpacked(file)), chunks: (name) => tarMember(unpacked(file), name, () => file.position) }
}

async function* plain(file: PackedFile): PlainChunks {
  for await (const piece of file.pieces(0)) yield piece
  return undefined
}

/** The first bytes of some content. */
async function start(chunks: PlainChunks): Promise<Buffer> {
  const parts: Buffer[] = []
  try {
    for (let length = 0; length < PACKING_BYTES; ) {
      const next = await chunks.next()
      if (next.done) break
      parts.push(Buffer.from(next.value.subarray(0, PACKING_BYTES)))
      length += next.value.length
    }
    return Buffer.concat(parts).subarray(0, PACKING_BYTES)
  } finally {
    await chunks.return(undefined)
  }
}

/** The file that an archive holds, if it is one. */
function onlyOne({ name, path }: PackedFile, names: readonly string[]): string {
  if (names.length === 1) return names[0]
  if (names.length === 0) throw errorOf('unsupported', 'emptyArchive', { name, path })
  const some = names.slice(0, 20).map((each) => memberPath(name, each))
  const values = { name, count: names.length, names: some.join('\n  ') }
  const more = names.length - some.length
  throw more > 0 ? errorOf('member', 'chooseMemberOfMany', { ...values, more }, { path, names }) : errorOf('member', 'chooseMember', values, { path, names })
}

/** The damage as a sentence for people. */
export function damageText(name: string, { at, cut, reason }: Damage): Saying {
  return cut ? saying('cut', { name, at }) : saying('damaged', { name, at, reason })
}
