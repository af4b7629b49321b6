/** Where steps through rows start from, and how they end. */
import type { ScrollAction } from '../scroll/reducer.ts'
import type { ScrollState } from '../scroll/state.ts'

interface Start {
  readonly row: { readonly block: number; readonly row: number } | undefined
  /** Where it stands in the log. */
  readonly base: { readonly source: number; readonly offset: number } | undefined
  readonly selected: boolean
}

/** The row that is being gone to, the selected row, else the first in view. */
export function startRow({ rows, selection, top, jump }: ScrollState): Start {
  if (jump?.select && jump.skip === 0) {
    const { from } = jump
    if (from.at === 'byte') return { row: undefined, base: from, selected: true }
    if (from.at === 'row') return { row: from, base: undefined, selected: true }
  }
  const chosen = rows.find(({ key }) => key === selection?.focus.key)
  const row = chosen ?? rows.at(Math.max(0, top.index))
  return { row, base: row && { source: row.page.source[row.index], offset: row.page.offset[row.index] }, selected: chosen !== undefined }
}

/** Selects a row of the log, and goes to it where it is not at hand. */
export function showRow({ rows, stale, jump }: ScrollState, { source, offset }: { source: number; offset: number }, scroll: (action: ScrollAction) => void): void {
  const target = rows.find(({ page, index }) => page.source[index] === source && page.offset[index] === offset)
  // A row that is being gone to would be selected after this one.
  if (target && !stale && !jump) scroll({ type: 'select', target, extend: false })
  else scroll({ type: 'goTo', from: { at: 'byte', source, offset }, align: 'third', select: 'set' })
}
