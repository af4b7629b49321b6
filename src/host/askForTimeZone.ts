import * as vscode from 'vscode'
import { timeZoneNamed, timeZoneNames } from '../common/timeZones.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'

const TITLE = 'Set time zone of log'
const OTHER = 'other'

/** Asks for files, if there are several, and for the zone of their stamps; `current`: by file. Undefined if it was dismissed. */
export async function askForTimeZone(paths: readonly string[], current: readonly string[]): Promise<FileChoice | undefined> {
  const chosen = await askForPaths(TITLE, paths, current)
  if (!chosen) return undefined
  const used = new Set(chosen.map((path) => current[paths.indexOf(path)]))
  const local = timeZoneNamed('local') ?? 'UTC'
  const items = [
    { label: 'As the settings say', description: 'sluice.timeZone', name: undefined },
    ...[...new Set(['UTC', local, ...timeZoneNames()])].map((name) => ({ label: name, description: descriptionOf(name, local, used.has(name)), name })),
    { label: 'Offset…', description: 'hours and minutes from UTC', name: OTHER },
  ]
  const item = await vscode.window.showQuickPick(items, { title: TITLE, placeHolder: 'Zone of the stamps that do not say one' })
  if (!item || item.name !== OTHER) return item && { paths: chosen, name: item.name }
  const text = await vscode.window.showInputBox({ title: TITLE, prompt: 'As +02:00 or -0330', validateInput: zoneError })
  return text === undefined ? undefined : timeZoneChoice(chosen, text)
}

/** What says the zone of files; undefined where a text names none. */
export function timeZoneChoice(paths: readonly string[], text: string): FileChoice | undefined {
  const name = timeZoneNamed(text)
  return name === undefined ? undefined : { paths, name }
}

function descriptionOf(name: string, local: string, isUsed: boolean): string {
  return [...(name === local ? ['of this machine'] : []), ...(isUsed ? ['in use'] : [])].join(' · ')
}

function zoneError(text: string): string | undefined {
  return timeZoneNamed(text) === undefined ? 'Expected a zone, as +02:00 or Europe/Berlin' : undefined
}
