import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('completion in the query field', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 200 }, (_, i) => JSON.stringify({ time: '2026-01-05T06:00:00Z', level: i % 2 ? 'error' : 'info', msg: `request ${i}`, latency: i }))
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    writeFileSync(path.join(folder, 'slow.sluice'), '// what takes long\nlevel=error\n| where latency >= 100\n')
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('200')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const items = () => panel.frame.getByTestId('suggest-item')
  const closed = () => panel.frame.getByTestId('suggest').waitFor({ state: 'detached' })

  /** The field has this text. */
  const holds = (text: string) => panel.frame.waitForFunction((wanted) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === wanted, text)

  it('offers stages, and puts in what Tab takes, with the part to type over', async () => {
    await panel.query.click()
    await panel.query.pressSequentially('level=error | hea')
    await items().filter({ hasText: 'head' }).waitFor()
    assert.deepEqual(await items().evaluateAll((all) => all.map((item) => item.getAttribute('data-label'))), ['head'])
    await panel.query.press('Tab')
    await closed()
    await panel.query.pressSequentially('7')
    assert.equal(await panel.query.inputValue(), 'level=error | head 7')
    await panel.query.press('Enter')
    await panel.matched('7')
  })

  it('offers the fields of the log, which arrows choose and Enter takes', async () => {
    await panel.query.fill('| stats count() by l')
    await items().filter({ hasText: 'latency' }).waitFor()
    const names = await items().evaluateAll((all) => all.map((item) => item.getAttribute('data-label') ?? ''))
    const steps = names.indexOf('latency')
    assert.ok(names.includes('level') && steps >= 0, names.join(' '))
    await panel.query.press('ArrowDown')
    for (let i = 1; i < (steps === 0 ? names.length : steps); i++) await panel.query.press('ArrowDown')
    const active = await panel.query.getAttribute('aria-activedescendant')
    assert.equal(await panel.frame.locator(`[id="${active}"]`).getAttribute('data-label'), 'latency')
    await panel.query.press('Enter')
    await closed()
    assert.equal(await panel.query.inputValue(), '| stats count() by latency')
    await panel.query.press('Enter')
    await panel.matched('200')
  })

  it('is put away with Escape, and leaves Enter to the query', async () => {
    await panel.query.fill('| where lat')
    await items().first().waitFor()
    await panel.query.press('Escape')
    await closed()
    assert.equal(await panel.frame.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'query')
    await panel.query.fill('| where latency < 20')
    await panel.query.press('Enter')
    await panel.matched('20')
    await closed()
  })

  it('is asked for with a key, and can be undone', async () => {
    await panel.query.fill('level=error ')
    await panel.query.press('Control+Space')
    await items().filter({ hasText: 'latency' }).click()
    await holds('level=error latency=')
    await panel.query.press('Control+z')
    await holds('level=error ')
    await panel.query.press('Escape')
  })

  it('knows in a chip what the stages in front make', async () => {
    await panel.type('| parse msg "request *" as number | head 5')
    await panel.matched('5')
    await panel.chips.nth(2).locator('.chip-main').click()
    const input = panel.frame.getByTestId('chip-input')
    await input.fill('where num')
    await items().filter({ hasText: 'number' }).first().waitFor()
    await input.press('Tab')
    assert.equal(await input.inputValue(), 'where number')
    await input.press('Escape')
    await input.waitFor({ state: 'detached' })
  })

  it('explains the word that the pointer rests on', async () => {
    await panel.type('| where latency > 5')
    await panel.frame.locator('.code-paint .tok-stage').first().waitFor()
    const box = await panel.frame.locator('.code-paint .tok-stage').first().boundingBox()
    assert.ok(box)
    await workbench.page.mouse.move(box.x + 4, box.y + 8)
    await workbench.page.mouse.move(box.x + 8, box.y + 9)
    await panel.frame.getByTestId('query-hover').filter({ hasText: 'Keeps the rows for which an expression is true.' }).waitFor()
    await panel.query.press('End')
    await panel.frame.getByTestId('query-hover').waitFor({ state: 'detached' })
  })

  it('shows a pipeline in its editor with colours and what can be done with it', async () => {
    await workbench.explorerItem('slow.sluice').dblclick()
    await workbench.page.locator('.codelens-decoration').filter({ hasText: 'Run on app.log' }).waitFor()
    await workbench.page.locator('.view-line').filter({ hasText: 'where' }).waitFor()
    await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Run on app.log' }).click()
    panel = await Panel.of(workbench)
    await panel.matched('50')
    assert.match(await panel.query.inputValue(), /^\/\/ what takes long/)
  })
})
