import { RAW_COLUMN } from '../../common/page.ts'
import type { PanelCommand } from '../../common/panelProtocol.ts'
import type { PanelController } from '../panel/controller.ts'
import type { Feature } from '../panel/feature.ts'
import { actOnField } from '../query/fieldActions.ts'
import { canFilter } from '../query/valueTerms.ts'
import type { WindowRow } from '../scroll/state.ts'

/** What the entries of the menu of a value do. */
const ACTIONS: Partial<Record<PanelCommand, string>> = { filterFor: 'filter', filterOut: 'out', countByField: 'count', highlightValue: 'highlight' }

/** The value in the list that the menu was opened on: to filter for it or out, to count the values of its field, to highlight it. */
export class CellFeature implements Feature {
  private readonly controller: PanelController
  private target: { readonly name: string; readonly value: string | undefined } | undefined

  constructor(controller: PanelController) {
    this.controller = controller
  }

  /** The menu is about to be opened on a row. VS Code offers what `data-vscode-context` of the elements below the pointer says. */
  choose(row: WindowRow, cell: HTMLElement | null): void {
    this.target = cell === null ? undefined : valueOf(row, cell.dataset.column ?? '')
    if (cell) cell.dataset.vscodeContext = JSON.stringify({ sluiceValue: this.target !== undefined })
  }

  onCommand(command: PanelCommand): boolean {
    const action = ACTIONS[command]
    if (action === undefined) return false
    if (this.target) actOnField(action, this.target, this.controller)
    return true
  }
}

/** The whole value of a row's field; undefined where it is none that a query could ask for. */
export function valueOf({ page, index }: WindowRow, name: string): { readonly name: string; readonly value: string | undefined } | undefined {
  const place = name === RAW_COLUMN ? -1 : page.columnOf(name)
  if (place < 0) return undefined
  const value = page.cell(index, place)
  return canFilter(value) ? { name, value } : undefined
}
