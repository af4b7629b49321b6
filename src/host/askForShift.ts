import * as vscode from 'vscode'
import { parseShift, shiftText } from '../common/timeShift.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'
import { t } from './l10n.ts'

/** Asks for files, if there are several, and by how much their times are to be moved; `current`: by file, in milliseconds. Undefined if it was dismissed. */
export async function askForShift(paths: readonly string[], current: readonly (number | undefined)[]): Promise<FileChoice | undefined> {
  const title = t('Shift times of log')
  const chosen = await askForPaths(title, paths, current.map((shift) => (shift ? shiftText(shift) : undefined)))
  if (!chosen) return undefined
  const [shift] = chosen.map((path) => current[paths.indexOf(path)] ?? 0)
  const value = shift === 0 ? '' : shiftText(shift)
  const text = await vscode.window.showInputBox({ title, prompt: t('How far its times are moved, as +2h, -350ms or 0 for not at all'), value, validateInput: shiftError })
  return text === undefined ? undefined : shiftChoice(chosen, text)
}

/** What says of files that their times are moved; undefined where a text says no shift. */
export function shiftChoice(paths: readonly string[], text: string): FileChoice | undefined {
  const shift = parseShift(text)
  return shift === undefined ? undefined : { paths, name: shiftText(shift) }
}

function shiftError(text: string): string | undefined {
  return parseShift(text) === undefined ? t('Expected a time such as +2h, -350ms or +1h30m, with ms, s, m, h, d or w.') : undefined
}
