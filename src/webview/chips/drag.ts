/** Dragging a chip to another place in the row. */

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Before which chip (1 … number of chips) something dropped at x, y goes. The first chip, the search, stays first. */
export function dropPlace(boxes: readonly Box[], x: number, y: number): number {
  let place = boxes.length
  for (let i = boxes.length - 1; i >= 1; i--) {
    const { left, right, top, bottom } = boxes[i]
    // Chips that do not fit go on in the next line: all that is behind the pointer comes after it.
    const behind = y < top || (y <= bottom && x < (left + right) / 2)
    if (behind) place = i
  }
  return place
}

/** The index at which a chip ends up that is taken from `from` and dropped before `place`. */
export function indexAfterDrop(from: number, place: number): number {
  return place > from ? place - 1 : place
}
