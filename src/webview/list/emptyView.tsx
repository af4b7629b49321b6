import type { JSX } from 'preact'
import { ExampleList } from '../guide/exampleList.tsx'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import type { EmptyState } from './emptyState.ts'
import { BUSY, glyph } from '../ui/glyph.tsx'

export function EmptyView({ state }: { state: EmptyState }): JSX.Element {
  const controller = useController()
  const { kind, icon, title, hint, actions, examples } = state
  const act = (action: EmptyState['actions'][number]): void => {
    if (action === 'runAgain') void controller.run()
    else if (action === 'clearQuery') {
      controller.setQuery('')
      void controller.run()
    } else void controller.act(action)
  }
  return (
    <div class={`empty ${kind}`} role="status" data-testid="empty">
      {glyph(kind === 'busy' ? BUSY : icon, 'empty-icon')}
      <p class="empty-title">{title}</p>
      {hint && <p class="empty-hint">{hint}</p>}
      {actions.length > 0 && (
        <div class="empty-actions">
          {actions.map((action, i) => (
            <Button key={action} secondary={i > 0} id={`action-${action}`} onClick={() => act(action)}>
              {action === 'runAgain' ? strings.runAgain : action === 'clearQuery' ? strings.clearQuery : strings.actions[action]}
            </Button>
          ))}
        </div>
      )}
      {examples && <ExampleList explained />}
    </div>
  )
}
