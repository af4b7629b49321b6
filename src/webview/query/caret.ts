/** Where things are in the coloured text of a field, which lies exactly below what is typed. */

/** The place of a character on the page. The text may be a frame older than the field: then the place behind its last character. */
export function placeOf(paint: HTMLElement, offset: number): DOMRect {
  let left = offset
  const walker = document.createTreeWalker(paint, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text
    range.setStart(node, Math.min(left, length))
    if (left < length) {
      range.setEnd(node, left + 1)
      return range.getBoundingClientRect()
    }
    range.setEnd(node, length)
    left -= length
  }
  const all = range.getBoundingClientRect()
  return new DOMRect(all.right, all.top, 0, all.height)
}

/** The character at a place of the page: the first one of its piece of the text; undefined beside what is coloured. */
export function offsetAt(paint: HTMLElement, x: number, y: number): number | undefined {
  let offset = 0
  for (const piece of paint.childNodes) {
    if (piece instanceof Element)
      for (const { left, right, top, bottom } of piece.getClientRects()) {
        if (x >= left && x < right && y >= top && y < bottom) return offset
      }
    offset += piece.textContent?.length ?? 0
  }
  return undefined
}

/** Puts an element below (or above) a place, inside of the window. */
export function putBelow(element: HTMLElement, place: DOMRect): void {
  const { width, height } = element.getBoundingClientRect()
  const margin = 4
  // As far from the text as the border of its field is.
  const gap = 6
  const fits = place.bottom + gap + height + margin <= window.innerHeight
  element.style.top = `${fits ? place.bottom + gap : Math.max(margin, place.top - height - gap)}px`
  element.style.left = `${Math.max(margin, Math.min(place.left - gap, window.innerWidth - width - margin))}px`
}
