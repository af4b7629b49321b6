import type { PackedFile, PlainChunks } from './packedFile.ts'

/** The library's own errors; what else it throws comes of bytes that are missing. */
const OWN_ERROR = 'Bzip2Error'

/** All streams of a .bz2, one behind the other. Decodes in this thread, a block of at most 900 KB at a time. */
export async function* bunzip2(file: PackedFile): PlainChunks {
  const { createUnbzip2 } = await import('./libraries.ts')
  const decoder = createUnbzip2()
  const chunks: Buffer[] = []
  let failure: Error | undefined
  decoder.on('data', (chunk: Buffer) => chunks.push(chunk))
  decoder.on('error', (error: Error) => (failure ??= error))
  for await (const piece of file.pieces(0)) {
    // It keeps what it cannot decode yet.
    decoder.write(Buffer.from(piece))
    yield* chunks.splice(0)
    if (failure) return { at: file.position, cut: false, reason: reasonOf(failure) }
  }
  decoder.end()
  yield* chunks.splice(0)
  if (!failure) return undefined
  const cut = (failure as Error).name !== OWN_ERROR
  return { at: file.size, cut, reason: reasonOf(failure) }
}

function reasonOf({ message }: Error): string {
  if (message === 'No magic number found') return 'what follows is not bzip2'
  return message.includes('crc32') ? 'its checksum is wrong' : 'it is no valid bzip2'
}
