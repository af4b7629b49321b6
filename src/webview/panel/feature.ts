import type { Progress, RunResult } from '../../common/protocol.ts'
import type { PanelCommand } from '../../common/panelProtocol.ts'

/** What parts of the panel do for others, where they are there. */
export interface PanelHooks {
  /** Highlights a text in all rows. */
  highlight?(text: string): void
}

/** A part of the panel that looks after itself; the controller tells it what happens. */
export interface Feature {
  /** A query is run, perhaps the same one again; its rows are not there yet. */
  onRun?(query: string, result: RunResult): void
  onProgress?(progress: Omit<Progress, 'analysis'>): void
  /** Whether the command was one of its own. */
  onCommand?(command: PanelCommand): boolean
}
