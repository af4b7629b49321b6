import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('find', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const level = (i: number): string => (i === 1500 ? 'ERROR' : 'INFO')
    const far = (i: number): string => (i === 2500 ? `${'x'.repeat(400)} beyond` : '')
    const lines = Array.from({ length: 3000 }, (_, i) => `2026-05-01 12:00:00 ${level(i + 1)} request ${i + 1} ${(i + 1) % 1000 === 0 ? 'Needle' : 'done'} aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!${far(i + 1)}`)
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('3,000')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const input = () => panel.frame.getByTestId('find-input')
  const count = (text: string) => panel.frame.getByTestId('find-count').filter({ hasText: text }).waitFor()
  const selected = (text: string) => panel.frame.locator('[role=row][aria-selected=true]', { hasText: text }).waitFor()
  const marks = (name: string, most = 99) =>
    panel.frame.waitForFunction(
      ([kind, limit]) => {
        const painted = (JSON.parse(document.querySelector<HTMLElement>('[data-testid=strip]')?.dataset.marks ?? '{}') as Record<string, number>)[kind] ?? 0
        return painted > 0 && painted <= limit
      },
      [name, most] as const,
    )

  it('goes through the rows with a term by keys, and marks them', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('Home')
    // What follows the key at once is typed into the field.
    await workbench.page.keyboard.press('Control+f')
    await workbench.page.keyboard.type('needle')
    await count('1 of 3')
    assert.equal(await input().inputValue(), 'needle')
    await selected('request 1000 ')
    await panel.rows.locator('mark.paint-find', { hasText: 'Needle' }).first().waitFor()
    await input().press('Enter')
    await count('2 of 3')
    await selected('request 2000 ')
    await input().press('F3')
    await selected('request 3000 ')
    await input().press('Enter')
    await count('1 of 3')
    await input().press('Shift+Enter')
    await count('3 of 3')
    await selected('request 3000 ')
    assert.equal(await panel.query.inputValue(), '')
    await marks('matches', 6)
    await marks('errors', 2)
  })

  it('minds case, words and expressions, and says what is not understood', async () => {
    await panel.frame.getByTestId('find-matchCase').click()
    await count('No results')
    await panel.frame.getByTestId('find-matchCase').click()
    await count('of 3')
    await input().fill('request \\d00')
    await count('No results')
    await panel.frame.getByTestId('find-regex').click()
    await count('of 30')
    await panel.frame.getByTestId('find-word').click()
    await count('of 9')
    await input().fill('request (')
    await count('Not understood')
    await panel.frame.getByTestId('find-word').click()
    await panel.frame.getByTestId('find-regex').click()
  })

  it('scrolls to the side where that is needed, and back', async () => {
    const left = () => panel.frame.locator('.grid-scroller').evaluate(({ scrollLeft }) => scrollLeft)
    await input().fill('beyond')
    await selected('request 2500 ')
    const mark = panel.rows.locator('mark.paint-find', { hasText: 'beyond' })
    await mark.waitFor()
    const [found, list] = [await mark.boundingBox(), await panel.frame.getByTestId('grid').boundingBox()]
    assert.ok(found && list && found.x > list.x && found.x + found.width < list.x + list.width, JSON.stringify([found, list]))
    assert.ok((await left()) > 0)
    await input().fill('request 2501')
    await selected('request 2501 ')
    assert.equal(await left(), 0)
  })

  it('looks in the rows of the result only, and goes on after another query', async () => {
    await input().fill('request 2')
    await count('of 1,111')
    // Each press counts, however fast they come.
    await panel.frame.getByTestId('find-count').filter({ hasText: /^\d+ of/ }).waitFor()
    const first = Number.parseInt(await panel.frame.getByTestId('find-count').innerText(), 10)
    for (let i = 0; i < 6; i++) await workbench.page.keyboard.press('Enter', { delay: 0 })
    await count(`${first + 6} of`)
    await panel.type('needle')
    await panel.matched('3')
    await count('of 1')
    await panel.frame.getByTestId('find-next').click()
    await selected('request 2000 ')
  })

  it('looks through tables', async () => {
    await panel.type('| parse "request * " as n | stats count() by n | sort n')
    await panel.matched('3,000')
    await input().fill('2999')
    await count('1 of 1')
    await panel.frame.locator('[role=row][aria-selected=true]', { hasText: '2999' }).waitFor()
  })

  it('closes with Escape, and gives the keyboard back to the list', async () => {
    await panel.type('')
    await panel.matched('3,000')
    await input().press('Escape')
    await panel.frame.getByTestId('find').waitFor({ state: 'detached' })
    assert.equal(await panel.frame.evaluate(() => document.activeElement?.getAttribute('role')), 'grid')
    await panel.frame.waitForFunction(() => document.querySelectorAll('mark.paint-find').length === 0)
  })

  it('marks bookmarks along the scrollbar', async () => {
    await panel.rows.nth(3).click()
    await workbench.command('Sluice: Toggle bookmark')
    await marks('bookmarks', 1)
  })

  it('shows highlighters of the settings, which are made by a command', async () => {
    await workbench.command('Sluice: Highlight selection…')
    await workbench.quickInput('request 1\\b')
    // Escape is for the list of colours, not for what comes before it.
    await workbench.page.locator('.quick-input-list').getByText('blue').waitFor()
    await workbench.page.keyboard.press('Escape')
    await workbench.page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
    await workbench.command('Sluice: Highlight selection…')
    await workbench.quickInput('/request \\d\\b/')
    await workbench.page.locator('.quick-input-list').getByText('blue').click()
    await panel.rows.locator('mark.paint-blue', { hasText: /^request \d$/ }).first().waitFor()
  })

  it('switches a highlighter off that takes too long', async () => {
    await workbench.command('Sluice: Highlight selection…')
    await workbench.quickInput('/(a+)+$/')
    await workbench.page.locator('.quick-input-list').getByText('red').click()
    await panel.frame.getByTestId('status-right').getByText('takes too long').waitFor()
    await panel.rows.locator('mark.paint-blue').first().waitFor()
  })
})
