import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../common/lifecycle.ts'
import type { PanelCommand } from '../common/panelProtocol.ts'
import type { FileChoice } from './askForPaths.ts'
import { timeZoneChoice } from './askForTimeZone.ts'
import { shiftChoice } from './askForShift.ts'
import { activeFile, askForFiles, askForFolder, filesOfMenu, pathsOf } from './files.ts'
import { askForFolderLogs, withRotations } from './folderLogs.ts'
import { editHighlighters, toggleHighlighters } from './highlighters.ts'
import { t } from './l10n.ts'
import type { OpenOptions, Panels } from './panels.ts'
import type { PanelServices } from './panelServices.ts'

/** Commands that the page of the active panel carries out. */
const forwarded: readonly PanelCommand[] = [
  'goToTime', 'goToPercent', 'clearTimeFilter',
  'toggleDetail', 'toggleContext', 'showInLog', 'goBack', 'goForward',
  'chooseColumns', 'resetColumns', 'showRawText', 'timeAs', 'colorRows', 'unfoldRows', 'compactRows',
  'showGuide', 'find', 'findNext', 'findPrevious', 'nextError', 'previousError', 'highlightSelection',
  'focusQuery', 'addStage', 'goToLine', 'copyRows', 'copyRowsAsJson', 'copyRowsAsCsv', 'copyRowsAsMarkdown', 'drillDown', 'toggleFacets', 'toggleChart', 'copyLink', 'toggleBookmark', 'editBookmark', 'nextBookmark', 'previousBookmark', 'selectAll', 'toggleWrap', 'toggleFollow', 'defineFormat',
  // Of the value that the menu was opened on.
  'filterFor', 'filterOut', 'countByField', 'highlightValue',
]

/** Asks for files and analyzes them; whether any were chosen. */
export async function chooseFiles(panels: Panels, options: OpenOptions): Promise<boolean> {
  const chosen = await askForFiles()
  const paths = chosen && pathsOf(chosen)
  if (!paths || paths.length === 0) return false
  panels.open(paths, options)
  return true
}

export function registerCommands(panels: Panels, services: PanelServices): Disposable {
  const store = new DisposableStore()
  const register = (name: string, run: (...args: unknown[]) => unknown): void =>
    void store.add(vscode.commands.registerCommand(`sluice.${name}`, run))

  const analyze = async (options: OpenOptions, clicked: unknown, selected: unknown): Promise<void> => {
    const active = activeFile()
    const files = filesOfMenu(clicked, selected) ?? (active && [active])
    if (!files) {
      await chooseFiles(panels, options)
      return
    }
    const paths = pathsOf(files)
    if (paths) panels.open(paths, options)
  }
  register('analyze', (clicked, selected, options) => analyze({ query: queryOf(options) }, clicked, selected))
  register('analyzeBeside', (clicked, selected, options) => analyze({ beside: true, query: queryOf(options) }, clicked, selected))

  register('analyzeWithRotations', async (clicked, _selected, options) => {
    const file = clicked instanceof vscode.Uri ? clicked : activeFile()
    const paths = file && pathsOf([file])
    if (paths) panels.open(await withRotations(paths[0]), { query: queryOf(options) })
    else if (!file) await chooseFiles(panels, {})
  })
  register('analyzeFolder', async (clicked, _selected, options) => {
    const folder = clicked instanceof vscode.Uri ? clicked : await askForFolder()
    if (!folder || !pathsOf([folder])) return
    const paths = await askForFolderLogs(folder, textOf(options, 'filter'))
    if (paths) panels.open(paths, { query: queryOf(options) })
  })
  register('setTimeZone', (options) => panels.active?.setTimeZone(zoneOf(options)))
  register('shiftTimes', (options) => panels.active?.shiftTimes(shiftOf(options)))

  register('editHighlighters', editHighlighters)
  register('toggleHighlighters', toggleHighlighters)
  for (const command of forwarded) register(command, () => panels.active?.command(command))
  register('stop', () => panels.active?.stop())
  register('reload', () => panels.active?.reload())
  register('reopenWithEncoding', () => panels.active?.reopenWithEncoding())
  register('reopenAsFormat', () => panels.active?.reopenAsFormat())
  register('openResult', () => panels.active?.openInEditor())
  register('saveResult', (options) => panels.active?.save(targetOf(options)))
  register('restartEngine', () => services.engine.restart(t('The engine was ended by hand.')))
  register('showLog', () => services.showLog())
  return store
}

/** `{ query }` as the third argument: key bindings and other extensions may say what to search for. */
function queryOf(options: unknown): string | undefined {
  return textOf(options, 'query')
}

/** `{ path, zone }` sets the time zone of a file without asking. */
function zoneOf(options: unknown): FileChoice | undefined {
  const [path, zone] = [textOf(options, 'path'), textOf(options, 'zone')]
  return path === undefined || zone === undefined ? undefined : timeZoneChoice([path], zone)
}

/** `{ path, shift }` moves the times of a file without asking. */
function shiftOf(options: unknown): FileChoice | undefined {
  const [path, shift] = [textOf(options, 'path'), textOf(options, 'shift')]
  return path === undefined || shift === undefined ? undefined : shiftChoice([path], shift)
}

function textOf(options: unknown, name: string): string | undefined {
  const value = (options as Record<string, unknown> | undefined | null)?.[name]
  return typeof value === 'string' ? value : undefined
}

/** `{ target }` saves without asking for the place. Menus give other things as their argument. */
function targetOf(options: unknown): vscode.Uri | undefined {
  const target = (options as { target?: unknown } | undefined | null)?.target
  return target instanceof vscode.Uri ? target : undefined
}
