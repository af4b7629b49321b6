import type { Entry, ZipFile } from 'yauzl'
import { errorOf } from '../../../common/errorTexts.ts'
import { CHUNK_BYTES, decode } from './decode.ts'
import type { PackedFile, PlainChunks } from './packedFile.ts'
import { zlib } from './zlib.ts'

const STORED = 0
const DEFLATED = 8

/** The names of the files that an archive holds, by its directory. Throws SluiceError. */
export async function zipNames(file: PackedFile): Promise<string[]> {
  const names: string[] = []
  await walk(file, (entry) => {
    if (!entry.fileName.endsWith('/')) names.push(entry.fileName)
    return false
  })
  return names
}

/** One file of an archive. Throws SluiceError where it is packed in a way that cannot be read. */
export async function* zipMember(file: PackedFile, name: string): PlainChunks {
  const found = await walk(file, (entry) => entry.fileName === name)
  if (!found) throw errorOf('notFound', 'notInArchive', { name: file.name, member: name })
  const { entry, start } = found
  const { compressionMethod: method, compressedSize, crc32: expected } = entry
  if (entry.isEncrypted() || (method !== STORED && method !== DEFLATED)) {
    const values = { member: name, name: file.name, method: String(method) }
    throw errorOf('unsupported', entry.isEncrypted() ? 'encrypted' : 'zipMethod', values)
  }
  const end = start + compressedSize
  const create = (): ReturnType<ReturnType<typeof zlib>['createInflateRaw']> => zlib().createInflateRaw({ chunkSize: CHUNK_BYTES })
  const chunks: PlainChunks = method === STORED ? stored(file, start, end) : decode(file, { from: start, to: end, create })
  let sum = 0
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) {
        if (next.value) return next.value
        return sum === expected ? undefined : { at: end, cut: false, reason: 'its checksum is wrong' }
      }
      sum = zlib().crc32(next.value, sum)
      yield next.value
    }
  } finally {
    await chunks.return(undefined)
  }
}

async function* stored(file: PackedFile, from: number, to: number): PlainChunks {
  let at = from
  for await (const piece of file.pieces(from, to)) {
    at += piece.length
    yield piece
  }
  return at < to ? { at, cut: true, reason: 'it ends too early' } : undefined
}

interface Found {
  readonly entry: Entry
  /** Where its bytes are in the archive. */
  readonly start: number
}

/** Goes through the directory of an archive up to the entry that is wanted. */
async function walk(file: PackedFile, isIt: (entry: Entry) => boolean): Promise<Found | undefined> {
  const { yauzl } = await import('./libraries.ts')
  try {
    return await new Promise<Found | undefined>((resolve, reject) => {
      const look = (archive: ZipFile): void => {
        archive.on('error', reject)
        archive.on('end', () => resolve(undefined))
        archive.on('entry', (entry: Entry) => {
          if (!isIt(entry)) return archive.readEntry()
          archive.readLocalFileHeader(entry, { minimal: true }, (error, header) => {
            archive.close()
            if (error) reject(error)
            else resolve({ entry, start: header.fileDataStart })
          })
        })
        archive.readEntry()
      }
      yauzl.open(file.path, { lazyEntries: true, autoClose: true }, (error, archive) => (error ? reject(error) : look(archive)))
    })
  } catch (error) {
    throw errorOf('unsupported', 'noZip', { name: file.name, why: (error as Error).message })
  }
}
