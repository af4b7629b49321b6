/** What is said to people who do not see the panel: how a pass ended. */
import { isRunning, type PanelModel } from '../panel/model.ts'
import { describeRows } from '../status/format.ts'
import { strings } from '../strings.ts'

/** Of a pass that goes on for longer than this it is said that it does, in seconds. */
const LONG = 2
/** Milliseconds between two announcements; of a log that is followed each change would be one. */
const PAUSE = 700
const PAUSE_FOLLOWING = 15_000

/** The sentence for how things stand; undefined while there is nothing to say yet. */
export function announcement(model: PanelModel): string | undefined {
  const { progress, result } = model
  if (!progress || progress.run !== result?.run) return undefined
  const rows = describeRows(progress, result.table).join(' ')
  if (isRunning(model)) return progress.seconds >= LONG ? strings.searching : undefined
  if (progress.state === 'failed') return progress.message ?? strings.failed
  return progress.state === 'stopped' ? `${strings.cancelled}. ${rows}` : rows
}

export function pauseOf({ follow }: PanelModel): number {
  return follow.on ? PAUSE_FOLLOWING : PAUSE
}
