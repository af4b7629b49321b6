import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { durationOf, examplesOf, offersExamples } from './guideFeature.ts'

/** Made anew only for other fields, files or times: it takes reading thousands of names, and queries. */
function useExamples(): ReturnType<typeof examplesOf> {
  const { store } = useController()
  const fields = useStore(store, (model) => model.fields)
  const sources = useStore(store, (model) => model.sources)
  const duration = useStore(store, durationOf)
  return useMemo(() => examplesOf({ fields, sources }, duration), [fields, sources, duration])
}

/** Examples for this log, to be run by a click. `explained`: with what each of them answers. */
export function ExampleList({ explained }: { explained?: boolean }): JSX.Element | null {
  const controller = useController()
  const examples = useExamples()
  if (examples.length === 0) return null
  return (
    <ul class={`examples${explained ? ' explained' : ''}`} aria-label={strings.guide.forThisLog}>
      {examples.map((example) => (
        <li key={example.query}>
          <button type="button" class="example" title={explained ? example.query : `${example.query}\n${example.about}`} data-testid="example" onClick={() => controller.guide.use(example)}>
            <code>{example.query}</code>
          </button>
          {explained && <span class="example-about">{example.about}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Beside the stages, where there is room for it anyway as long as nothing is typed. */
export function OfferedExamples(): JSX.Element | null {
  const controller = useController()
  const offered = useStore(controller.store, offersExamples)
  const any = useExamples().length > 0
  if (!offered || !any) return null
  return (
    <div class="offered-examples" role="group" aria-label={strings.guide.forThisLog} data-testid="offered-examples">
      <span class="offered-title">{strings.guide.tryThese}</span>
      <ExampleList />
      <IconButton icon="close" label={strings.guide.putAway} testId="put-examples-away" onClick={() => {
        controller.guide.offer(false)
        controller.focusable?.focusQuery()
      }} />
    </div>
  )
}
