import type { RowRange } from '../../common/protocol.ts'
import { partsOf } from '../scroll/selection.ts'
import type { RowRef, Selection } from '../scroll/state.ts'

/** The selected rows as the engine takes them, in their order. */
export function rangesOf(selection: Selection): RowRange[] {
  return partsOf(selection).map(({ first, last }) => ({ first: placeOf(first), last: placeOf(last) }))
}

function placeOf({ block, row }: RowRef): RowRange['first'] {
  return { block, row }
}
