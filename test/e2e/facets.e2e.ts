import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const services = ['checkout', 'checkout', 'payments', 'orders']
/** Of which the ends tell them apart; what turns a text around. */
const loggers = ['com.example.shop.backend.services.CheckoutController', 'com.example.shop.backend.services.PaymentsController', '\u202egpj.<b>']

describe('facets, patterns and figures', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 400 }, (_, i) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString(), level: i % 8 ? 'info' : 'error', service: services[i % 4], logger: loggers[i % 2 || i % 80 ? i % 2 : 2], ms: (i * 37) % 1000, msg: i % 8 ? `request ${i} done` : `no answer from host${i}` }),
    )
    writeFileSync(path.join(folder, 'app.jsonl'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.jsonl')
    await panel.matched('400')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const values = async (field: string): Promise<string[]> => {
    const choices = panel.frame.locator(`.facet[data-field="${field}"]`).getByTestId('facet-value')
    await choices.first().waitFor()
    return (await choices.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())
  }
  const done = () => panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()

  it('show the values of each field with their counts, of the rows of the query', async () => {
    await panel.frame.getByTestId('facets').click()
    await done()
    assert.deepEqual(await values('level'), ['info 350', 'error 50'])
    assert.deepEqual(await values('service'), ['checkout 200', 'orders 100', 'payments 100'])
    assert.ok((await values('ms')).length > 1, 'numbers are taken together in ranges')
    assert.deepEqual(await values('logger'), ['…PaymentsController 200', '…CheckoutController 195', 'RLOgpj.<b> 5'])
  })

  it('keep the rows with a value by a click, and leave those with another out', async () => {
    await panel.frame.locator('.facet[data-field=level]').getByTestId('facet-value').nth(1).click()
    await panel.matched('50')
    assert.equal(await panel.query.inputValue(), 'level="error"')
    await done()
    await panel.frame.locator('.facet[data-field=service] .facet-value').first().hover()
    await panel.frame.locator('.facet[data-field=service]').getByTestId('facet-out').first().click()
    await panel.matched('0')
    await panel.type('')
    await panel.matched('400')
  })

  it('show kinds of messages, and the rows of one by a click', async () => {
    await panel.frame.getByTestId('tab-patterns').click()
    const patterns = panel.frame.getByTestId('pattern')
    await patterns.first().waitFor()
    await done()
    assert.deepEqual((await patterns.locator('.pattern-count').allInnerTexts()), ['350', '50'])
    // All parts of its time are in view.
    const [spark, body] = [await patterns.locator('svg').first().boundingBox(), await panel.frame.getByTestId('facets-body').boundingBox()]
    assert.ok(spark && body && spark.width > 50 && spark.x + spark.width <= body.x + body.width)
    assert.match((await patterns.locator('svg path').first().getAttribute('d')) ?? '', /^(M\d+ 8h1v-\d+h-1){4,32}$/)
    await patterns.nth(1).click()
    await panel.matched('50')
    await panel.type('')
    await panel.matched('400')
  })

  it('show what numbers come to, and are walked by keys', async () => {
    await panel.frame.getByTestId('tab-patterns').focus()
    await workbench.page.keyboard.press('ArrowRight')
    const figures = panel.frame.locator('.facet[data-field=ms] .figures')
    await figures.waitFor()
    assert.match((await figures.innerText()).replace(/\s+/g, ' '), /min 0 .*max 99\d/)
    await panel.frame.getByTestId('facets-close').click()
    await panel.frame.getByTestId('facets-pane').waitFor({ state: 'detached' })
  })
})
