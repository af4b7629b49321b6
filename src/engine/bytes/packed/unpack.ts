import { SluiceError } from '../../../common/errors.ts'
import { gunzip } from './gzip.ts'
import { PackedFile, type Damage, type PlainChunks } from './packedFile.ts'
import { PACKING_BYTES, packingOf, type Packing } from './packing.ts'
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

const decoders: Partial<Record<Packing, (file: PackedFile) => PlainChunks>> = {
  gzip: gunzip,
  zstd: unzstd,
}

/** How a file is packed; undefined for one that is not, or is empty. Throws SluiceError. */
export async function packingOfFile(path: string): Promise<Packing | undefined> {
  const file = await PackedFile.open(path)
  try {
    return packingOf(await file.read(0, PACKING_BYTES))
  } finally {
    await file.close()
  }
}

/** Opens the content of a packed file. Throws SluiceError. */
export async function openContent(path: string): Promise<Content> {
  const file = await PackedFile.open(path)
  try {
    const packing = packingOf(await file.read(0, PACKING_BYTES))
    const decoder = packing && decoders[packing]
    if (!decoder) throw new SluiceError('unsupported', `${file.name} is not packed in a way that Sluice knows: ${path}`)
    return {
      name: file.name,
      chunks: decoder(file),
      fraction: () => (file.size === 0 ? 1 : file.position / file.size),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The damage as a sentence for people. */
export function damageText(name: string, { at, cut, reason }: Damage): string {
  const place = at.toLocaleString('en')
  if (cut) return `${name} ends too early, behind byte ${place}: it was cut, or is still being written. All rows up to there are in.`
  return `${name} is damaged at byte ${place} (${reason}). All rows up to there are in.`
}
