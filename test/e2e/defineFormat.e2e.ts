import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

interface Saved {
  readonly name: string
  readonly expression: string
}

describe('defining a log format', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 300 }, (_, i) => {
      const head = `05.01.2026 06:00:${String(i % 60).padStart(2, '0')},250 | ${['OK', 'WARN', 'ALARM'][i % 3]} | user${i % 7} ${i}ms request done`
      return i % 10 === 4 ? `${head}\n    at gateway.Handler.run` : head
    })
    writeFileSync(path.join(folder, 'gateway.log'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'gateway.log')
    await panel.matched('300')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const byId = (id: string) => panel.frame.getByTestId(`builder-${id}`)

  it('begins with what a row looks like, by a right-click on it', async () => {
    await workbench.pickFromContextMenu(panel.rows.nth(2), 'Define log format from this row…')
    await byId('summary').filter({ hasText: /^22 of 24 lines match\.$/ }).waitFor()
    assert.equal(await byId('name').inputValue(), 'gateway-log')
    assert.match(await byId('expression').inputValue(), /^\^\(\?<time>.*\(\?<field>.*\(\?<message>\.\*\)$/)
    assert.deepEqual(await byId('preview').locator('th').allInnerTexts(), ['time', 'field', 'message'])
    assert.equal(await panel.frame.evaluate(() => document.activeElement?.id), 'builder-expression')
  })

  it('shows while it is being typed how lines are taken apart, and what is wrong', async () => {
    const expression = await byId('expression').inputValue()
    await byId('expression').fill(expression.replace('(?<field>', '(?<level'))
    await byId('problem').filter({ hasText: 'Expression: invalid capture group name at character' }).waitFor()
    await byId('expression').fill(expression.replace('(?<field>', '(?<level>').replace('(?<message>.*)', '(?<user>\\w+) (?<ms>\\d+)ms (?<message>.*)'))
    await byId('preview').locator('th', { hasText: 'user' }).waitFor()
    assert.deepEqual(await byId('preview').locator('tbody tr').first().locator('td').allInnerTexts(), ['05.01.2026 06:00:02,250', 'ALARM', 'user2', '2', 'request done'])
    assert.equal(await byId('preview').locator('tr.other').count(), 2)
    await byId('time').fill('%Y-%m-%d %H:%M:%S')
    await byId('summary').filter({ hasText: 'The times of 22 lines are not understood.' }).waitFor()
    await byId('time').fill('')
    await byId('summary').filter({ hasText: /^22 of 24 lines match\.$/ }).waitFor()
  })

  it('does not hang on an expression that does not end', async () => {
    const sound = await byId('expression').inputValue()
    await byId('expression').fill('(?<a>(?:[^x]+[^x]+)+)x')
    await byId('problem').filter({ hasText: 'takes too long' }).waitFor()
    await byId('expression').fill(sound)
    await byId('summary').filter({ hasText: /^22 of 24 lines match\.$/ }).waitFor()
  })

  it('is saved by a key, and the log is read by it', async () => {
    await byId('expression').press('Enter')
    await panel.frame.getByTestId('builder').waitFor({ state: 'detached' })
    await panel.matched('300')
    await panel.type('level=alarm OR user=user3 | stats count() by level')
    await panel.texts('count()', /\d/)
    const { 'sluice.formats': formats } = JSON.parse(readFileSync(path.join(folder, '.vscode', 'settings.json'), 'utf8')) as { 'sluice.formats': Saved[] }
    assert.deepEqual(formats.map(({ name }) => name), ['gateway-log'])
    assert.match(await panel.status.innerText(), /gateway-log/)
  })

  it('is left with Escape', async () => {
    await panel.type('')
    await panel.matched('300')
    await panel.rows.nth(1).click()
    await workbench.command('Sluice: Define log format from this row…')
    await byId('summary').waitFor()
    await byId('expression').press('Escape')
    await panel.frame.getByTestId('builder').waitFor({ state: 'detached' })
    assert.equal(await panel.frame.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'grid')
  })
})
