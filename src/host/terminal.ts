import { delimiter } from 'node:path'
import * as vscode from 'vscode'
import type { HostLog } from './hostLog.ts'
import { t } from './l10n.ts'
import { writeShims } from './shim.ts'

/** Puts `sluice` on the PATH of the integrated terminal, or takes it off. Answers the folder that it is in. */
export async function updateTerminalCommand(context: vscode.ExtensionContext, enabled: boolean, log: HostLog): Promise<string | undefined> {
  const collection = context.environmentVariableCollection
  if (!enabled) {
    collection.clear()
    return undefined
  }
  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'bin').fsPath
  try {
    await writeShims(folder, process.execPath, context.asAbsolutePath('dist/cli.js'))
  } catch (error) {
    log.warn(`The terminal command could not be written to ${folder}: ${String(error)}`)
    return undefined
  }
  collection.description = t('Adds the command `sluice`, which searches logs with the engine of Sluice.')
  collection.prepend('PATH', folder + delimiter)
  return folder
}
