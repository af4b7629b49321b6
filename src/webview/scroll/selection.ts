/** The selected rows: from an anchor to the row with the focus, and other parts that were selected before; known by their anchors in the result. */
import { indexOfKey, type Jump, type RowRef, type ScrollState, type Selection, type SelectionPart, type WindowRow } from './state.ts'

type Rows = Pick<ScrollState, 'rows' | 'selection' | 'merged' | 'ordinal'>

/** Of files that are merged the anchors are in no order: there rows have their numbers. */
function refOf({ rows, merged, ordinal }: Rows, { key, block, row }: RowRef): RowRef {
  const index = merged ? indexOfKey(rows, key) : -1
  return index < 0 ? { key, block, row } : { key, block, row, at: ordinal + index }
}

/** Order of two rows in the result. */
export function compareRefs(a: RowRef, b: RowRef): number {
  if (a.key === b.key) return 0
  return a.at !== undefined && b.at !== undefined ? a.at - b.at : a.block - b.block || a.row - b.row
}

const partsBySelection = new WeakMap<Selection, readonly SelectionPart[]>()

/** The parts that are selected, in order, without common rows. */
export function partsOf(selection: Selection): readonly SelectionPart[] {
  const known = partsBySelection.get(selection)
  if (known) return known
  const { anchor, focus, distance, others = [], out } = selection
  const [first, last] = compareRefs(anchor, focus) <= 0 ? [anchor, focus] : [focus, anchor]
  const main = { first, last, rows: distance === undefined ? undefined : Math.abs(distance) + 1 }
  const parts: SelectionPart[] = []
  for (const part of [...others, ...(out ? [] : [main])].sort((a, b) => compareRefs(a.first, b.first))) {
    const before = parts.at(-1)
    if (!before || compareRefs(before.last, part.first) < 0) parts.push(part)
    else if (compareRefs(before.last, part.last) < 0) {
      const isMore = compareRefs(before.first, part.first) === 0
      parts[parts.length - 1] = { first: before.first, last: part.last, rows: isMore ? part.rows : undefined }
    }
  }
  partsBySelection.set(selection, parts)
  return parts
}

function isWithin({ first, last }: SelectionPart, ref: RowRef): boolean {
  return compareRefs(first, ref) <= 0 && compareRefs(ref, last) <= 0
}

/** `at`: the number of the row, where files are merged. */
export function isSelected(selection: Selection | undefined, ref: RowRef, at?: number): boolean {
  return selection !== undefined && partsOf(selection).some((part) => isWithin(part, at === undefined ? ref : { ...ref, at }))
}

/** Number of selected rows, undefined where it is not known. */
export function selectedRows(selection: Selection | undefined): number | undefined {
  return (selection ? partsOf(selection) : []).reduce<number | undefined>((sum, { rows }) => (sum === undefined || rows === undefined ? undefined : sum + rows), 0)
}

/** Selects `target` alone, or extends the selection to it. */
export function selectRow(state: Rows, target: RowRef, extend: boolean): Selection {
  const focus = refOf(state, target)
  const { selection: before } = state
  if (!extend || !before) return { anchor: focus, focus, distance: 0 }
  const { anchor, others } = before
  return { anchor, focus, distance: distanceTo(state, before, focus), ...(others && { others }) }
}

/** Takes a row that is in the window into the selection, or out of it, and leaves the rest of it as it is. */
export function toggleRow(state: Rows, target: RowRef): Selection {
  const { rows, selection: before } = state
  const focus = refOf(state, target)
  if (!before) return selectRow(state, target, false)
  const parts = partsOf(before)
  const part = parts.find((each) => isWithin(each, focus))
  const single = { anchor: focus, focus, distance: 0 }
  if (!part) return { ...single, others: parts }
  const index = indexOfKey(rows, focus.key)
  const left = part.first.key === focus.key ? [] : sideOf(state, part.first, rows[index - 1])
  const right = part.last.key === focus.key ? [] : sideOf(state, rows[index + 1], part.last)
  // Its neighbours are not there: they cannot be named.
  if (!left || !right) return before
  return { ...single, out: true, others: [...parts.filter((each) => each !== part), ...left, ...right] }
}

/** What is left of a part at one side of a row; undefined where that cannot be told. */
function sideOf(state: Rows, from: RowRef | undefined, to: RowRef | undefined): SelectionPart[] | undefined {
  if (!from || !to) return undefined
  const [start, end] = [from, to].map(({ key }) => indexOfKey(state.rows, key))
  return [{ first: refOf(state, from), last: refOf(state, to), rows: start >= 0 && end >= 0 ? end - start + 1 : undefined }]
}

function distanceTo({ rows }: Rows, before: Selection, target: RowRef): number | undefined {
  const to = indexOfKey(rows, target.key)
  const anchor = indexOfKey(rows, before.anchor.key)
  if (to >= 0 && anchor >= 0) return to - anchor
  // The anchor has left the window; the way from the row that had the focus may still be known.
  const from = indexOfKey(rows, before.focus.key)
  return to >= 0 && from >= 0 && before.distance !== undefined ? before.distance + to - from : undefined
}

/**
 * What was selected among the rows of the run before, while these were shown, in the rows that have come in their place: its rows are known by their
 * places in the files. Undefined where they are not among them: the anchors of one run say nothing in another.
 */
export function carriedSelection({ rows: before, selection }: ScrollState, now: Rows): Selection | undefined {
  if (!selection || selection.others || selection.out) return undefined
  const [anchor, focus] = [selection.anchor, selection.focus].map(({ key }) => {
    const old = before[indexOfKey(before, key)]
    if (!old || old.page.offset[old.index] < 0) return -1
    return now.rows.findIndex(({ page, index }) => page.source[index] === old.page.source[old.index] && page.offset[index] === old.page.offset[old.index])
  })
  if (anchor < 0 || focus < 0) return undefined
  return { anchor: refOf(now, now.rows[anchor]), focus: refOf(now, now.rows[focus]), distance: focus - anchor }
}

/** The selection once a jump has arrived. */
export function landSelection(state: ScrollState, jump: Jump): ScrollState {
  const { choose } = jump
  const chosen = choose && state.rows.find(({ page, index }: WindowRow) => page.source[index] === choose.source && page.offset[index] === choose.offset)
  if (chosen) return { ...state, selection: selectRow(state, chosen, false) }
  if (!jump.select) return state
  const target = jump.align === 'bottom' ? state.rows[state.rows.length - 1] : state.rows[0]
  return { ...state, selection: selectRow(state, target, jump.select === 'extend') }
}
