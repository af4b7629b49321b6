import { dirname } from 'node:path'
import * as vscode from 'vscode'
import { t } from './l10n.ts'
import { stemOf } from './names.ts'

/** Asks where to, and saves a picture of a chart: the text of an SVG, or a PNG as base64. */
export async function saveChart(paths: readonly string[], data: string, kind: 'svg' | 'png', target?: vscode.Uri): Promise<void> {
  const chosen =
    target ??
    (await vscode.window.showSaveDialog({
      title: t('Save chart as'),
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(dirname(paths[0])), `${stemOf(paths)}.chart.${kind}`),
      filters: kind === 'svg' ? { [t('SVG picture')]: ['svg'] } : { [t('PNG picture')]: ['png'] },
    }))
  if (!chosen) return
  await vscode.workspace.fs.writeFile(chosen, Buffer.from(data, kind === 'svg' ? 'utf8' : 'base64'))
  void vscode.window.setStatusBarMessage(`$(check) ${t('Saved the chart.')}`, 3000)
}
