/** "What can I type?": a button in the query bar, and the card that it opens over the rows. */
import type { JSX, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useStore } from '../store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { useController } from '../ui/context.ts'
import { IconButton } from '../ui/iconButton.tsx'
import { ExampleList } from './exampleList.tsx'
import { offered, searches, type Line } from './syntax.ts'

export function GuideButton(): JSX.Element {
  const controller = useController()
  const open = useStore(controller.store, (model) => model.guideOpen === true)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <IconButton icon="question" label={strings.guide.title} testId="guide" button={button} card={open} onClick={() => controller.guide.show(!open)} />
      {open && <GuideCard button={button} />}
    </>
  )
}

function GuideCard({ button }: { button: RefObject<HTMLButtonElement | null> }): JSX.Element {
  const { guide, store } = useController()
  const examples = useStore(store, ({ settings }) => settings.examples)
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    card.current?.focus()
    const onDown = ({ target }: Event): void => {
      if (!card.current?.contains(target as Node) && !button.current?.contains(target as Node)) guide.show(false)
    }
    document.addEventListener('pointerdown', onDown, true)
    return () => document.removeEventListener('pointerdown', onDown, true)
  }, [])
  const close = (): void => {
    guide.show(false)
    button.current?.focus()
  }
  return (
    <div
      class="guide"
      role="dialog"
      aria-label={strings.guide.title}
      tabIndex={-1}
      ref={card}
      data-testid="guide-card"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        close()
      }}
      onFocusOut={({ relatedTarget }) => {
        // Of the window too: then nothing of the page is meant, and it stays.
        if (relatedTarget && !card.current?.contains(relatedTarget as Node)) guide.show(false)
      }}
    >
      <div class="guide-head">
        <h2>{strings.guide.title}</h2>
        <IconButton icon="close" label={strings.guide.close} testId="guide-close" onClick={close} />
      </div>
      <div class="guide-body" tabIndex={0} role="region" aria-label={strings.guide.title} data-scrolls>
        <h3>{strings.guide.forThisLog}</h3>
        <ExampleList explained />
        <h3>{strings.guide.search}</h3>
        <Lines lines={searches()} />
        <h3>{strings.guide.stages}</h3>
        <Lines lines={offered().filter(({ usual }) => usual)} />
        <details>
          <summary>{strings.guide.allStages({ count: offered().length })}</summary>
          <Lines lines={offered().filter(({ usual }) => !usual)} />
        </details>
      </div>
      <div class="guide-foot">
        <Button id="get-started" secondary onClick={() => guide.getStarted()}>
          {strings.guide.getStarted}
        </Button>
        <label>
          <input type="checkbox" checked={examples} data-testid="offer-examples" onChange={(event) => guide.offer(event.currentTarget.checked)} />
          {strings.guide.offer}
        </label>
      </div>
    </div>
  )
}

function Lines({ lines }: { lines: readonly Line[] }): JSX.Element {
  return (
    <dl>
      {lines.map(({ code, about }) => (
        <div key={code}>
          <dt>
            <code>{code}</code>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
  )
}
