import * as vscode from 'vscode'
import { DisposableStore, type Disposable } from '../../common/lifecycle.ts'
import { filesOfMenu, pathsOf } from '../files.ts'
import { t } from '../l10n.ts'
import type { AnalysisPanel } from '../panel.ts'
import type { Panels } from '../panels.ts'
import type { PanelServices } from '../panelServices.ts'
import { askForLogBeside, askForPanel } from './ask.ts'

/** Set while the active panel is bound, for `when` clauses. */
const BOUND_KEY = 'sluice.bound'

/** Two logs side by side, whose scrolling is bound by time. */
export function registerSideBySide(panels: Panels, services: PanelServices): Disposable {
  const { bindings } = services
  const store = new DisposableStore()
  store.add(bindings)
  const register = (name: string, run: (...args: unknown[]) => unknown): void => void store.add(vscode.commands.registerCommand(`sluice.${name}`, run))
  const others = (panel: AnalysisPanel): readonly AnalysisPanel[] => panels.all.filter((each) => each !== panel)

  /** The panel of another log comes into the column beside, if it is in the same one. */
  const bind = (panel: AnalysisPanel, other: AnalysisPanel, offset = 0): void => {
    if (other.viewColumn === panel.viewColumn) other.reveal(true)
    bindings.bind(panel.side, other.side, offset)
  }
  const openBeside = async (): Promise<void> => {
    const panel = panels.active
    const log = panel && (await askForLogBeside(panel, others(panel), services.recent))
    if (log) bind(panel, log.panel ?? panels.open(log.paths, { beside: true }))
  }
  const bindOffset = async (): Promise<void> => {
    const panel = panels.active
    if (!panel) return
    const bound = others(panel).find(({ side }) => side === bindings.other(panel.side))
    const other = bound ?? (await askForPanel(others(panel)))
    const offset = other && bindings.offsetBetween(panel.side, other.side)
    if (!other) return
    if (offset === undefined) void vscode.window.showInformationMessage(t('Select the row of the same moment in both logs first: the difference of their times is the offset.'))
    else bind(panel, other, offset)
  }

  register('openBound', openBeside)
  register('bindScrolling', async () => {
    const panel = panels.active
    if (!panel) return
    // Nothing to choose from: another log can be opened.
    if (others(panel).length === 0) return openBeside()
    const other = await askForPanel(others(panel))
    if (other) bind(panel, other)
  })
  register('bindOffset', bindOffset)
  register('unbindScrolling', () => panels.active && bindings.unbind(panels.active.side))
  register('analyzeSideBySide', (clicked, selected) => {
    const paths = pathsOf(filesOfMenu(clicked, selected) ?? [])
    if (!paths || paths.length === 0) return
    if (paths.length !== 2) return void vscode.window.showInformationMessage(t('Select two logs in the explorer to see them side by side.'))
    const first = panels.open([paths[0]])
    const second = panels.open([paths[1]], { beside: true })
    bindings.bind(first.side, second.side)
  })

  const noteBound = (): void => void vscode.commands.executeCommand('setContext', BOUND_KEY, bindings.other(panels.last?.side) !== undefined)
  store.add(bindings.onChange.on(noteBound))
  store.add(panels.onChange.on(noteBound))
  return store
}
