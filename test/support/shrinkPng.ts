/** Makes pictures of a user interface small: few colours, by number, as a quarter of the bytes. */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
/** Colours of which these leading bits are the same are taken as one. */
const BITS = 5

/** A PNG (8 bits, RGB or RGBA without transparency, not interlaced) with at most so many colours, up to 256. */
export function shrinkPng(png: Buffer, most = 96): Buffer {
  const { width, height, pixels } = decode(png)
  const kinds = new Map<number, { count: number; sum: [number, number, number] }>()
  const kindOf = (at: number): number => ((pixels[at] >> (8 - BITS)) << (2 * BITS)) | ((pixels[at + 1] >> (8 - BITS)) << BITS) | (pixels[at + 2] >> (8 - BITS))
  for (let at = 0; at < pixels.length; at += 3) {
    const kind = kindOf(at)
    const known = kinds.get(kind) ?? { count: 0, sum: [0, 0, 0] }
    known.count++
    for (let i = 0; i < 3; i++) known.sum[i] += pixels[at + i]
    kinds.set(kind, known)
  }
  const all = [...kinds].sort(([, a], [, b]) => b.count - a.count).map(([kind, { count, sum }]) => ({ kind, color: sum.map((each) => Math.round(each / count)) }))
  const palette = all.slice(0, most).map(({ color }) => color)
  const distance = (a: readonly number[], b: readonly number[]): number => a.reduce((far, each, i) => far + (each - b[i]) ** 2, 0)
  const nearest = new Map(all.map(({ kind, color }) => [kind, palette.reduce((best, each, i) => (distance(each, color) < distance(palette[best], color) ? i : best), 0)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest.get(kindOf((y * width + x) * 3)) ?? 0
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** Its pixels as RGB. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint8Array } {
  const data: Buffer[] = []
  let header: Buffer | undefined
  for (let at = SIGNATURE.length; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const [type, content] = [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at))]
    if (type === 'IHDR') header = content
    if (type === 'IDAT') data.push(content)
  }
  if (!header || header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0) throw new Error('a PNG of this kind cannot be read')
  const [width, height, step] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3]
  const raw = inflateSync(Buffer.concat(data))
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
