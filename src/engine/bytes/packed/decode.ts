import type { Damage, PackedFile } from './packedFile.ts'
import { through, type Decoder } from './through.ts'

/** Node makes chunks of this size: with its 16 KiB it takes several times as long. */
export const CHUNK_BYTES = 256 * 1024

export interface Part {
  readonly from: number
  /** Undefined: the end of the file. */
  readonly to?: number
  /** The bytes of it, where somebody else reads them. */
  readonly pieces?: AsyncIterable<Uint8Array>
  create(): Decoder
}

/**
 * Decodes a part of a file that a decoder of zlib understands. A decoder that fails has thrown away what it had made of the piece at hand; so this is made
 * again, byte by byte, and all there is up to the damage comes.
 */
export async function* decode(file: PackedFile, part: Part): AsyncGenerator<Buffer, Damage | undefined> {
  const { from, to = file.size, pieces = file.pieces(from, to), create } = part
  let given = 0
  const decoder = create()
  const chunks = through(decoder, pieces)
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) {
        if (!next.value) return undefined
        // All was taken, and more was wanted.
        if (isCut(next.value)) return { at: from + decoder.bytesWritten, cut: true, reason: 'it ends too early' }
        break
      }
      given += next.value.length
      yield next.value
    }
  } finally {
    await chunks.return(undefined)
  }
  return yield* again(file, part, { given, taken: decoder.bytesWritten })
}

async function* again(
  file: PackedFile,
  { from, to = file.size, create }: Part,
  { given, taken }: { given: number; taken: number },
): AsyncGenerator<Buffer, Damage | undefined> {
  const decoder = create()
  async function* slowly(): AsyncGenerator<Buffer> {
    yield* file.pieces(from, from + taken)
    for await (const piece of file.pieces(from + taken, to)) for (let i = 0; i < piece.length; i++) yield piece.subarray(i, i + 1)
  }
  let skip = given
  const chunks = through(decoder, slowly())
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) {
        const error = next.value
        return error && { at: from + decoder.bytesWritten, cut: isCut(error), reason: error.message }
      }
      const left = next.value.subarray(skip)
      skip -= next.value.length - left.length
      if (left.length > 0) yield left
    }
  } finally {
    await chunks.return(undefined)
  }
}

function isCut(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR'
}
