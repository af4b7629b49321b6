import * as vscode from 'vscode'
import type { FormatInfo } from '../common/protocol.ts'
import { askForPaths, type FileChoice } from './askForPaths.ts'
import { formatItems } from './formatItems.ts'
import { t } from './l10n.ts'

/** Asks for files, if there are several, and for the format to read them by; `current`: by file, what they are read by. Undefined if it was dismissed. */
export async function askForFormat(
  paths: readonly string[],
  current: readonly (FormatInfo | undefined)[],
  formats: readonly FormatInfo[],
): Promise<FileChoice | undefined> {
  const title = t('Reopen log as format')
  const chosen = await askForPaths(title, paths, current.map((format) => format?.title))
  if (!chosen) return undefined
  // Of files that are not open yet nothing is known.
  const using = current.length < paths.length ? [] : chosen.map((path) => current[paths.indexOf(path)])
  for (let prefix: string | undefined; ; ) {
    const item = await vscode.window.showQuickPick(formatItems(formats, using, prefix), { title, placeHolder: t('Format'), matchOnDescription: true })
    if (!item) return undefined
    if (item.name !== undefined) return { paths: chosen, name: item.name }
    prefix = item.prefix
  }
}
