/** What is missing in the window, as requests. */
import { isFilled, viewRows, visibleEnd } from './geometry.ts'
import type { Place } from '../../common/protocol.ts'
import type { Jump, Request, ScrollState } from './state.ts'

type Draft = Omit<Request, 'id' | 'run'>

/** The requests to send now; at most one at each end of the window, or one for a jump. */
export function wanted(state: ScrollState): readonly Request[] {
  if (state.run === 0 || state.viewHeight <= 0) return []
  const drafts = draftsOf(state)
  return drafts.map((draft, i) => ({ ...draft, id: state.nextId + i, run: state.run }))
}

function draftsOf(state: ScrollState): readonly Draft[] {
  const { jump, flight } = state
  const busy = (kind: Request['kind']): boolean => flight.some((request) => request.kind === kind)
  if (jump && !jump.blocked && !busy('jump')) return [jumpDraft(state, jump)]
  if (state.stale || busy('refresh')) return []
  if (jump && !jump.patient) return []
  if (state.refresh) return flight.length === 0 ? [refreshDraft(state)] : []
  if (state.rows.length === 0) return []
  const drafts: Draft[] = []
  if (needsDown(state) && !busy('down')) drafts.push(downDraft(state))
  if (needsUp(state) && !busy('up')) drafts.push(upDraft(state))
  return drafts
}

/** So short a thumb is dragged past what is beyond the view before it could be shown: a pixel is most of a view, or more. */
const COARSE_THUMB = 0.002
/** Rows that are drawn beyond the view. */
const DRAWN_BEYOND = 3

function isCoarseDrag({ drag }: ScrollState): boolean {
  return drag !== undefined && drag.length < COARSE_THUMB
}

function jumpDraft(state: ScrollState, jump: Jump): Draft {
  const inView = Math.ceil(viewRows(state))
  const count = isCoarseDrag(state) ? inView + DRAWN_BEYOND : Math.min(400, Math.max(60, 2 * inView + 20))
  return { kind: 'jump', from: jump.from, skip: jump.skip, count: Math.max(count, -jump.skip, jump.rows ?? 0), jump }
}

/** Rows to have ready beyond the view. */
function marginRows(state: ScrollState): number {
  return isCoarseDrag(state) ? 0 : Math.ceil(1.5 * viewRows(state))
}

function refreshDraft(state: ScrollState): Draft {
  const margin = marginRows(state)
  const { rows, top } = state
  if (rows.length === 0) return { kind: 'refresh', from: { at: 'start' }, skip: 0, count: Math.ceil(2 * viewRows(state)) + 20 }
  const first = Math.max(0, Math.min(rows.length - 1, top.index - margin))
  const edge = rows[Math.max(0, Math.min(rows.length - 1, top.index))].key
  const count = Math.ceil(viewRows(state)) + 2 * margin + 1
  return { kind: 'refresh', from: placeOf(rows[first]), skip: 0, count: Math.min(count, 600), edge }
}

function placeOf({ block, row }: { block: number; row: number }): Place {
  return { at: 'row', block, row }
}

function needsDown(state: ScrollState): boolean {
  if (state.atEnd || state.down.blocked) return false
  const missing = visibleEnd(state) - state.rows.length
  // Looking further costs reading: only for rows that would be in view.
  return state.down.searching ? missing >= 0 : missing + marginRows(state) > 0
}

function downDraft({ rows, down }: ScrollState): Draft {
  const last = rows[rows.length - 1]
  const from = down.from ?? placeOf(last)
  return { kind: 'down', from, skip: down.from ? down.skip : 1, count: down.step, edge: last.key }
}

function needsUp(state: ScrollState): boolean {
  if (state.atStart || state.up.blocked) return false
  if (state.up.searching) return state.top.index <= 0
  // The last rows do not fill the view: those above them belong in it, also while a short thumb is dragged.
  return state.top.index < marginRows(state) || (state.atEnd && !isFilled(state))
}

function upDraft({ rows, up }: ScrollState): Draft {
  const [first] = rows
  const skip = up.from ? up.skip : -up.step
  // One row more than is missing: the answer must reach the row that we have, or there would be a gap.
  return { kind: 'up', from: up.from ?? placeOf(first), skip, count: Math.max(up.step, -skip) + 1, edge: first.key }
}
