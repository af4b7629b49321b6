import type { Frame, Locator } from 'playwright-core'
import type { PanelState } from '../../../src/common/panelProtocol.ts'
import type { Workbench } from './workbench.ts'

/** The results panel, as a person sees it. Everything waits for its condition. */
export class Panel {
  readonly workbench: Workbench
  readonly frame: Frame

  private constructor(workbench: Workbench, frame: Frame) {
    this.workbench = workbench
    this.frame = frame
  }

  /** The panel that is visible. */
  static async of(workbench: Workbench): Promise<Panel> {
    return new Panel(workbench, await workbench.webviewFrame('[data-testid=status]'))
  }

  /** Right-click on a file in the explorer, "Analyze log". */
  static async analyze(workbench: Workbench, name: string): Promise<Panel> {
    await workbench.pickFromContextMenu(workbench.explorerItem(name), 'Analyze log')
    await workbench.page.locator('.tab.active', { hasText: name }).waitFor()
    return Panel.of(workbench)
  }

  get query(): Locator {
    return this.frame.getByTestId('query')
  }

  get chips(): Locator {
    return this.frame.getByTestId('chip')
  }

  /** Rows of the list that are drawn, the header and placeholders left out. */
  get rows(): Locator {
    return this.frame.locator('[data-testid=rows] [role=row]')
  }

  get status(): Locator {
    return this.frame.getByTestId('status')
  }

  /** Types a query and runs it. */
  async type(query: string): Promise<void> {
    await this.query.click()
    await this.query.fill(query)
    await this.query.press('Enter')
  }

  /** Waits until the pass has ended with this many rows, as "1,884" or "14 groups" is shown. */
  async matched(count: string): Promise<void> {
    await this.frame.locator('[data-testid=status]:not([data-state=running]) [data-testid=status-rows] strong').filter({ hasText: new RegExp(`^${count}$`) }).waitFor()
  }

  /** Waits until the rows are shown of the query that was asked for last, and all of them have been found; with `query` asks for that before. */
  async settled(query?: string): Promise<void> {
    if (query !== undefined) await this.type(query)
    // What a key has just done is drawn with the next frame.
    await this.frame.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    await this.frame.locator('[data-testid=grid][aria-busy=false]').waitFor()
  }

  /** Texts of a column of the rows that are drawn: once the first of them matches. */
  async texts(column: string, first: RegExp | string): Promise<string[]> {
    const cells = this.rows.locator(`[data-column="${column}"]`)
    await cells.filter({ hasText: first }).first().waitFor()
    return cells.allInnerTexts()
  }

  /** The number of the row at the top, as it is shown. */
  async topNumber(): Promise<string> {
    return (await this.frame.getByTestId('row-number').first().innerText()).trim()
  }

  /** Waits for a row with this number to be drawn. */
  async numberShown(number: string): Promise<void> {
    await this.frame.getByTestId('row-number').filter({ hasText: new RegExp(`^${number}$`) }).first().waitFor()
  }

  /** Waits until the panel keeps this query, and a place at or behind this byte, over a reload. */
  async kept(query: string, offset: number): Promise<void> {
    await this.frame.waitForFunction(
      (wanted) => {
        const kept = JSON.parse(document.getElementById('root')?.dataset.kept ?? '{}') as Partial<PanelState>
        return kept.query === wanted.query && (kept.top?.offset ?? -1) >= wanted.offset
      },
      { query, offset },
    )
  }

  /** Gives the list the keyboard. In its middle: the first row drawn may lie half under the header, and rows may still move. */
  async focusList(): Promise<void> {
    await this.frame.locator('.grid-scroller').click()
  }
}
