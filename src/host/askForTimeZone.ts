import * as vscode from 'vscode'
import { timeZoneNamed, timeZoneNames } from '../common/timeZones.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'
import { t } from './l10n.ts'

const OTHER = 'other'

/** Asks for files, if there are several, and for the zone of their stamps; `current`: by file. Undefined if it was dismissed. */
export async function askForTimeZone(paths: readonly string[], current: readonly string[]): Promise<FileChoice | undefined> {
  const title = t('Set time zone of log')
  const chosen = await askForPaths(title, paths, current)
  if (!chosen) return undefined
  const used = new Set(chosen.map((path) => current[paths.indexOf(path)]))
  const local = timeZoneNamed('local') ?? 'UTC'
  const items = [
    { label: t('As the settings say'), description: 'sluice.timeZone', name: undefined },
    ...[...new Set(['UTC', local, ...timeZoneNames()])].map((name) => ({ label: name, description: descriptionOf(name, local, used.has(name)), name })),
    { label: t('Offset…'), description: t('hours and minutes from UTC'), name: OTHER },
  ]
  const item = await vscode.window.showQuickPick(items, { title, placeHolder: t('Zone of the stamps that do not say one') })
  if (!item || item.name !== OTHER) return item && { paths: chosen, name: item.name }
  const text = await vscode.window.showInputBox({ title, prompt: t('As +02:00 or -0330'), validateInput: zoneError })
  return text === undefined ? undefined : timeZoneChoice(chosen, text)
}

/** What says the zone of files; undefined where a text names none. */
export function timeZoneChoice(paths: readonly string[], text: string): FileChoice | undefined {
  const name = timeZoneNamed(text)
  return name === undefined ? undefined : { paths, name }
}

function descriptionOf(name: string, local: string, isUsed: boolean): string {
  return [...(name === local ? [t('of this machine')] : []), ...(isUsed ? [t('in use')] : [])].join(' · ')
}

function zoneError(text: string): string | undefined {
  return timeZoneNamed(text) === undefined ? t('Expected a zone, as +02:00 or Europe/Berlin') : undefined
}
