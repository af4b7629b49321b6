/** A moving picture made of still ones: APNG (https://www.w3.org/TR/png-3/), which browsers and VS Code show. */
import { decodePng, packRows, paletteHead, pngOf, u32, type Chunk } from '../../support/png.ts'
import { colorNumbers, paletteOf } from '../../support/shrinkPng.ts'

export interface Frame {
  /** A PNG; all of one size. */
  readonly png: Buffer
  /** How long it stands, in milliseconds. */
  readonly milliseconds: number
}

interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** An endless animation of the frames with at most so many colours. Throws if one is no PNG, or of another size than the first. */
export function animate(frames: readonly Frame[], most = 96): Buffer {
  const pictures = frames.map(({ png }) => decodePng(png))
  const { width, height } = pictures[0]
  pictures.forEach((picture, i) => {
    if (picture.width !== width || picture.height !== height) throw new Error(`picture ${i + 1} is of another size than the first`)
  })
  const palette = paletteOf(pictures, most)
  const chunks: Chunk[] = [...paletteHead(width, height, palette.colors), { type: 'acTL', data: u32(frames.length, 0) }]
  let sequence = 0
  let before: Uint8Array | undefined
  frames.forEach(({ milliseconds }, i) => {
    const pixels = colorNumbers(pictures[i], palette)
    const area = before ? changedArea(before, pixels, width) : { left: 0, top: 0, width, height }
    const delay = Buffer.from([milliseconds >> 8, milliseconds & 255, 1000 >> 8, 1000 & 255])
    // In the place of what was there.
    const control = Buffer.concat([u32(sequence++, area.width, area.height, area.left, area.top), delay, Buffer.from([0, 0])])
    const rows = packRows(cut(pixels, width, area), area.width)
    chunks.push({ type: 'fcTL', data: control }, before ? { type: 'fdAT', data: Buffer.concat([u32(sequence++), rows]) } : { type: 'IDAT', data: rows })
    before = pixels
  })
  return pngOf([...chunks, { type: 'IEND', data: Buffer.alloc(0) }])
}

/** Where two pictures differ; one pixel where they do not, as a frame cannot be empty. */
function changedArea(before: Uint8Array, after: Uint8Array, width: number): Area {
  let [left, right, top, bottom] = [width, -1, -1, -1]
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue
    const x = at % width
    bottom = (at - x) / width
    if (top < 0) top = bottom
    if (x < left) left = x
    if (x > right) right = x
  }
  return right < 0 ? { left: 0, top: 0, width: 1, height: 1 } : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

function cut(pixels: Uint8Array, width: number, area: Area): Uint8Array {
  const part = new Uint8Array(area.width * area.height)
  for (let y = 0; y < area.height; y++) {
    const start = (area.top + y) * width + area.left
    part.set(pixels.subarray(start, start + area.width), y * area.width)
  }
  return part
}
