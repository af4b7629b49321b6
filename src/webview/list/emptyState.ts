/** What stands in place of rows when there are none. */
import type { PanelAction } from '../../common/panelProtocol.ts'
import type { PanelModel } from '../panel/model.ts'
import { strings } from '../strings.ts'

export interface EmptyState {
  readonly kind: 'error' | 'info' | 'busy'
  readonly icon: string
  readonly title: string
  readonly hint?: string
  /** Examples of what else could be asked. */
  readonly examples?: boolean
  /** Buttons: of the host, or of the panel itself. */
  readonly actions: readonly (PanelAction | 'runAgain' | 'clearQuery')[]
}

export function emptyState(model: PanelModel): EmptyState | undefined {
  const { openError, phase, scroll, fetchError, runError, progress } = model
  if (openError) return { kind: 'error', icon: 'error', title: openError.message, actions: openError.actions }
  if (phase === 'loading') return busy(strings.opening)
  if (scroll.rows.length > 0) return undefined
  const problem = runError ?? (progress?.state === 'failed' ? progress.message : undefined) ?? fetchError
  if (problem !== undefined) return { kind: 'error', icon: 'error', title: problem, actions: ['runAgain', 'showLog'] }
  if (scroll.run === 0) return undefined
  if (scroll.atStart && scroll.atEnd) return nothing(model)
  if (progress?.state === 'stopped') {
    return { kind: 'info', icon: 'debug-stop', title: strings.stoppedEmpty, hint: strings.stoppedEmptyHint, actions: ['runAgain'] }
  }
  if (scroll.jump?.searching) return busy(strings.searching)
  return undefined
}

function busy(title: string): EmptyState {
  return { kind: 'busy', icon: 'loading', title, actions: [] }
}

function nothing({ sources, runQuery }: PanelModel): EmptyState {
  if (sources.length > 0 && sources.every(({ size }) => size === 0)) {
    const title = sources.length === 1 ? strings.emptyFile : strings.emptyFiles
    return { kind: 'info', icon: 'file', title, hint: strings.emptyHint, actions: ['reload'] }
  }
  if ((runQuery ?? '').trim() === '') return { kind: 'info', icon: 'file', title: strings.noRows, actions: [] }
  return { kind: 'info', icon: 'search', title: strings.noMatch, hint: strings.noMatchHint, examples: true, actions: ['clearQuery'] }
}
