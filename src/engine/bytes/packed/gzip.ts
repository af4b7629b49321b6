import { CHUNK_BYTES, decode } from './decode.ts'
import type { PackedFile, PlainChunks } from './packedFile.ts'
import { zlib } from './zlib.ts'

/** All members of a .gz, one behind the other. */
export async function* gunzip(file: PackedFile): PlainChunks {
  const damage = yield* decode(file, { from: 0, create: () => zlib().createGunzip({ chunkSize: CHUNK_BYTES }) })
  // zlib's own words for a member that does not begin as one.
  if (damage?.reason === 'incorrect header check') return { ...damage, reason: 'what follows is not gzip' }
  return damage
}
