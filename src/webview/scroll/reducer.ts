/** All that happens to the list, as one pure function. */
import { takeAnswer } from './answers.ts'
import { clampTop, heightAt, isAtBottom, isSoftEnd, isSoftStart, thumbOf, topAtPos, topForBottom, viewRows, visibleEnd } from './geometry.ts'
import { selectRow, toggleRow } from './selection.ts'
import { EDGE_ROWS, freshEdge, indexOfKey, MAX_WINDOW_ROWS, type Align, type Answer, type Jump, type Request, type RowRef, type ScrollState, type WindowRow } from './state.ts'
import type { Place } from '../../common/protocol.ts'

export type ScrollAction =
  | { readonly type: 'resize'; readonly viewHeight: number; readonly rowHeight: number }
  /** The query runs as `run`; the reading place is kept. */
  | { readonly type: 'run'; readonly run: number; readonly merged?: boolean }
  /** Where to begin, before the first run. */
  | { readonly type: 'restore'; readonly reading: { readonly source: number; readonly offset: number } }
  | { readonly type: 'scrollBy'; readonly pixels: number }
  | { readonly type: 'goTo'; readonly from: Place; readonly skip?: number; readonly align: Align; readonly select?: Jump['select']; readonly choose?: Jump['choose']; readonly patient?: boolean; /** It is a way back. */ readonly returning?: boolean }
  | { readonly type: 'toStart'; readonly select?: Jump['select'] }
  /** `anew`: the end that is known may not be that of the rows any more. */
  | { readonly type: 'toEnd'; readonly select?: Jump['select']; readonly anew?: boolean }
  /** The thumb is at `position` (0 to 1) of its way. */
  | { readonly type: 'drag'; readonly position: number }
  | { readonly type: 'dragEnd' }
  /** With `select`, the row goes along that is in view before and behind it. */
  | { readonly type: 'page'; readonly direction: 1 | -1; readonly select?: Jump['select'] }
  | { readonly type: 'select'; readonly target: RowRef; readonly extend: boolean; readonly reveal?: boolean }
  /** Takes a row into the selection, or out of it. */
  | { readonly type: 'toggle'; readonly target: RowRef }
  | { readonly type: 'selectRange'; readonly anchor: RowRef; readonly focus: RowRef; readonly distance?: number }
  | { readonly type: 'clearSelection' }
  /** Moves the row with the focus by `rows` and scrolls to it. */
  | { readonly type: 'move'; readonly rows: number; readonly extend: boolean }
  /** Heights that rows turned out to have, beyond `rowHeight`, and what of it is above their line; 0 takes one away. */
  | { readonly type: 'measured'; readonly extra: readonly (readonly [key: string, height: number, lead?: number])[]; readonly keepBottom: boolean }
  | { readonly type: 'forgetHeights' }
  | { readonly type: 'progress'; readonly running: boolean; readonly stopped: boolean; readonly refresh: boolean }
  | { readonly type: 'sent'; readonly request: Request }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly type: 'failed'; readonly id: number }
  /** The jump in flight takes a while. */
  | { readonly type: 'late'; readonly id: number }

export function reduceScroll(state: ScrollState, action: ScrollAction): ScrollState {
  switch (action.type) {
    case 'resize':
      return clampTop(atReading({ ...state, viewHeight: action.viewHeight, rowHeight: action.rowHeight }))
    case 'run':
      return startRun({ ...state, merged: action.merged }, action.run)
    case 'restore':
      return { ...state, reading: action.reading }
    case 'scrollBy':
      return clampTop(byHand({ ...state, top: { index: state.top.index, offset: state.top.offset + action.pixels } }))
    case 'goTo':
      return goTo(state, action)
    case 'toStart':
      return toStart(state, action.select)
    case 'toEnd':
      return toEnd(state, action.select, action.anew)
    case 'drag':
      return dragTo(state, action.position)
    case 'dragEnd':
      return { ...state, drag: undefined }
    case 'page':
      return turnPage(state, action.direction, action.select)
    case 'select': {
      const selected = { ...state, selection: selectRow(state, action.target, action.extend) }
      return action.reveal === false ? selected : reveal(selected)
    }
    case 'toggle':
      return { ...state, selection: toggleRow(state, action.target) }
    case 'selectRange':
      return { ...state, selection: { anchor: action.anchor, focus: action.focus, distance: action.distance } }
    case 'clearSelection':
      return { ...state, selection: undefined }
    case 'move':
      return move(state, action.rows, action.extend)
    case 'measured':
      return measured(state, action.extra, action.keepBottom)
    case 'forgetHeights':
      return clampTop({ ...state, extra: new Map(), lead: new Map(), top: { index: state.top.index, offset: 0 } })
    case 'progress':
      return progress(state, action)
    case 'sent':
      return { ...state, flight: [...state.flight, action.request], nextId: Math.max(state.nextId, action.request.id + 1) }
    case 'answer': {
      const request = state.flight.find(({ id }) => id === action.id)
      return request ? moveOn(takeAnswer(state, request, action.answer)) : state
    }
    case 'failed':
      return failed(state, action.id)
    case 'late':
      return state.flight.some(({ id }) => id === action.id) && !state.stale ? { ...state, late: true } : state
  }
}

