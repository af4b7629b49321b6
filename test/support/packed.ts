import { PackedFile, type Damage, type PlainChunks } from '../../src/engine/bytes/packed/packedFile.ts'

/** `INFO one` and `ERROR two`, as the programs pack them (base64). */
export const packedLines = {
  bz2: 'QlpoOTFBWSZTWb2WoVkAAANXgAAQQAADIZAAAgGEgCAAMQDQAUyaae1JipEDBHWKV/1eC7kinChIXstQrIA=',
  xz: '/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQASSU5GTyBvbmUKRVJST1IgdHdvCgAA0wxh8gABJxOQRv1+kEKZDQEAAAAAAVla',
}

export interface Unpacked {
  readonly bytes: Buffer
  readonly damage: Damage | undefined
}

/** All that a decoder gives of a file that is read in pieces of so many bytes. */
export async function unpackAll(path: string, decoder: (file: PackedFile) => PlainChunks, pieceBytes: number): Promise<Unpacked> {
  const file = await PackedFile.open(path, pieceBytes)
  const chunks = decoder(file)
  const parts: Buffer[] = []
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) return { bytes: Buffer.concat(parts), damage: next.value }
      parts.push(Buffer.from(next.value))
    }
  } finally {
    await file.close()
  }
}
