/** How answers to requests change the window. */
import { alignedTop, clampTop, isFilled, viewRows, visibleEnd } from './geometry.ts'
import { carriedSelection, landSelection } from './selection.ts'
import {
  EDGE_ROWS,
  freshEdge,
  indexOfKey,
  MAX_WINDOW_ROWS,
  rowKey,
  type Answer,
  type Edge,
  type Jump,
  type Request,
  type ScrollState,
  type WindowRow,
} from './state.ts'

/** Rows of an answer with their places on the scrollbar. */
function rowsOf({ page, scroll: [from, to] }: Answer): WindowRow[] {
  return Array.from({ length: page.rows }, (_, index) => {
    const block = page.block[index]
    const row = page.row[index]
    return { key: rowKey(block, row), block, row, page, index, pos: from + ((to - from) * index) / page.rows }
  })
}

/** The cursor of an edge after an answer that may tell where to go on; `pause`: do not go on by itself. */
function edgeAfter(answer: Answer, found: boolean, pause: boolean): Edge {
  if (answer.resume) return { ...freshEdge, ...answer.resume, searching: true, blocked: pause }
  return { ...freshEdge, blocked: !found }
}

/** Takes the answer to `request`, which is in flight. */
export function takeAnswer(state: ScrollState, request: Request, answer: Answer): ScrollState {
  const next = { ...state, flight: state.flight.filter(({ id }) => id !== request.id) }
  switch (request.kind) {
    case 'jump':
      return takeJump(next, request, answer)
    case 'refresh':
      return takeRefresh(next, request, answer)
    case 'up':
      return takeUp(next, request, answer)
    case 'down':
      return takeDown(next, request, answer)
  }
}

function takeJump(state: ScrollState, request: Request, answer: Answer): ScrollState {
  const jump = request.jump
  if (!jump) return state
  const current = state.jump === jump
  const rows = rowsOf(answer)
  if (rows.length === 0) {
    // A newer jump is waiting: what this one found does not matter.
    if (!current) return state
    if (answer.resume) {
      const on = { ...jump, ...answer.resume, searching: true, blocked: state.stopped }
      return state.stale ? { ...emptied(state), jump: on } : { ...state, jump: on, late: !jump.patient }
    }
    // Nothing at or behind the place, but something before it: show the last rows.
    if (answer.atEnd && !answer.atStart && jump.from.at !== 'end') {
      return { ...state, jump: { ...jump, from: { at: 'end' }, skip: -request.count, rows: request.count, align: 'bottom' } }
    }
    const nothing = { ...emptied(state), late: false, endPos: 1, ordinal: 0, up: freshEdge, down: freshEdge }
    if (answer.atEnd) return { ...nothing, atStart: true, atEnd: true, jump: undefined }
    // Waits for the pass to go on, unless it has while the answer was on its way: nobody would say so again.
    return { ...nothing, refresh: false, atStart: answer.atStart, jump: { ...jump, searching: true, blocked: !state.refresh } }
  }
  if (current && isShortOfEnd(jump, answer)) {
    const fewer = Math.max(1, rows.length >> 1)
    return { ...state, jump: { ...jump, from: { at: 'end' }, skip: -fewer, rows: fewer } }
  }
  const upward = answer.resume !== undefined && request.skip < 0
  const landed: ScrollState = {
    ...state,
    rows,
    stale: false,
    late: false,
    selection: state.stale ? carriedSelection(state, { rows, merged: state.merged, ordinal: answer.ordinal }) : state.selection,
    atStart: answer.atStart,
    atEnd: answer.atEnd,
    endPos: answer.scroll[1],
    ordinal: answer.ordinal,
    ordinalExact: answer.ordinalExact,
    up: upward ? edgeAfter(answer, true, state.stopped) : freshEdge,
    down: answer.resume && !upward ? edgeAfter(answer, true, state.stopped) : freshEdge,
    jump: current ? undefined : state.jump,
    flight: state.flight.filter(({ kind }) => kind === 'jump'),
    refresh: false,
  }
  const placed = { ...landed, top: alignedTop(landed, jump.align) }
  return clampTop(landSelection(placed, jump))
}

/** The last rows were asked for, but the page was full before it came to the last one. */
function isShortOfEnd({ rows = 0 }: Jump, { page, atEnd, resume }: Answer): boolean {
  const passed = rows + (resume?.skip ?? 0)
  return page.rows < passed && !atEnd
}

function emptied(state: ScrollState): ScrollState {
  return { ...state, rows: [], selection: state.stale ? undefined : state.selection, stale: false, atStart: false, atEnd: false, top: { index: 0, offset: 0 } }
}

