import * as vscode from 'vscode'
import { t } from '../l10n.ts'
import { language } from '../language/service.ts'
import { entriesOf } from './named.ts'

/** Says which of the pipelines in the settings cannot be run, and why; called when these have been changed. */
export async function warnOfPipelines(): Promise<void> {
  const value: unknown = vscode.workspace.getConfiguration('sluice').get('pipelines')
  const { diagnose } = await language()
  const wrong = entriesOf(value).flatMap(({ name, text }) => diagnose(text).slice(0, 1).map(({ message }) => `${name}: ${message}`))
  if (wrong.length === 0) return
  const first = t('A pipeline of the settings cannot be run. {0}', wrong[0])
  const more = wrong.length > 1 ? ` ${t('(and {0} more)', wrong.length - 1)}` : ''
  const action = await vscode.window.showWarningMessage(first + more, t('Open settings'))
  if (action !== undefined) await vscode.commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: 'sluice.pipelines' } })
}
