import type { JSX } from 'preact'
import { formatBytes } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { glyph } from '../ui/glyph.tsx'

/** Says how much work a sort is before it begins. */
export function SortQuestionBar(): JSX.Element {
  const { store, sorting } = useController()
  const bytes = useStore(store, ({ sources }) => sources.reduce((sum, { size }) => sum + size, 0))
  const count = useStore(store, ({ progress }) => (progress?.exact ? progress.rowsMatched : undefined))
  const size = formatBytes(bytes)
  return (
    <div class="notice info" role="alert" data-testid="sort-question">
      {glyph('info')}
      <span class="notice-text">{count === undefined ? strings.sorting.unknown({ size }) : strings.sorting.rows({ count, size })}</span>
      <Button id="sort-anyway" onClick={() => sorting.answer(true)}>
        {strings.columns.sort}
      </Button>
      <Button id="sort-cancel" secondary onClick={() => sorting.answer(false)}>
        {strings.cancel}
      </Button>
    </div>
  )
}
