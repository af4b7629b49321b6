import type { JSX } from 'preact'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { glyph } from '../ui/glyph.tsx'

/** Says that the rows are not those of the query as it would run now: a script of it has failed. */
export function LastGoodBar(): JSX.Element | null {
  const { store, host } = useController()
  const progress = useStore(store, (model) => (model.progress?.instead ? model.progress : undefined))
  if (!progress) return null
  const stage = progress.stages.findIndex(({ place }) => place !== undefined)
  return (
    <div class="notice warning" role="alert" data-testid="last-good">
      {glyph('warning')}
      <span class="notice-text">
        {strings.lastGood} {progress.message}
      </span>
      {stage >= 0 && (
        <Button id="last-good-open" onClick={() => void host.openScript({ stage }).catch(() => undefined)}>
          {strings.openScript}
        </Button>
      )}
    </div>
  )
}
