/** The parts of PNG (https://www.w3.org/TR/png-3/) that pictures of a user interface need: with few colours, by number, still or moving. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])

export interface Chunk {
  readonly type: string
  readonly data: Buffer
}

/** Three bytes a pixel: red, green, blue. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
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

export function pngOf(chunks: readonly Chunk[]): Buffer {
  const encoded = chunks.map(({ type, data }) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    return Buffer.concat([u32(data.length), body, u32(crc32(body))])
  })
  return Buffer.concat([SIGNATURE, ...encoded])
}

/** Numbers of four bytes. */
export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i))
  return bytes
}

/** The head of a picture whose pixels are numbers of colours, and these colours. */
export function paletteHead(width: number, height: number, palette: readonly (readonly number[])[]): Chunk[] {
  return [
    { type: 'IHDR', data: Buffer.concat([u32(width, height), Buffer.from([8, 3, 0, 0, 0])]) },
    { type: 'PLTE', data: Buffer.from(palette.flat()) },
  ]
}

/** Packed pixels of one byte each; a filter would only make them longer. */
export function packRows(pixels: Uint8Array, width: number): Buffer {
  const height = pixels.length / width
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return deflateSync(rows, { level: 9 })
}

/** Pixels of a PNG of 8 bits, RGB or RGBA without transparency, not interlaced, as browsers make them. */
export function decodePng(png: Buffer): Picture {
  const chunks = chunksOf(png)
  const header = chunks[0].data
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0) throw new Error('a PNG of this kind cannot be read')
  const [width, height, step] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3]
  const raw = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const line = width * step
  const plain = new Uint8Array(line * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const at = y * line + x
      const left = x >= step ? plain[at - step] : 0
      const up = y > 0 ? plain[at - line] : 0
      const corner = x >= step && y > 0 ? plain[at - line - step] : 0
      plain[at] = raw[y * (line + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
    }
  }
  const pixels = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) pixels.set(plain.subarray(i * step, i * step + 3), i * 3)
  return { width, height, pixels }
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}
