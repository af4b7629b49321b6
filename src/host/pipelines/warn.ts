import * as vscode from 'vscode'
import { language } from '../language/service.ts'
import { entriesOf } from './named.ts'

/** Says which of the pipelines in the settings cannot be run, and why; called when these have been changed. */
export async function warnOfPipelines(): Promise<void> {
  const value: unknown = vscode.workspace.getConfiguration('sluice').get('pipelines')
  const { diagnose } = await language()
  const wrong = entriesOf(value).flatMap(({ name, text }) => diagnose(text).slice(0, 1).map(({ message }) => `${name}: ${message}`))
  if (wrong.length === 0) return
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : ''
  const action = await vscode.window.showWarningMessage(`A pipeline of the settings cannot be run. ${wrong[0]}${more}`, 'Open settings')
  if (action !== undefined) await vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'sluice.pipelines' } })
}