/** Goes on by a view, but for a line: the rows that come may be of any height, and none may be passed over. */
function turnPage(state: ScrollState, direction: 1 | -1, select: Jump['select']): ScrollState {
  const { top, rows } = state
  const height = Math.max(1, Math.floor(viewRows(state)) - 1) * state.rowHeight
  const turned = clampTop(byHand({ ...state, top: { index: top.index, offset: top.offset + direction * height } }))
  const { top: there } = turned
  const first = direction < 0 ? top.index : Math.min(there.index + (there.offset > 0 ? 1 : 0), visibleEnd(turned) - 1)
  const row = rows[there.index !== top.index || there.offset !== top.offset ? first : direction < 0 ? 0 : rows.length - 1]
  return select && row && !state.stale ? goneTo(turned, row, select === 'extend', direction < 0 ? top.offset + state.rowHeight : 0) : turned
}

/** What the person does with the list themselves ends what it was waiting for. */
function byHand(state: ScrollState): ScrollState {
  const { jump } = state
  // Without rows there is nothing to go on from but the place that was asked for.
  if (jump && (state.stale || state.rows.length === 0)) return jump.blocked ? { ...state, jump: { ...jump, blocked: false } } : state
  return {
    ...state,
    reading: undefined,
    jump: undefined,
    walk: undefined,
    late: false,
    flight: jump ? state.flight.filter(({ kind }) => kind !== 'jump') : state.flight,
    // Still at the first row that there is: what is above it is wanted now.
    up: state.up.blocked ? { ...state.up, blocked: false, eager: state.up.searching && state.top.index <= 0 } : state.up,
    down: state.down.blocked ? { ...state.down, blocked: false } : state.down,
  }
}

/** With the reading place at the upper edge, if the view has not left it: before it had its height, there may have been no room for it there. */
function atReading(state: ScrollState): ScrollState {
  const { reading, rows, jump } = state
  if (!reading || jump) return state
  const isBehind = ({ page, index }: WindowRow): boolean =>
    page.source[index] > reading.source || (page.source[index] === reading.source && page.offset[index] >= reading.offset)
  const index = rows.findIndex(isBehind)
  return index < 0 ? state : { ...state, top: { index, offset: 0 } }
}

/** Place in its file of the row at the upper edge of the view. */
export function readingPlace(state: ScrollState): ScrollState['reading'] {
  if (state.reading) return state.reading
  const row = state.rows[Math.max(0, Math.min(state.rows.length - 1, state.top.index))]
  if (!row || row.page.offset[row.index] < 0) return undefined
  return { source: row.page.source[row.index], offset: row.page.offset[row.index] }
}

function startRun(state: ScrollState, run: number): ScrollState {
  const reading = readingPlace(state)
  const atTop = state.atStart && state.top.index === 0 && state.top.offset === 0
  const from: Place = reading && !(atTop && !state.reading) ? { at: 'byte', ...reading } : { at: 'start' }
  return {
    ...state,
    run,
    running: true,
    stopped: false,
    stale: state.rows.length > 0,
    reading: from.at === 'byte' ? reading : undefined,
    jump: { from, skip: 0, align: 'top', blocked: false, searching: false, patient: false },
    refresh: false,
    flight: [],
    late: false,
    drag: undefined,
    extra: new Map(),
    lead: new Map(),
    selection: undefined,
    up: freshEdge,
    down: freshEdge,
    atStart: state.rows.length > 0 && state.atStart,
    atEnd: state.rows.length > 0 && state.atEnd,
  }
}

interface Target {
  readonly from: Place
  readonly skip?: number
  readonly rows?: number
  readonly align: Align
  readonly select?: Jump['select']
  readonly choose?: Jump['choose']
  readonly patient?: boolean
  readonly thumb?: number
}

