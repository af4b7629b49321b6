import type { JSX } from 'preact'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { glyph } from '../ui/glyph.tsx'

/** Says how many rows have come behind the view, and goes there. */
export function NewRows(): JSX.Element | null {
  const controller = useController()
  const rows = useStore(controller.store, (model) => model.follow.newRows)
  if (rows === 0) return null
  return (
    <button type="button" class="new-rows" data-testid="new-rows" onClick={() => controller.follow.toEnd()}>
      {glyph('arrow-down')} {strings.newRows({ count: rows })}
    </button>
  )
}
