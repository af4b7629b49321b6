/** Writers of packed files that say where their members are: as bgzip and the seekable format of zstd have them. */
import { constants, crc32, deflateRawSync, zstdCompressSync } from 'node:zlib'

/** A member of BGZF; at most 65280 bytes, so that what is stored as it is fits too. */
export function bgzfMember(content: Uint8Array, level = 6): Buffer {
  const deflated = deflateRawSync(content, { level })
  const head = Buffer.from('1f8b08040000000000ff0600424302000000', 'hex')
  head.writeUInt16LE(head.length + deflated.length + 8 - 1, 16)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(content), 0)
  tail.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, deflated, tail])
}

/** As bgzip writes it, with its mark at the end. */
export function bgzf(content: Uint8Array, memberBytes = 65280): Buffer {
  return Buffer.concat([...cut(content, memberBytes).map((part) => bgzfMember(part)), bgzfMember(new Uint8Array(0))])
}

/** A frame that says how long its content is, or does not. */
export function zstdFrame(content: Uint8Array, { size = true, checksum = true } = {}): Buffer {
  return zstdCompressSync(content, {
    params: { [constants.ZSTD_c_contentSizeFlag]: size ? 1 : 0, [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0 },
  })
}

export function skippableFrame(content: Uint8Array, kind = 0): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x184d2a50 + kind, 0)
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content])
}

/** What the seekable format has behind the frames. */
export function seekTable(entries: readonly { packed: number; plain: number }[], checksums = false): Buffer {
  const table = entries.map(({ packed, plain }) => {
    const entry = Buffer.alloc(checksums ? 12 : 8)
    entry.writeUInt32LE(packed, 0)
    entry.writeUInt32LE(plain, 4)
    return entry
  })
  const footer = Buffer.alloc(9)
  footer.writeUInt32LE(entries.length, 0)
  footer[4] = checksums ? 0x80 : 0
  footer.writeUInt32LE(0x8f92eab1, 5)
  return skippableFrame(Buffer.concat([...table, footer]), 14)
}

export function seekable(content: Uint8Array, frameBytes: number): Buffer {
  const parts = cut(content, frameBytes)
  const frames = parts.map((part) => zstdFrame(part, { size: false }))
  return Buffer.concat([...frames, seekTable(frames.map((frame, i) => ({ packed: frame.length, plain: parts[i].length })))])
}

function cut(content: Uint8Array, bytes: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(content.length / bytes) }, (_, i) => content.subarray(i * bytes, (i + 1) * bytes))
}