function goTo(state: ScrollState, { from, skip = 0, rows, align, select, choose, patient = false, thumb }: Target): ScrollState {
  const jump: Jump = { from, skip, rows, align, select, choose, thumb, patient, blocked: false, searching: false }
  // While the rows of the run before are shown, one place replaces the other.
  const flight = state.stale ? state.flight.filter(({ kind }) => kind !== 'jump') : state.flight
  return { ...state, jump, flight, reading: undefined, walk: undefined }
}

function toStart(state: ScrollState, select: Jump['select']): ScrollState {
  if (!state.atStart || state.rows.length === 0 || state.stale) return goTo(state, { from: { at: 'start' }, align: 'top', select, thumb: 0 })
  const there = clampTop(byHand({ ...state, top: { index: 0, offset: 0 } }))
  return select ? { ...there, selection: selectRow(state, state.rows[0], select === 'extend') } : there
}

function toEnd(state: ScrollState, select: Jump['select'], anew = false): ScrollState {
  const { rows } = state
  if (anew || !state.atEnd || rows.length === 0 || state.stale) {
    const rows = Math.ceil(2 * viewRows(state))
    return goTo(state, { from: { at: 'end' }, skip: -rows, rows, align: 'bottom', select, thumb: 1 })
  }
  const there = clampTop(byHand({ ...state, top: topForBottom(state, rows.length, 0) }))
  return select ? goneTo(there, rows[rows.length - 1], select === 'extend') : there
}

/** With the row selected that keys have gone to; `shown`: see reveal; `left`: steps from there. */
function goneTo(state: ScrollState, row: WindowRow, extend: boolean, shown = Infinity, left = 0): ScrollState {
  return { ...state, selection: selectRow(state, row, extend), walk: { key: row.key, left, extend, shown } }
}

function dragTo(state: ScrollState, wantedPosition: number): ScrollState {
  const position = Math.min(1, Math.max(0, wantedPosition))
  const length = state.drag?.length ?? thumbOf(state).length
  const dragged = { ...state, drag: { length, position } }
  if (position === 0) return toStart(dragged, undefined)
  if (position === 1) return toEnd(dragged, undefined)
  const pos = position * (1 - length)
  const top = topAtPos(dragged, pos)
  if (top) return clampTop(byHand({ ...dragged, top }))
  return goTo(dragged, { from: { at: 'fraction', value: pos }, align: 'top', thumb: position })
}

/** Scrolls as little as is needed to show the line of the row with the focus, and of all of the row so many pixels. */
function reveal(state: ScrollState, shown = Infinity): ScrollState {
  const index = state.selection ? indexOfKey(state.rows, state.selection.focus.key) : -1
  if (index < 0) return state
  // What belongs to the row above its line need not be in view.
  const lead = state.lead.get(state.rows[index].key) ?? 0
  if (index < state.top.index || (index === state.top.index && state.top.offset > lead)) {
    return clampTop(byHand({ ...state, top: { index, offset: lead } }))
  }
  const height = Math.max(lead + state.rowHeight, Math.min(shown, heightAt(state, index), state.viewHeight))
  let bottom = -state.top.offset
  for (let i = state.top.index; i <= index && bottom <= state.viewHeight; i++) bottom += i === index ? height : heightAt(state, i)
  if (bottom <= state.viewHeight) return state
  const top = topForBottom(state, index, height)
  return clampTop(byHand({ ...state, top: top.index < index || (top.index === index && top.offset <= lead) ? top : { index, offset: lead } }))
}

function move(state: ScrollState, by: number, extend: boolean): ScrollState {
  const { rows, selection } = state
  if (rows.length === 0 || state.stale) return state
  if (!selection) {
    const first = Math.max(0, Math.min(rows.length - 1, state.top.index + (state.top.offset > 0 ? 1 : 0)))
    return reveal({ ...state, selection: selectRow(state, rows[first], false) })
  }
  const index = indexOfKey(rows, selection.focus.key)
  if (index < 0) {
    const { block, row } = selection.focus
    return goTo(state, { from: { at: 'row', block, row }, skip: by, align: 'third', select: extend ? 'extend' : 'set' })
  }
  const { walk } = state
  const wanted = index + by + (walk?.key === selection.focus.key ? walk.left : 0)
  const to = Math.max(0, Math.min(rows.length - 1, wanted))
  const isLast = wanted < to ? isSoftStart(state) : isSoftEnd(state)
  const gone = goneTo(state, rows[to], extend, Infinity, isLast ? 0 : Math.max(-EDGE_ROWS, Math.min(EDGE_ROWS, wanted - to)))
  return { ...reveal(gone), walk: gone.walk }
}

