/** Where steps through rows start from, and how they end. */
import type { ScrollAction } from '../scroll/reducer.ts'
import type { ScrollState, WindowRow } from '../scroll/state.ts'

/** The selected row, else the first in view. */
export function startRow({ rows, selection, top }: ScrollState): { readonly row: WindowRow | undefined; readonly selected: boolean } {
  const chosen = rows.find(({ key }) => key === selection?.focus.key)
  return { row: chosen ?? rows.at(Math.max(0, top.index)), selected: chosen !== undefined }
}

/** Selects a row of the log, and goes to it where it is not at hand. */
export function showRow({ rows, stale }: ScrollState, { source, offset }: { source: number; offset: number }, scroll: (action: ScrollAction) => void): void {
  const target = rows.find(({ page, index }) => page.source[index] === source && page.offset[index] === offset)
  if (target && !stale) scroll({ type: 'select', target, extend: false })
  else scroll({ type: 'goTo', from: { at: 'byte', source, offset }, align: 'third', select: 'set' })
}
