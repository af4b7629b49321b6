import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('bookmarks and links', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 3000 }, (_, i) => `2026-05-01 12:00:00 INFO request ${i + 1} done`)
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('3,000')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const row = (text: string) => panel.rows.filter({ hasText: text }).first()
  const tree = () => workbench.page.locator('.pane', { has: workbench.page.locator('.pane-header[aria-label*="Sluice"]') })

  it('mark rows by a command, in the list and in the tree beside the explorer', async () => {
    await row('request 4 done').click()
    await workbench.command('Sluice: Toggle bookmark')
    await row('request 4 done').locator('.bookmark').waitFor()
    await tree().locator('.pane-header').click()
    // By what it says: the stamps of all rows begin alike.
    await tree().getByText('request 4 done', { exact: true }).waitFor()
    await tree().getByText('line 4').waitFor()
  })

  it('are walked by keys over the log', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('End')
    await panel.numberShown('3,000')
    await row('request 3000 done').click()
    await workbench.command('Sluice: Toggle bookmark')
    await row('request 3000 done').locator('.bookmark').waitFor()
    await workbench.command('Sluice: Next bookmark')
    await panel.numberShown('4')
    await workbench.command('Sluice: Previous bookmark')
    await panel.numberShown('3,000')
  })

  it('lead back to their row from the tree', async () => {
    await tree().getByText('line 4').click()
    await panel.numberShown('4')
    await panel.frame.locator('[role=row][aria-selected=true]', { hasText: 'request 4 done' }).waitFor()
  })

  it('take a note, and are exported as Markdown', async () => {
    await workbench.command('Sluice: Note on this row…')
    await workbench.quickInput('it began here')
    await tree().getByText('it began here').waitFor()
    await workbench.command('Sluice: Export bookmarks as Markdown')
    const editor = workbench.page.locator('.editor-instance .view-lines')
    await editor.getByText('it began here').waitFor()
    await editor.getByText('request 3000 done').waitFor()
  })

  it('give links to rows', async () => {
    await workbench.page.locator('.tab', { hasText: 'app.log' }).first().click()
    panel = await Panel.of(workbench)
    await row('request 5 done').click()
    await workbench.command('Sluice: Copy link to row')
    await panel.frame.getByTestId('status-right').getByText('Copied a link').waitFor()
    const link = await workbench.page.evaluate(() => navigator.clipboard.readText())
    assert.match(link, /:\/\/sluice\.sluice\/open\?path=[^&]*app\.log&line=5$/)
  })

  it('are there in the editor of the file too', async () => {
    await workbench.openFile('app.log')
    await workbench.command('View: Reopen Editor With...')
    await workbench.quickInput('Sluice')
    panel = await Panel.of(workbench)
    await panel.matched('3,000')
    await row('request 4 done').locator('.bookmark').waitFor()
    await workbench.command('Sluice: Next bookmark')
    await panel.frame.locator('[role=row][aria-selected=true]', { hasText: 'request 4 done' }).waitFor()
  })
})
