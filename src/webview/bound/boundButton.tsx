import type { JSX } from 'preact'
import { useStore } from '../store.ts'
import { useController } from '../ui/context.ts'
import { glyph } from '../ui/glyph.tsx'

/** Says which panel this one scrolls along with, and unbinds it. */
export function BoundButton(): JSX.Element | null {
  const controller = useController()
  const bound = useStore(controller.store, (model) => model.bound)
  if (!bound) return null
  return (
    <button type="button" class="status-button bound-button" title={bound.title} aria-label={bound.title} data-testid="bound" onClick={() => controller.bound.unbind()}>
      {glyph('link')} {bound.name}
    </button>
  )
}
