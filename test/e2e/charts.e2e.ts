import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('charts of tables', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 600 }, (_, i) => `2026-05-01 12:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} ${i % 6 ? 'INFO' : 'ERROR'} request ${i}`)
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('600')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const chart = () => panel.frame.getByTestId('chart')

  it('draw lines over time of a timechart', async () => {
    await panel.type('| timechart span=1m count() by level')
    await panel.matched('20')
    await chart().waitFor()
    // It is drawn of what there is of the table, and again.
    await chart().locator('circle').nth(19).waitFor({ state: 'attached' })
    assert.equal(await chart().getAttribute('data-kind'), 'line')
    assert.equal(await chart().locator('polyline[stroke-width="1.5"]').count(), 2)
    assert.equal(await chart().locator('circle').count(), 20)
  })

  it('go away with rows that are no table, and by their button', async () => {
    await panel.type('')
    await panel.matched('600')
    await chart().waitFor({ state: 'detached' })
    await panel.type('| top level')
    await panel.matched('2')
    await chart().waitFor()
    assert.equal(await chart().getAttribute('data-kind'), 'bars')
    assert.match((await chart().locator('text').allTextContents()).join(' '), /info.* 500 error.* 100/)
    await panel.frame.getByTestId('chart-close').click()
    await chart().waitFor({ state: 'detached' })
    await panel.type('| stats count() by level')
    await panel.matched('2')
    await panel.frame.getByTestId('chart-toggle').click()
    await chart().waitFor()
  })

  it('are saved as a picture', async () => {
    const target = path.join(folder, 'levels.svg')
    await panel.frame.getByTestId('chart-svg').click()
    // The dialog proposes a name; what is typed before that would be lost.
    await workbench.page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input')?.value.endsWith('app.chart.svg') === true)
    await workbench.quickInput(target)
    await workbench.page.locator('.statusbar').getByText('Saved the chart').waitFor()
    assert.ok(existsSync(target))
    assert.match(readFileSync(target, 'utf8'), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*>error<.*<\/svg>\n$/s)
  })
})
