import { errorOf } from '../../../common/errorTexts.ts'
import { CHUNK_BYTES, decode } from './decode.ts'
import type { PackedFile, PlainChunks } from './packedFile.ts'
import type { Decoder } from './through.ts'
import { hasZstd, zlib } from './zlib.ts'
import { FrameCutter, FrameError, type FramePiece } from './zstdFrames.ts'

/** All frames of a .zst, one behind the other. Throws SluiceError where Node cannot do it. */
export async function* unzstd(file: PackedFile): PlainChunks {
  if (!hasZstd()) {
    throw errorOf('unsupported', 'noZstd', { name: file.name, version: process.versions.node })
  }
  const cutter = new FrameCutter()
  const pieces = cutAll(file, cutter)
  try {
    for (;;) {
      const first = await pieces.next()
      if (first.done) break
      const from = first.value.frame
      const create = (): Decoder => zlib().createZstdDecompress({ chunkSize: CHUNK_BYTES })
      const damage = yield* decode(file, { from, pieces: frame(first.value, pieces), create })
      if (damage) return damage
    }
  } catch (error) {
    if (error instanceof FrameError) return { at: error.at, cut: false, reason: error.message }
    throw error
  } finally {
    await pieces.return(undefined)
  }
  return cutter.isInside ? { at: file.size, cut: true, reason: 'it ends too early' } : undefined
}

async function* cutAll(file: PackedFile, cutter: FrameCutter): AsyncGenerator<FramePiece> {
  for await (const piece of file.pieces(0)) yield* cutter.cut(piece)
}

/** The bytes of one frame; the pieces of those behind it stay. */
async function* frame(first: FramePiece, pieces: AsyncGenerator<FramePiece>): AsyncGenerator<Uint8Array> {
  for (let piece = first; ; ) {
    yield piece.bytes
    if (piece.last) return
    const next = await pieces.next()
    if (next.done) return
    piece = next.value
  }
}
