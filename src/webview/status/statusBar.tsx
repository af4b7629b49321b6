import type { JSX } from 'preact'
import { BoundButton } from '../bound/boundButton.tsx'
import { progressOf, type PanelModel } from '../panel/model.ts'
import { SelectionStatus } from '../selection/selectionStatus.tsx'
import { useStore } from '../store.ts'
import { shortNumber, strings } from '../strings.ts'
import { useController } from '../ui/context.ts'
import { describeRows, describeSources, formatCount, formatPercent, formatRate, formatSeconds, withExactness, type Fact } from './format.ts'
import { glyph } from '../ui/glyph.tsx'

export function StatusBar(): JSX.Element {
  const controller = useController()
  const sources = useStore(controller.store, (model) => model.sources)
  const progress = useStore(controller.store, progressOf)
  const result = useStore(controller.store, (model) => model.result)
  const facts = describeSources(sources)
  return (
    <footer class="status" data-testid="status" data-state={progress?.state ?? 'none'}>
      <span class="status-facts" title={sources.map(({ path }) => path).join('\n')} data-testid="status-facts">
        {facts.map((fact, i) => [i > 0 && ' · ', <FactText key={fact.choice ?? fact.text} fact={fact} />])}
      </span>
      {progress && <RowsText progress={progress} table={result?.table ?? false} />}
      {progress && <Pass progress={progress} onCancel={() => void controller.stop()} />}
      <span class="status-space" />
      <BoundButton />
      <FollowButton />
      <Right />
    </footer>
  )
}

function FactText({ fact: { text, choice } }: { fact: Fact }): JSX.Element {
  const controller = useController()
  if (!choice) return <span>{text}</span>
  const title = strings.readings[choice]
  return (
    <button type="button" class="status-fact" title={title} aria-label={`${text}: ${title}`} data-testid={`choose-${choice}`} onClick={() => void controller.chooseReading(choice)}>
      {text}
    </button>
  )
}

type ShownProgress = NonNullable<PanelModel['progress']>

function RowsText({ progress, table }: { progress: ShownProgress; table: boolean }): JSX.Element {
  const { instead } = progress
  if (instead) {
    return (
      <span class="status-rows" data-testid="status-rows">
        {strings.rowsOfLastGood({ rows: withExactness(formatCount(instead.rows), instead.exact) })}
      </span>
    )
  }
  const [matched, rest] = describeRows(progress, table)
  return (
    <span class="status-rows" data-testid="status-rows">
      <strong>{matched}</strong> {rest}
    </span>
  )
}

function Pass({ progress, onCancel }: { progress: ShownProgress; onCancel(): void }): JSX.Element {
  const { state, bytesDone, bytesTotal, seconds, message } = progress
  const live = useStore(useController().store, (model) => model.follow.rate)
  const rate = formatRate(bytesDone, seconds)
  if (state === 'running') {
    return (
      <>
        <progress class="status-progress" data-testid="progress" aria-label={strings.progress} value={bytesDone} max={Math.max(1, bytesTotal)} />
        <span class="status-rate" data-testid="status-rate">
          {[formatPercent(bytesDone, bytesTotal), rate].filter(Boolean).join(' · ')}
        </span>
        <button type="button" class="status-button" data-testid="cancel" onClick={onCancel}>
          {strings.cancel}
        </button>
      </>
    )
  }
  if (state === 'failed') {
    return (
      <span class="status-failed" title={message}>
        {glyph('error')} {message ?? strings.failed}
      </span>
    )
  }
  const took = state === 'stopped' ? `${strings.cancelled} · ${formatPercent(bytesDone, bytesTotal)}` : formatSeconds(seconds)
  return (
    <span class="status-rate" data-testid="status-rate">
      {live === undefined ? [took, rate].filter(Boolean).join(' · ') : strings.rowsPerSecond({ rate: shortNumber(live) })}
    </span>
  )
}

function FollowButton(): JSX.Element {
  const controller = useController()
  const on = useStore(controller.store, (model) => model.follow.on)
  return (
    <button
      type="button"
      class={`status-button follow${on ? ' on' : ''}`}
      title={on ? strings.unfollowTitle : strings.followTitle}
      aria-pressed={on}
      data-testid="follow"
      onClick={() => controller.follow.toggle()}
    >
      {glyph(on ? 'debug-pause' : 'debug-start')} {strings.follow}
    </button>
  )
}

function Right(): JSX.Element {
  const controller = useController()
  const feedback = useStore(controller.store, (model) => model.feedback)
  const waiting = useStore(controller.store, (model) => model.scroll.jump?.patient === true)
  const text = feedback ?? (waiting ? strings.goingToLine : undefined)
  if (text === undefined) return <SelectionStatus />
  return (
    <span class="status-right" role="status" data-testid="status-right">
      {text}
    </span>
  )
}
