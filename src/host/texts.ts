/** What the host tells people: errors with what can be done, notices, sizes. */
import { basename } from 'node:path'
import { toErrorData, type ErrorCode } from '../common/errors.ts'
import type { PanelAction, PanelEvents } from '../common/panelProtocol.ts'
import type { Progress, SourceChange, SourceInfo } from '../common/protocol.ts'
import { GIVEN_UP } from './engineClient.ts'
import { formatCount, inLanguage, messageOf, t } from './l10n.ts'

export type Notice = Parameters<PanelEvents['notice']>[0]

export interface ActionableError {
  readonly message: string
  readonly actions: readonly PanelAction[]
}

/** The buttons that make sense after an error; codes that are not listed get those of `internal`. */
const actionsOf: Partial<Record<ErrorCode, readonly PanelAction[]>> = {
  notFound: ['reload', 'chooseFile', 'close'],
  noPermission: ['reload', 'chooseFile', 'close'],
  isDirectory: ['chooseFile', 'close'],
  notRegularFile: ['chooseFile', 'close'],
  unsupportedEncoding: ['chooseFile', 'close'],
  unsupported: ['chooseFile', 'close'],
  member: ['reload', 'chooseFile', 'close'],
  changed: ['reload', 'close'],
  notResponding: ['reload', 'close'],
  internal: ['reload', 'showLog', 'close'],
}

/** The message of an error and the buttons to offer with it. */
export function describeError(error: unknown): ActionableError {
  const { code, details } = toErrorData(error)
  const message = messageOf(error)
  if (details === GIVEN_UP) return { message, actions: ['restartEngine', 'showLog'] }
  return { message, actions: actionsOf[code] ?? ['reload', 'showLog', 'close'] }
}

export function errorNotice(error: unknown): Notice {
  return { ...describeError(error), kind: 'error' }
}

/** What the panel says after the engine was replaced. */
export function restartedNotice(reason: string): Notice {
  return { message: t('{0} It was restarted, and the query runs again.', reason), kind: 'warning', actions: ['showLog'] }
}

/** What the panel says after a file that is followed was replaced. */
export function replacedNotice(path: string): Notice {
  return { message: t('{0} was rotated or rewritten. This is what is written to it now.', basename(path)), kind: 'info', actions: [] }
}

/** What the panel says about a change of a file; `sizeBefore` is what the analysis works on. */
export function changeNotice(change: SourceChange, path: string, sizeBefore: number): Notice {
  const message = inLanguage(change.message, change.said)
  switch (change.kind) {
    case 'grown':
      return { message: t('{0} grew by {1}.', basename(path), formatBytes(change.size - sizeBefore)), kind: 'info', actions: ['reload'] }
    case 'changed':
      return { message, kind: 'warning', actions: ['reload', 'close'] }
    case 'deleted':
      return { message, kind: 'warning', actions: ['reload', 'close'] }
    case 'notResponding':
      return { message, kind: 'error', actions: ['restartEngine', 'close'] }
    case 'unpacking':
    case 'unpacked':
      return { message, kind: 'info', actions: [] }
  }
}

/** What the panel says of sources that end too early, or whose format could not be looked for as it should be; undefined if none does. */
export function damageNotice(sources: readonly SourceInfo[]): Notice | undefined {
  const damages = sources.flatMap(({ damage, damageSaid, problem, problemSaid }) => [inLanguage(damage, damageSaid) ?? [], inLanguage(problem, problemSaid) ?? []].flat())
  return damages.length === 0 ? undefined : { message: damages.join(' '), kind: 'warning', actions: ['reload'] }
}

/** How far a run is, as its page is told. A stage that ended it says the same. */
export function progressNews<P extends Omit<Progress, 'analysis'>>({ said, ...progress }: P): Omit<P, 'said'> {
  if (!said) return progress
  const { message: before, stages } = progress
  const message = inLanguage(before, said)
  return { ...progress, message, stages: stages.map((stage) => (stage.error === before ? { ...stage, error: message } : stage)) }
}

const units = ['KB', 'MB', 'GB', 'TB', 'PB']

/** `12 bytes`, `3.4 MB`, `120 GB` (powers of 1,000, as in the panel). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? t('1 byte') : t('{0} bytes', bytes)
  let value = bytes
  let unit = -1
  // 999.95 and more would be printed as 1000.
  while (unit < 0 || (value >= 999.5 && unit < units.length - 1)) {
    value /= 1000
    unit++
  }
  return `${formatCount(Number(value.toFixed(value < 9.95 ? 1 : 0)))} ${units[unit]}`
}

export function formatRows(rows: number): string {
  return rows === 1 ? t('1 row') : t('{0} rows', formatCount(rows))
}

/** `app.log 43 %`, or without the share where it cannot be told. */
export function progressText(name: string, done: number, total: number): string {
  return total > 0 ? `${name} ${Math.min(100, Math.floor((100 * done) / total))} %` : name
}
