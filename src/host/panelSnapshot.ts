import type { Progress, RunResult, SourceInfo } from '../common/protocol.ts'
import type { ActionableError, Notice } from './texts.ts'

/** What an integration may know of a panel. */
export interface PanelSnapshot {
  readonly title: string
  readonly paths: readonly string[]
  readonly active: boolean
  readonly visible: boolean
  readonly sources: readonly SourceInfo[]
  readonly query: string
  readonly result: RunResult | undefined
  readonly progress: Progress | undefined
  readonly error: ActionableError | undefined
  readonly notice: Notice | undefined
}
