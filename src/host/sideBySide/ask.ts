import { dirname } from 'node:path'
import * as vscode from 'vscode'
import { askForFiles, pathsOf } from '../files.ts'
import { t } from '../l10n.ts'
import { panelKey, panelTitle } from '../names.ts'
import type { AnalysisPanel } from '../panel.ts'
import type { QueryHistory } from '../queryHistory.ts'
import { readPaths } from '../recentLogs.ts'

/** A log to be shown beside another: in the panel that has it, or in a new one. */
export interface LogBeside {
  readonly panel?: AnalysisPanel
  readonly paths: readonly string[]
}

interface Item extends vscode.QuickPickItem {
  readonly log?: () => LogBeside | Promise<LogBeside | undefined>
}

/** Asks for one of the open panels; one alone is not asked for. Undefined if that was dismissed. */
export async function askForPanel(panels: readonly AnalysisPanel[]): Promise<AnalysisPanel | undefined> {
  if (panels.length < 2) return panels[0]
  const items = panels.map((panel) => ({ ...itemOf(panel.paths), panel }))
  return (await vscode.window.showQuickPick(items, { title: t('Bind scrolling by time'), placeHolder: t('The panel to scroll along with') }))?.panel
}

/** Asks for a log: of an open panel, one that was looked at before, or a file. Undefined if that was dismissed. */
export async function askForLogBeside(panel: AnalysisPanel, others: readonly AnalysisPanel[], recent: QueryHistory): Promise<LogBeside | undefined> {
  const shown = new Set([panel, ...others].map(({ key }) => key))
  const before = recent.entries.flatMap(readPaths).filter((paths) => !shown.has(panelKey(paths)))
  const part = (label: string, items: readonly Item[]): readonly Item[] => (items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : [])
  const items = [
    ...part(t('Open panels'), others.map((other) => ({ ...itemOf(other.paths), log: () => ({ panel: other, paths: other.paths }) }))),
    ...part(t('Recent logs'), before.map((paths) => ({ ...itemOf(paths), log: () => ({ paths }) }))),
    ...part(t('Other'), [
      { label: `$(split-horizontal) ${t('The same log again')}`, log: () => ({ paths: panel.paths }) },
      { label: `$(folder-opened) ${t('Choose a file…')}`, log: askForFile },
    ]),
  ]
  return (await vscode.window.showQuickPick(items, { title: t('Open beside, bound by time'), placeHolder: t('The log to show beside {0}', panel.side.name), matchOnDescription: true }))?.log?.()
}

async function askForFile(): Promise<LogBeside | undefined> {
  const files = await askForFiles()
  const paths = files && pathsOf(files)
  return paths && paths.length > 0 ? { paths } : undefined
}

function itemOf(paths: readonly string[]): { label: string; description: string } {
  return { label: panelTitle(paths), description: dirname(paths[0]) }
}
