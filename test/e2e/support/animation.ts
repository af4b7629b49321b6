/** A moving picture made of still ones: APNG (https://www.w3.org/TR/png-3/), which browsers and VS Code show. */
import { crc32 } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

interface Chunk {
  readonly type: string
  readonly data: Buffer
}

export interface Frame {
  /** A PNG; all of one size and kind. */
  readonly png: Buffer
  /** How long it stands, in milliseconds. */
  readonly milliseconds: number
}

/** An endless animation of the frames. Throws if one is no PNG, or of another size than the first. */
export function animate(frames: readonly Frame[]): Buffer {
  const [head] = chunksOf(frames[0].png)
  const parts = [SIGNATURE, chunk('IHDR', head.data), chunk('acTL', u32(frames.length, 0))]
  let sequence = 0
  frames.forEach(({ png, milliseconds }, i) => {
    const chunks = chunksOf(png)
    if (!chunks[0].data.equals(head.data)) throw new Error(`picture ${i + 1} is of another size or kind than the first`)
    const size = head.data.subarray(0, 8)
    const delay = Buffer.from([milliseconds >> 8, milliseconds & 255, 1000 >> 8, 1000 & 255])
    // At the upper left, in the place of what was there.
    parts.push(chunk('fcTL', Buffer.concat([u32(sequence++), size, u32(0, 0), delay, Buffer.from([0, 0])])))
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue
      parts.push(i === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([u32(sequence++), data])))
    }
  })
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))])
}

export function chunksOf(png: Buffer): Chunk[] {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('this is no PNG')
  const chunks: Chunk[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return chunks
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([u32(data.length), body, u32(crc32(body))])
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i))
  return bytes
}
