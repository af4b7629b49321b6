import assert from 'node:assert/strict'
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const line = (number: number): string => `2024-05-01 12:00:00 INFO line ${number}\n`
const lines = (from: number, count: number): string => Array.from({ length: count }, (_, i) => line(from + i)).join('')

describe('a log that is followed', () => {
  let folder: string
  let log: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    log = path.join(folder, 'app.log')
    writeFileSync(log, lines(1, 500))
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('500')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  // Its message: time and level stand in columns of their own.
  const inView = (text: string) => panel.rows.getByText(text.replace(/^\S+ \S+ INFO /, ''), { exact: true }).last()
  const badge = () => panel.frame.getByTestId('new-rows')

  it('says that it has grown, and no more, while it is not', async function () {
    this.timeout(60_000)
    appendFileSync(log, line(501))
    await panel.frame.getByTestId('notice').getByText(/grew by/).waitFor()
    await panel.matched('500')
  })

  it('shows its end, and what comes, as soon as it is', async function () {
    this.timeout(60_000)
    await panel.frame.getByTestId('follow').click()
    await inView(line(501).trimEnd()).waitFor()
    await panel.matched('501')
    // Each change is a pass of its own: the numbers of the one before stay until there are others.
    await panel.frame.evaluate(() => {
      const status = document.querySelector<HTMLElement>('[data-testid=status]')!
      new MutationObserver(() => {
        if (!document.querySelector('[data-testid=status-rows]') || !document.querySelector('[data-testid=chip-counts]')?.textContent) status.dataset['flickered'] = 'yes'
      }).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
    appendFileSync(log, lines(502, 100))
    await inView(line(601).trimEnd()).waitFor()
    await panel.matched('601')
    await panel.frame.getByTestId('status-rate').filter({ hasText: /^[1-9][\d.]* rows\/s$/ }).waitFor()
    appendFileSync(log, '2024-05-01 12:00:00 INFO the last')
    await inView('2024-05-01 12:00:00 INFO the last').waitFor()
    appendFileSync(log, ' one\n')
    await inView('2024-05-01 12:00:00 INFO the last one').waitFor()
    assert.equal(await badge().count(), 0)
    assert.equal(await panel.frame.locator('[data-flickered]').count(), 0)
  })

  it('stays where somebody has scrolled to, and says how many rows have come', async function () {
    this.timeout(60_000)
    await panel.frame.getByTestId('grid').press('Control+Home')
    await inView(line(1).trimEnd()).waitFor()
    appendFileSync(log, lines(603, 7))
    await badge().filter({ hasText: '7 new rows' }).waitFor()
    await inView(line(1).trimEnd()).waitFor()
    await badge().click()
    await inView(line(609).trimEnd()).waitFor()
    await badge().waitFor({ state: 'detached' })
  })

  it('shows a table from its start, also when it changes', async function () {
    this.timeout(60_000)
    await panel.type('* | parse "line *" as number | stats count() by number')
    await panel.matched('609')
    await panel.texts('number', /^1$/)
    appendFileSync(log, line(610))
    await panel.matched('610')
    await panel.texts('number', /^1$/)
    await panel.type('')
    await inView(line(610).trimEnd()).waitFor()
  })

  it('goes on with the file that takes its place', async function () {
    this.timeout(60_000)
    renameSync(log, `${log}.1`)
    writeFileSync(log, '2024-05-01 13:00:00 INFO another file\n')
    await inView('2024-05-01 13:00:00 INFO another file').waitFor()
    await panel.frame.getByTestId('notice').getByText(/rotated or rewritten/).waitFor()
    await panel.matched('1')
  })

  it('is left alone again', async function () {
    this.timeout(60_000)
    await panel.frame.getByTestId('follow').click()
    appendFileSync(log, line(2))
    await panel.frame.getByTestId('notice').getByText(/grew by/).waitFor()
    await panel.matched('1')
  })
})
