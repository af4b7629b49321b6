import type { Damage, PackedFile, PlainChunks } from './packedFile.ts'

/** Bytes that are given to the decoder at a time. */
const PIECE_BYTES = 4096

/**
 * All streams of a .xz, one behind the other. Decodes in this thread, 64 KiB at a time, and one file at a time. The decoder throws away
 * what it had made of the piece in which it fails; so this is made again, byte by byte, and all there is up to the damage comes.
 */
export async function* unxz(file: PackedFile): PlainChunks {
  let given = 0
  const damage = yield* passed(streams(file, file.size), (bytes) => (given += bytes))
  if (!damage || damage.cut) return damage
  let skip = given
  const again = streams(file, Math.max(0, damage.at - PIECE_BYTES))
  try {
    for (;;) {
      const next = await again.next()
      if (next.done) return next.value ?? damage
      const left = next.value.subarray(skip)
      skip -= next.value.length - left.length
      if (left.length > 0) yield left
    }
  } finally {
    await again.return(undefined)
  }
}

async function* passed(chunks: PlainChunks, note: (bytes: number) => void): PlainChunks {
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) return next.value
      note(next.value.length)
      yield next.value
    }
  } finally {
    await chunks.return(undefined)
  }
}

/** Decodes the file, which is given in pieces up to byte `slowly`, and byte by byte from there on. */
async function* streams(file: PackedFile, slowly: number): AsyncGenerator<Buffer, Damage | undefined> {
  const { xz: { XzReadableStream } } = await import('./libraries.ts')
  let position = 0
  let ended = false
  let piece: Buffer = Buffer.alloc(0)
  const pieces = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (piece.length === 0) piece = await file.read(position, PIECE_BYTES)
        if (piece.length === 0) {
          ended = true
          return controller.close()
        }
        const part = piece.subarray(0, position < slowly ? Math.min(PIECE_BYTES, slowly - position) : 1)
        piece = piece.subarray(part.length)
        position += part.length
        file.position = position
        controller.enqueue(part)
      },
    },
    // Nothing ahead: what has been given tells how far the decoder is.
    { highWaterMark: 0 },
  )
  const reader = new XzReadableStream(pieces as ConstructorParameters<typeof XzReadableStream>[0]).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return undefined
      if (value.length > 0) yield Buffer.from(value.buffer, value.byteOffset, value.length)
    }
  } catch {
    return { at: position, cut: ended, reason: ended ? 'it ends too early' : 'it is no valid xz' }
  } finally {
    // Lets the next one have the decoder, of which there is one.
    await reader.cancel().catch(() => undefined)
  }
}
