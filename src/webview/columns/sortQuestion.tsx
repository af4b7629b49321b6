import type { JSX } from 'preact'
import { formatBytes, formatCount } from '../status/format.ts'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'

/** Says how much work a sort is before it begins. */
export function SortQuestionBar(): JSX.Element {
  const { store, sorting } = useController()
  const bytes = useStore(store, ({ sources }) => sources.reduce((sum, { size }) => sum + size, 0))
  const rows = useStore(store, ({ progress }) => (progress?.exact ? formatCount(progress.rowsMatched) : undefined))
  return (
    <div class="notice info" role="alert" data-testid="sort-question">
      <span class="codicon codicon-info" aria-hidden="true" />
      <span class="notice-text">{strings.sorting.question(rows, formatBytes(bytes))}</span>
      <Button id="sort-anyway" onClick={() => sorting.answer(true)}>
        {strings.columns.sort}
      </Button>
      <Button id="sort-cancel" secondary onClick={() => sorting.answer(false)}>
        {strings.cancel}
      </Button>
    </div>
  )
}
