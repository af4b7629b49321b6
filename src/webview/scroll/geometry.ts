/** Where rows are in the view, in pixels, and where the view is on the scrollbar. */
import type { Align, ScrollState, Top } from './state.ts'

/** Height of the row at `index`, which may be outside of the window. */
export function heightAt(state: ScrollState, index: number): number {
  const row = state.rows[index]
  return state.rowHeight + ((row && state.extra.get(row.key)) ?? 0)
}

/** Rows of plain height that the view holds, with a fraction. */
export function viewRows(state: ScrollState): number {
  return state.viewHeight / state.rowHeight
}

/** Nothing to show above the window, as far as is known. */
export function isSoftStart(state: ScrollState): boolean {
  return state.atStart || state.up.searching || state.up.blocked
}

/** Nothing to show below the window, as far as is known. */
export function isSoftEnd(state: ScrollState): boolean {
  return state.atEnd || state.down.searching || state.down.blocked
}

/** Room below the last row for the line that says more may come. */
export function endPad(state: ScrollState): number {
  return !state.atEnd && isSoftEnd(state) && !state.stale ? state.rowHeight : 0
}

/** Brings `offset` into the row it falls in. */
export function normalize(state: ScrollState, top: Top): Top {
  let { index, offset } = top
  // Outside of the window all rows are of plain height: go there in one step.
  const { rowHeight, rows } = state
  for (;;) {
    if (offset < 0) {
      if (index <= 0) {
        const steps = Math.ceil(-offset / rowHeight)
        return { index: index - steps, offset: offset + steps * rowHeight }
      }
      index--
      offset += heightAt(state, index)
    } else {
      if (index >= rows.length) {
        const steps = Math.floor(offset / rowHeight)
        return { index: index + steps, offset: offset - steps * rowHeight }
      }
      const height = heightAt(state, index)
      if (offset < height) return { index, offset }
      offset -= height
      index++
    }
  }
}

/** The top at which the row at `end - 1` is the last in view, `pad` pixels above the lower edge. */
export function topForBottom(state: ScrollState, end: number, pad: number): Top {
  return normalize(state, { index: end, offset: pad - state.viewHeight })
}

function isBefore(a: Top, b: Top): boolean {
  return a.index < b.index || (a.index === b.index && a.offset < b.offset)
}

/** The last row of the result is at the lower edge of the view. */
export function isAtBottom(state: ScrollState): boolean {
  return state.atEnd && state.rows.length > 0 && !isBefore(state.top, topForBottom(state, state.rows.length, 0))
}

/** The state with its top where there is something to see. */
export function clampTop(state: ScrollState): ScrollState {
  const first: Top = { index: 0, offset: 0 }
  if (state.rows.length === 0) return withTop(state, first)
  const least = isSoftStart(state) || state.stale ? first : { index: -Math.floor(viewRows(state)), offset: 0 }
  let most: Top = { index: state.rows.length, offset: 0 }
  if (isSoftEnd(state) || state.stale) most = topForBottom(state, state.rows.length, endPad(state))
  let top = normalize(state, state.top)
  if (isBefore(most, top)) top = most
  if (isBefore(top, least)) top = least
  return withTop(state, top)
}

export function withTop(state: ScrollState, top: Top): ScrollState {
  return top.index === state.top.index && top.offset === state.top.offset ? state : { ...state, top }
}

/** Where `top` is for rows that have just arrived and are to be aligned. */
export function alignedTop(state: ScrollState, align: Align): Top {
  if (align === 'bottom') return topForBottom(state, state.rows.length, 0)
  return { index: align === 'third' ? -Math.floor(viewRows(state) / 3) : 0, offset: 0 }
}

/** Index behind the last row of which something is in view (it may be outside of the window). */
export function visibleEnd(state: ScrollState): number {
  let { index } = state.top
  let bottom = -state.top.offset
  while (bottom < state.viewHeight) bottom += heightAt(state, index++)
  return index
}

/** The rows at hand fill the view from its top on. */
export function isFilled({ rows, top, viewHeight, rowHeight }: ScrollState): boolean {
  return (rows.length - Math.max(0, top.index)) * rowHeight - top.offset >= viewHeight
}

/** Where the place `index` + `part` of a row is on the scrollbar, 0 to 1. */
function posAt(state: ScrollState, index: number, part: number): number {
  const { rows, endPos } = state
  const count = rows.length
  if (count === 0) return 0
  // With every row at hand the answer is exact; otherwise the host says how far into the files a row is.
  if (state.atStart && state.atEnd) return Math.min(1, Math.max(0, (index + part) / count))
  if (index < 0) return rows[0].pos
  if (index >= count) return endPos
  const here = rows[index].pos
  const next = index + 1 < count ? rows[index + 1].pos : endPos
  return here + (next - here) * Math.min(1, part)
}

/** Start and end of what is in view on the scrollbar, 0 to 1. */
export function visibleRange(state: ScrollState): readonly [number, number] {
  const { top, rows } = state
  const start = posAt(state, top.index, top.offset / heightAt(state, top.index))
  const last = Math.min(visibleEnd(state), rows.length)
  const end = posAt(state, last, 0)
  return [start, Math.max(start, end)]
}

export interface Thumb {
  /** 0 (at the top) to 1 (at the bottom), of the way that the thumb can go. */
  readonly position: number
  /** Of the track, 0 to 1. */
  readonly length: number
  /** Everything is in view. */
  readonly all: boolean
}

export function thumbOf(state: ScrollState): Thumb {
  const [start, end] = visibleRange(state)
  const length = state.drag?.length ?? Math.min(1, Math.max(0, end - start))
  const atTop = state.atStart && state.top.index <= 0 && state.top.offset === 0
  const atBottom = isAtBottom(state)
  if (state.drag) return { position: state.drag.position, length, all: false }
  if (state.jump?.thumb !== undefined) return { position: state.jump.thumb, length, all: false }
  if (state.rows.length === 0 || (atTop && atBottom)) return { position: 0, length: 1, all: true }
  if (atTop) return { position: 0, length, all: false }
  if (atBottom) return { position: 1, length, all: false }
  return { position: length >= 1 ? 0 : Math.min(1, Math.max(0, start / (1 - length))), length, all: false }
}

/** The top for the place `pos` on the scrollbar, if the rows around it are in the window. */
export function topAtPos(state: ScrollState, pos: number): Top | undefined {
  const { rows } = state
  if (rows.length === 0 || state.stale) return undefined
  if (pos < posAt(state, 0, 0) || pos > posAt(state, rows.length, 0)) return undefined
  let low = 0
  let high = rows.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (posAt(state, middle, 0) <= pos) low = middle
    else high = middle
  }
  const here = posAt(state, low, 0)
  const next = posAt(state, low + 1, 0)
  const part = next > here ? Math.min(1, (pos - here) / (next - here)) : 0
  const top = normalize(state, { index: low, offset: part * heightAt(state, low) })
  const full = topForBottom(state, rows.length, 0)
  // Near the window's end the view would be half empty: let the rows be fetched around the place.
  if (!state.atEnd && isBefore(full, top)) return undefined
  return top
}
