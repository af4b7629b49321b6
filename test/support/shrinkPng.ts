/** Makes pictures of a user interface small: few colours, by number, as a quarter of the bytes. */
import { decodePng, packRows, paletteHead, pngOf, type Picture } from './png.ts'

type Color = readonly number[]

/** Colours of which these leading bits are the same are taken as one. */
const BITS = 5

/** The colours that stand for those of some pictures, and which stands for which. */
export interface Palette {
  readonly colors: readonly Color[]
  readonly nearest: ReadonlyMap<number, number>
}

const kindAt = (pixels: Uint8Array, at: number): number =>
  ((pixels[at] >> (8 - BITS)) << (2 * BITS)) | ((pixels[at + 1] >> (8 - BITS)) << BITS) | (pixels[at + 2] >> (8 - BITS))

const distance = (a: Color, b: Color): number => a.reduce((far, each, i) => far + (each - b[i]) ** 2, 0)

/** At most so many colours (up to 256) for all of the pictures: the commonest, then always the one that is missed most, being common and far from all. */
export function paletteOf(pictures: readonly Picture[], most: number): Palette {
  const kinds = new Map<number, { count: number; sum: number[] }>()
  for (const { pixels } of pictures) {
    for (let at = 0; at < pixels.length; at += 3) {
      const kind = kindAt(pixels, at)
      let known = kinds.get(kind)
      if (!known) kinds.set(kind, (known = { count: 0, sum: [0, 0, 0] }))
      known.count++
      for (let i = 0; i < 3; i++) known.sum[i] += pixels[at + i]
    }
  }
  const all = [...kinds].map(([kind, { count, sum }]) => ({ kind, weight: Math.sqrt(count), color: sum.map((each) => Math.round(each / count)), missed: Infinity, nearest: 0 }))
  const colors: Color[] = []
  while (colors.length < Math.min(most, all.length)) {
    const next = all.reduce((worst, each) => (each.weight * each.missed > worst.weight * worst.missed || (each.missed === Infinity && each.weight > worst.weight) ? each : worst))
    if (next.missed === 0) break
    for (const each of all) {
      const far = distance(each.color, next.color)
      if (far < each.missed) [each.missed, each.nearest] = [far, colors.length]
    }
    colors.push(next.color)
  }
  return { colors, nearest: new Map(all.map(({ kind, nearest }) => [kind, nearest])) }
}

/** The number of its colour for each pixel. */
export function colorNumbers({ pixels }: Picture, { nearest }: Palette): Uint8Array {
  return Uint8Array.from({ length: pixels.length / 3 }, (_, i) => nearest.get(kindAt(pixels, i * 3)) ?? 0)
}

/** A PNG of a browser with at most so many colours, up to 256. */
export function shrinkPng(png: Buffer, most = 96): Buffer {
  const picture = decodePng(png)
  const palette = paletteOf([picture], most)
  const rows = packRows(colorNumbers(picture, palette), picture.width)
  return pngOf([...paletteHead(picture.width, picture.height, palette.colors), { type: 'IDAT', data: rows }, { type: 'IEND', data: Buffer.alloc(0) }])
}