/** Takes the steps for which there were no rows yet. */
function moveOn(state: ScrollState): ScrollState {
  const { walk, selection } = state
  return walk?.left && walk.key === selection?.focus.key ? move(state, 0, walk.extend) : state
}

function measured(state: ScrollState, heights: readonly (readonly [key: string, height: number, lead?: number])[], keepBottom: boolean): ScrollState {
  const extra = new Map(state.extra)
  const leads = new Map(state.lead)
  let { offset } = state.top
  const top = state.rows[state.top.index]
  let changed = false
  let grown = -1
  for (const [key, height, lead = 0] of heights) {
    const before = extra.get(key)
    const leadBefore = leads.get(key) ?? 0
    if (lead !== leadBefore) {
      changed = true
      if (lead === 0) leads.delete(key)
      else leads.set(key, lead)
      // The line of the row stays where it is: what came above it goes upwards.
      const index = indexOfKey(state.rows, key)
      if (index >= state.top.index) {
        offset += lead - leadBefore
        if (lead > leadBefore) grown = index
      }
    }
    if (before === height) continue
    changed = true
    extra.set(key, height)
    // Seen for the first time while scrolling upwards: what is below it stays where it is.
    if (keepBottom && key === top?.key && before === undefined && offset > 0) offset += height
  }
  if (!changed) return state
  const next = withLead({ ...state, extra: pruned(extra, state), lead: leads, top: { index: state.top.index, offset } }, grown)
  // A row that keys have gone to stays in view.
  if (keepBottom && state.walk && state.walk.key === state.selection?.focus.key) return { ...reveal(next, state.walk.shown), walk: state.walk }
  // The last row stays at the edge when the rows above it turn out to be higher, unless the first one is in view too.
  return clampTop(keepBottom && isAtBottom(state) && state.top.index + state.top.offset > 0 ? { ...next, top: topForBottom(next, next.rows.length, 0) } : next)
}

/** Part of the view that what is above the line of a row may take. */
const MOST_LEAD = 0.6

/** With what has come above the line of a row in view, as far as there is room for it. */
function withLead(state: ScrollState, index: number): ScrollState {
  if (index < 0) return state
  const lead = state.lead.get(state.rows[index].key) ?? 0
  let line = lead - state.top.offset
  for (let i = state.top.index; i < index; i++) line += heightAt(state, i)
  const missing = Math.min(lead, MOST_LEAD * state.viewHeight) - line
  return missing > 0 ? { ...state, top: { index: state.top.index, offset: state.top.offset - missing } } : state
}

/** Heights of rows that have left the window are forgotten once there are many. */
function pruned(extra: Map<string, number>, state: ScrollState): ReadonlyMap<string, number> {
  if (extra.size < 4 * MAX_WINDOW_ROWS) return extra
  const kept = new Map<string, number>()
  for (const { key } of state.rows) {
    const height = extra.get(key)
    if (height !== undefined) kept.set(key, height)
  }
  return kept
}

function progress(state: ScrollState, { running, stopped, refresh }: { running: boolean; stopped: boolean; refresh: boolean }): ScrollState {
  const { jump, up, down } = state
  const open = !stopped
  return clampTop({
    ...state,
    running,
    stopped,
    // An answer on its way may have been given before the pass ended: what it says may be out of date.
    refresh: state.refresh || refresh || (!running && open && jump !== undefined && !jump.blocked),
    jump: jump?.blocked && open ? { ...jump, blocked: false } : jump,
    // The pass counts what is above; once it has, finding it costs nothing.
    up: up.blocked && open && !(running && up.searching) ? { ...up, blocked: false } : up,
    down: down.blocked && (open || !down.searching) ? { ...down, blocked: false } : down,
  })
}

function failed(state: ScrollState, id: number): ScrollState {
  const request = state.flight.find((one) => one.id === id)
  if (!request) return state
  const rest = { ...state, flight: state.flight.filter((one) => one.id !== id), late: false }
  switch (request.kind) {
    case 'jump':
      return state.jump === request.jump && state.jump ? { ...rest, jump: { ...state.jump, blocked: true, thumb: undefined } } : rest
    case 'refresh':
      return { ...rest, refresh: false }
    case 'up':
      return clampTop({ ...rest, up: { ...rest.up, blocked: true } })
    case 'down':
      return clampTop({ ...rest, down: { ...rest.down, blocked: true } })
  }
}
