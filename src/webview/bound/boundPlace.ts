/** Which row binds, and which one it is bound to. */
import { heightAt, viewRows, visibleEnd } from '../scroll/geometry.ts'
import { indexOfKey, type ScrollState } from '../scroll/state.ts'

/** A row of the window: its index, and the pixels from the upper edge of the view to its line. */
export interface Spot {
  readonly index: number
  readonly y: number
}

/** Where the line of the row at `index` is, in pixels from the upper edge of the view. */
export function heightOf(state: ScrollState, index: number): number {
  const { top, lead, rows } = state
  let y = -top.offset
  for (let i = top.index; i < index; i++) y += heightAt(state, i)
  for (let i = index; i < top.index; i++) y -= heightAt(state, i)
  return y + (lead.get(rows[index].key) ?? 0)
}

export function timeAt({ rows }: ScrollState, index: number): number {
  const { page, index: at } = rows[index]
  return page.time[at]
}

/** The row that binds: the selected one, or the first in view that has a time. Undefined where none has one. */
export function bindingRow(state: ScrollState, bySelection: boolean): Spot | undefined {
  const { selection, rows, top } = state
  const hasTime = (index: number): boolean => !Number.isNaN(timeAt(state, index))
  let index = bySelection && selection ? indexOfKey(rows, selection.focus.key) : -1
  if (index >= 0 && hasTime(index)) return { index, y: heightOf(state, index) }
  const end = Math.min(rows.length, visibleEnd(state))
  for (index = Math.max(0, top.index); index < end; index++) if (hasTime(index)) return { index, y: heightOf(state, index) }
  return undefined
}

export interface Target {
  readonly index: number
  /** The time is before that of the first row, or behind that of the last. */
  readonly outside?: 'start' | 'end'
}

/**
 * The first row of exactly this time, or the last one before it; the first row, if none is. Undefined where the rows of the window do not tell, or have no times; with `anyway` these
 * are the rows around the time, as far as there are any.
 */
export function targetOf(state: ScrollState, time: number, anyway: boolean): Target | undefined {
  const { rows, atStart, atEnd } = state
  let before = -1
  for (let index = 0; index < rows.length; index++) {
    const here = timeAt(state, index)
    if (here < time) before = index
    else if (here >= time) {
      if (before < 0 && !atStart && !anyway) return undefined
      if (here === time || before < 0) return { index, outside: here > time && atStart ? 'start' : undefined }
      return { index: before }
    }
  }
  if (before < 0 || !(atEnd || anyway)) return undefined
  return { index: before, outside: atEnd ? 'end' : undefined }
}

/** Rows above one that is to be `y` pixels below the upper edge. */
export function rowsAbove(state: ScrollState, y: number): number {
  return Math.max(1, Math.min(Math.ceil(viewRows(state)), Math.ceil(y / state.rowHeight))) + 1
}
