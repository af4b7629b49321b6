import { basename } from 'node:path'
import * as vscode from 'vscode'
import { t } from './l10n.ts'

/** What was chosen for some files: a name, or `auto`; undefined: what the settings say. */
export interface FileChoice {
  readonly paths: readonly string[]
  readonly name: string | undefined
}

/** Asks which files of an analysis are meant, if there are several; `current`: what to say of each. Undefined if it was dismissed. */
export async function askForPaths(
  title: string,
  paths: readonly string[],
  current: readonly (string | undefined)[],
): Promise<readonly string[] | undefined> {
  if (paths.length === 1) return paths
  const items = [
    { label: t('All files'), description: '', paths },
    ...paths.map((path, i) => ({ label: basename(path), description: current[i] ?? '', paths: [path] })),
  ]
  return (await vscode.window.showQuickPick(items, { title, placeHolder: t('File') }))?.paths
}
