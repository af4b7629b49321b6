import * as vscode from 'vscode'
import { ENCODINGS } from '../common/encodings.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'
import { t } from './l10n.ts'

/** Asks for files, if there are several, and for their encoding; `current`: by file, what they are read in. Undefined if it was dismissed. */
export async function askForEncoding(paths: readonly string[], current: readonly (string | undefined)[]): Promise<FileChoice | undefined> {
  const title = t('Reopen log with encoding')
  const chosen = await askForPaths(title, paths, current)
  if (!chosen) return undefined
  const used = new Set(chosen.map((path) => current[paths.indexOf(path)]))
  const items = [
    { label: t('Detect'), description: t('by the content of the file'), name: 'auto' },
    ...ENCODINGS.map(({ name, region }) => ({ label: name, description: used.has(name) ? t('{0} · in use', region) : region, name })),
  ]
  const item = await vscode.window.showQuickPick(items, { title, placeHolder: t('Encoding'), matchOnDescription: true })
  return item && { paths: chosen, name: item.name }
}
