/** The selected rows: from an anchor to the row with the focus, known by their anchors in the result. */
import { indexOfKey, type Jump, type RowRef, type ScrollState, type Selection, type WindowRow } from './state.ts'

function refOf({ key, block, row }: RowRef): RowRef {
  return { key, block, row }
}

/** Order of two rows in the result. */
export function compareRefs(a: RowRef, b: RowRef): number {
  return a.block - b.block || a.row - b.row
}

/** First and last selected row. */
export function bounds({ anchor, focus }: Selection): readonly [RowRef, RowRef] {
  return compareRefs(anchor, focus) <= 0 ? [anchor, focus] : [focus, anchor]
}

export function isSelected(selection: Selection | undefined, ref: RowRef): boolean {
  if (!selection) return false
  const [first, last] = bounds(selection)
  return compareRefs(first, ref) <= 0 && compareRefs(ref, last) <= 0
}

/** Number of selected rows, undefined where it is not known. */
export function selectedRows(selection: Selection | undefined): number | undefined {
  if (!selection) return 0
  return selection.distance === undefined ? undefined : Math.abs(selection.distance) + 1
}

/** Selects `target`, or extends the selection to it. */
export function selectRow(rows: readonly WindowRow[], before: Selection | undefined, target: RowRef, extend: boolean): Selection {
  const focus = refOf(target)
  if (!extend || !before) return { anchor: focus, focus, distance: 0 }
  return { anchor: before.anchor, focus, distance: distanceTo(rows, before, focus) }
}

function distanceTo(rows: readonly WindowRow[], before: Selection, target: RowRef): number | undefined {
  const to = indexOfKey(rows, target.key)
  const anchor = indexOfKey(rows, before.anchor.key)
  if (to >= 0 && anchor >= 0) return to - anchor
  // The anchor has left the window; the way from the row that had the focus may still be known.
  const from = indexOfKey(rows, before.focus.key)
  return to >= 0 && from >= 0 && before.distance !== undefined ? before.distance + to - from : undefined
}

/** The selection once a jump has arrived. */
export function landSelection(state: ScrollState, jump: Jump): ScrollState {
  const { choose } = jump
  const chosen = choose && state.rows.find(({ page, index }) => page.source[index] === choose.source && page.offset[index] === choose.offset)
  if (chosen) return { ...state, selection: selectRow(state.rows, state.selection, chosen, false) }
  if (!jump.select) return state
  const target = jump.align === 'bottom' ? state.rows[state.rows.length - 1] : state.rows[0]
  return { ...state, selection: selectRow(state.rows, state.selection, target, jump.select === 'extend') }
}
