import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { encodeLink } from '../../src/host/links/rowLink.ts'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('a log that is opened from elsewhere', () => {
  let folder: string
  let workbench: Workbench

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    for (const [name, second] of [['app.log', 0], ['other.log', 30], ['data.jsonl', 0]] as const) {
      const lines = Array.from({ length: 300 }, (_, i) => `2026-05-01 12:${String(i % 60).padStart(2, '0')}:${String(second).padStart(2, '0')} ${i % 10 ? 'INFO' : 'ERROR'} ${name} request ${i + 1}`)
      writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`)
    }
    writeFileSync(path.join(folder, 'mark.mjs'), 'export default function* (records) { for (const record of records) { record.raw = "run by a link"; yield record } }\n')
    workbench = await Workbench.open({ folder, settings: { 'workbench.editorAssociations': { '*.jsonl': 'sluice.log' } } })
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const closeAll = async (): Promise<void> => {
    await workbench.command('View: Close All Editors')
    await workbench.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' })
  }

  /** As a program does that was given the link: VS Code itself asks first whether the extension may have it. */
  const openLink = async (query: string, line: number): Promise<void> => {
    const values = encodeLink({ paths: [path.join(folder, 'app.log')], query, line })
    await workbench.command('Developer: Open URL')
    await workbench.quickInput(`vscode://sluice.sluice/open?${values}`)
    await workbench.page.locator('.monaco-dialog-box').getByText('Open', { exact: true }).click()
  }

  it('by a link: it is asked first, opens at its line with its query, and runs no script', async () => {
    const { page } = workbench
    const script = '| script "./mark.mjs"'
    await openLink(`request OR "a&b+c%41" ${script}`, 151)
    const asked = page.locator('.notification-list-item', { hasText: 'A link asks Sluice to open' })
    // Toasts are not shown to programs that drive the workbench; the list of notifications is. A first click on the bell may put the toast away.
    await page.locator('.statusbar .codicon-bell-dot').waitFor()
    for (let i = 0; i < 6 && !(await asked.isVisible()); i++) {
      await page.locator('.statusbar [class*=codicon-bell]').first().click()
      await asked.waitFor({ timeout: 2500 }).catch(() => undefined)
    }
    await asked.click()
    const text = await asked.innerText()
    for (const said of [path.join(folder, 'app.log'), 'at line 151', 'request OR "a&b+c%41" | script', 'Its scripts are switched off.']) assert.ok(text.includes(said), `${said} in ${text}`)
    assert.deepEqual(await workbench.tabs(), [])
    await asked.getByText('Open log', { exact: true }).click()
    const panel = await Panel.of(workbench)
    await panel.matched('300')
    await panel.frame.locator('[role=row][aria-selected=true]', { hasText: 'app.log request 151' }).waitFor()
    await panel.frame.locator('.chip.off', { hasText: 'script' }).waitFor()
    assert.equal(await panel.rows.filter({ hasText: 'run by a link' }).count(), 0)
    await closeAll()
  })

  it('by "Open With…" in the menu of the explorer', async () => {
    const { page } = workbench
    const choice = page.locator('.quick-input-widget .monaco-list-row', { hasText: /^Sluice/ })
    await workbench.pickFromContextMenu(workbench.explorerItem('app.log'), 'Open With...')
    await choice.click()
    const panel = await Panel.of(workbench)
    await panel.matched('300')
    assert.deepEqual(await workbench.tabs(), ['app.log'])
    await closeAll()
  })

  it('by a click, where the settings say so', async () => {
    await workbench.openFile('data.jsonl')
    const panel = await Panel.of(workbench)
    await panel.matched('300')
    await panel.rows.first().getByText('data.jsonl request 1').waitFor()
    await closeAll()
  })

  it('by dragging it into a panel with Shift held: both are shown', async () => {
    const { page } = workbench
    let panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('300')
    const from = (await workbench.explorerItem('other.log').boundingBox())!
    const to = (await panel.frame.locator('.grid-scroller').boundingBox())!
    await page.mouse.move(from.x + 60, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(from.x + 90, from.y + 40, { steps: 4 })
    await page.keyboard.down('Shift')
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    // Another panel takes the place of the one that it was dropped into.
    await page.locator('.tab', { hasText: /^app\.log, other\.log/ }).waitFor()
    await page.locator('.tab', { hasText: /^app\.log$/ }).waitFor({ state: 'detached' })
    panel = await Panel.of(workbench)
    await panel.matched('600')
    assert.match(await panel.frame.getByTestId('status-facts').innerText(), /2 files/)
    await panel.rows.filter({ hasText: 'other.log request 1' }).first().waitFor()
  })
})