function takeRefresh(state: ScrollState, request: Request, answer: Answer): ScrollState {
  const rows = rowsOf(answer)
  const old = indexOfKey(state.rows, request.edge ?? '')
  // The view has left the rows that were asked for: ask again for those that are in view now.
  if (old < 0 && state.rows.length > 0) return state
  const found = indexOfKey(rows, request.edge ?? '')
  const shift = old < 0 ? 0 : old - Math.max(found, 0)
  const gone = rows.length === 0 && !(answer.atStart && answer.atEnd)
  return clampTop({
    ...state,
    rows,
    jump: gone ? { from: { at: 'start' }, skip: 0, align: 'top', blocked: true, searching: true, patient: false } : state.jump,
    refresh: false,
    atStart: answer.atStart,
    atEnd: answer.atEnd,
    endPos: answer.scroll[1],
    ordinal: answer.ordinal,
    ordinalExact: answer.ordinalExact,
    up: freshEdge,
    down: answer.resume ? edgeAfter(answer, true, state.stopped) : freshEdge,
    top: { index: Math.max(0, state.top.index - shift), offset: state.top.offset },
  })
}

function takeDown(state: ScrollState, request: Request, answer: Answer): ScrollState {
  const last = state.rows.at(-1)
  if (last?.key !== request.edge) return state
  const all = rowsOf(answer)
  // What comes at or before the row that we have is not new.
  const added = all.slice(last ? indexOfKey(all, last.key) + 1 : 0)
  const exact = answer.ordinalExact && added.length > 0
  const ordinal = exact ? answer.ordinal + (all.length - added.length) - state.rows.length : state.ordinal
  const grown: ScrollState = {
    ...state,
    rows: added.length > 0 ? [...state.rows, ...added] : state.rows,
    atEnd: answer.atEnd,
    endPos: added.length > 0 || answer.atEnd ? answer.scroll[1] : state.endPos,
    ordinal: Math.max(0, ordinal),
    ordinalExact: state.ordinalExact || exact,
    down: edgeAfter(answer, added.length > 0 || answer.atEnd, state.stopped),
  }
  return clampTop(trimStart(grown))
}

function takeUp(state: ScrollState, request: Request, answer: Answer): ScrollState {
  const first = state.rows[0]
  if (first?.key !== request.edge) return state
  const all = rowsOf(answer)
  const found = indexOfKey(all, first.key)
  // Just the rows that were asked for end right above the window.
  const whole = found < 0 && request.from.at === 'row' && request.from.row === first.row && request.from.block === first.block
  const at = whole && request.skip === -all.length ? all.length : found
  if (at < 0 && all.length > 0 && !answer.resume) {
    // The page was full before it reached the window. Fewer rows leave no gap; one row always fits.
    const { step } = state.up
    return { ...state, up: { ...freshEdge, step: Math.max(1, Math.min(all.length, step >> 1)), blocked: step === 1 } }
  }
  const added = all.slice(0, Math.max(0, at))
  const known = added.length > 0 || at === 0
  const eager = state.up.eager && added.length === 0 && answer.resume !== undefined
  const atStart = answer.atStart && (known || all.length === 0)
  const grown: ScrollState = {
    ...state,
    rows: added.length > 0 ? [...added, ...state.rows] : state.rows,
    atStart,
    ordinal: known ? answer.ordinal : state.ordinal,
    ordinalExact: known ? answer.ordinalExact : state.ordinalExact,
    up: {
      // Looking for more above rows that fill the view would cost reading for nothing.
      ...edgeAfter(answer, added.length > 0 || atStart, !eager && (state.stopped || isFilled(state))),
      // What proved to be too much is tried again only after something less has worked.
      step: added.length > 0 ? Math.min(EDGE_ROWS, state.up.step * 2) : state.up.step,
      eager,
    },
    top: { index: state.top.index + added.length, offset: state.top.offset },
  }
  return clampTop(trimEnd(grown))
}

/** Drops rows above the view when there are too many. */
function trimStart(state: ScrollState): ScrollState {
  const margin = Math.ceil(2 * viewRows(state))
  const surplus = Math.min(state.rows.length - MAX_WINDOW_ROWS, state.top.index - margin)
  if (surplus <= 0) return state
  return {
    ...state,
    rows: state.rows.slice(surplus),
    atStart: false,
    ordinal: state.ordinal + surplus,
    up: freshEdge,
    top: { index: state.top.index - surplus, offset: state.top.offset },
  }
}

/** Drops rows below the view when there are too many. */
function trimEnd(state: ScrollState): ScrollState {
  const margin = Math.ceil(2 * viewRows(state))
  const length = Math.max(MAX_WINDOW_ROWS, visibleEnd(state) + margin)
  if (state.rows.length <= length) return state
  return { ...state, rows: state.rows.slice(0, length), atEnd: false, endPos: state.rows[length].pos, down: freshEdge }
}
