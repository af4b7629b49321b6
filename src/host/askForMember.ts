import { basename } from 'node:path'
import * as vscode from 'vscode'
import { toErrorData } from '../common/errors.ts'
import { formatCount, t } from './l10n.ts'

export interface ChosenMember {
  readonly archive: string
  /** Of the file in it, as the engine takes it. */
  readonly path: string
}

/** Asks which file of an archive is meant, if that is what an error is about; undefined if it is not, or nothing was chosen. */
export async function askForMember(error: unknown): Promise<ChosenMember | undefined> {
  const { code, details } = toErrorData(error)
  if (code !== 'member') return undefined
  const { path, names } = details as { path: string; names: readonly string[] }
  const name = await vscode.window.showQuickPick(names, {
    title: t('Analyze a log in {0}', basename(path)),
    placeHolder: t('{0} files', formatCount(names.length)),
  })
  return name === undefined ? undefined : { archive: path, path: `${path}:${name}` }
}
