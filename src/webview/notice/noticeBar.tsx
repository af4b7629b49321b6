import type { JSX } from 'preact'
import { SortQuestionBar } from '../columns/sortQuestion.tsx'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { glyph } from '../ui/glyph.tsx'

/** What the host has to say about the files, above the rows. */
export function NoticeBar(): JSX.Element | null {
  const controller = useController()
  const notice = useStore(controller.store, (model) => model.notice)
  const runError = useStore(controller.store, (model) => (model.scroll.rows.length > 0 ? model.runError : undefined))
  const shown = notice ?? (runError === undefined ? undefined : { message: runError, kind: 'error' as const, actions: [] })
  const asks = useStore(controller.store, (model) => model.sortQuestion !== undefined)
  if (asks) return <SortQuestionBar />
  if (!shown) return null
  return (
    <div class={`notice ${shown.kind}`} role={shown.kind === 'info' ? 'status' : 'alert'} data-testid="notice">
      {glyph(shown.kind)}
      <span class="notice-text">{shown.message}</span>
      {shown.actions.map((action, i) => (
        <Button key={action} secondary={i > 0} id={`action-${action}`} onClick={() => void controller.act(action)}>
          {strings.actions[action]}
        </Button>
      ))}
      <IconButton icon="close" label={strings.dismiss} onClick={() => controller.dismissNotice()} />
    </div>
  )
}
