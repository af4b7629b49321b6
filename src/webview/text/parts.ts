/** Long texts in parts that are laid out each by itself. */
import type { Segment } from './segments.ts'

/**
 * Characters of a part at most. What Chromium takes to lay out a text with glyphs of several fonts grows with the square of its length: 1.6 s for 56,000 characters,
 * but 30 ms for 10,000. A part that is out of view is not laid out at all (see .text-part).
 */
export const PART = 4000
/** What a segment costs besides its characters: to make an element for it takes longer than to lay out these. */
export const SEGMENT_COST = 5
/** So far back a place is looked for where a line may end anyway. */
const BACK = 200
/** Characters that belong to the one before. */
const JOINED = /[\p{M}\u200d\udc00-\udfff\ufe00-\ufe0f]/u

/** The segments in parts; one that goes beyond the end of a part is cut. All parts but the last end with a newline or a blank, where one is near. */
export function partsOf(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const parts: Segment[][] = [[]]
  let room = PART
  for (const segment of segments) {
    let { text } = segment
    room -= SEGMENT_COST
    while (text.length > room) {
      const end = room > 0 ? cutAt(text, room) : 0
      if (end > 0) parts[parts.length - 1].push({ ...segment, text: text.slice(0, end) })
      parts.push([])
      text = text.slice(end)
      room = PART
    }
    if (text !== '') parts[parts.length - 1].push({ ...segment, text })
    room -= text.length
  }
  return parts
}

/** Where to cut a text of which `room` characters go into a part. */
function cutAt(text: string, room: number): number {
  const near = Math.max(0, room - BACK)
  for (const blank of ['\n', ' ']) {
    const at = text.lastIndexOf(blank, room - 1)
    if (at >= near && at < room) return at + 1
  }
  let end = room
  while (end > near && JOINED.test(text[end])) end--
  return end
}
