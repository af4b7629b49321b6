import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('a person who is here for the first time', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString(), level: i % 10 ? 'info' : 'error', service: ['checkout', 'orders'][i % 2], msg: `request ${i} done` }),
    )
    for (const name of ['one.jsonl', 'two.jsonl']) writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'one.jsonl')
    await panel.matched('300')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const offered = () => panel.frame.getByTestId('offered-examples')
  const example = (query: string) => offered().getByTestId('example').filter({ hasText: query })

  it('is offered three examples made from the fields of this log, each of which can be run by a click', async () => {
    // By the time that the log spans, once it is read.
    await example('| timechart span=10s count() by level').waitFor()
    const queries = await offered().getByTestId('example').allInnerTexts()
    assert.deepEqual(queries, ['level>=warn', '| top service', '| timechart span=10s count() by level'])
    for (const [query, rows] of [[queries[0], '30'], [queries[1], '2'], [queries[2], '60']] as const) {
      await example(query).click()
      await panel.matched(rows)
      assert.equal(await panel.query.inputValue(), query)
      await offered().waitFor({ state: 'detached' })
      await panel.type('')
      await panel.matched('300')
    }
  })

  it('finds out what can be typed, by a card over the rows', async () => {
    await workbench.command('Sluice: What can I type?')
    const card = panel.frame.getByTestId('guide-card')
    await card.waitFor()
    const text = await card.innerText()
    for (const said of ['level>=warn', '"connection refused" OR ETIMEDOUT', 'timechart', 'Counts rows and computes over their numbers']) assert.ok(text.includes(said), said)
    // The palette gives the keyboard back only when it has gone.
    await card.press('Escape')
    await card.waitFor({ state: 'detached' })
    assert.equal(await panel.frame.evaluate(() => (document.activeElement as HTMLElement).dataset.testid), 'guide')
  })

  it('puts the examples away, in all panels, until they are wanted again', async () => {
    await panel.frame.getByTestId('put-examples-away').click()
    await offered().waitFor({ state: 'detached' })
    panel = await Panel.analyze(workbench, 'two.jsonl')
    await panel.matched('300')
    assert.equal(await offered().count(), 0)
    await panel.frame.getByTestId('guide').click()
    await panel.frame.getByTestId('offer-examples').check()
    await offered().waitFor()
  })

  it('is led through by a walkthrough with pictures', async () => {
    await workbench.command('Sluice: Get started')
    const { page } = workbench
    await page.getByText('Get started with Sluice').first().waitFor()
    await page.getByText('Open a log', { exact: true }).first().waitFor()
    const picture = page.getByAltText(/^A log in the panel/).first()
    await picture.waitFor()
    await page.waitForFunction((image) => (image as HTMLImageElement).naturalWidth > 0, await picture.elementHandle())
  })
})
