import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const ROWS = 3000
const SERVICES = ['checkout', 'payments', 'gateway', 'orders']

/** A second apart; `ms` of row i is i. */
const LINES = Array.from({ length: ROWS }, (_, i) =>
  JSON.stringify({ time: new Date(Date.UTC(2024, 4, 12, 14) + i * 1000).toISOString(), level: i % 5 === 2 ? 'error' : 'info', service: SERVICES[(i * 7) % 4], ms: i, user: `u-${(i * 31) % 97}`, msg: `POST /${SERVICES[(i * 7) % 4]} done${i % 6 === 1 ? ', timeout' : ''}` }),
)

describe('selected rows, sorted rows, marks', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeFileSync(path.join(folder, 'app.jsonl'), `${LINES.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    panel = await Panel.analyze(workbench, 'app.jsonl')
    await panel.matched('3,000')
    // What differs in every row is not among the first columns.
    const shown = await panel.frame.locator('[role=columnheader]').evaluateAll((heads) => heads.map((each) => (each as HTMLElement).dataset.column))
    for (const name of ['service', 'user', 'ms']) {
      if (shown.includes(name)) continue
      await workbench.command('Sluice: Columns…')
      await panel.frame.getByTestId('column-search').fill(name)
      await workbench.page.keyboard.press('ArrowDown')
      await workbench.page.keyboard.press('Space')
      await workbench.page.keyboard.press('Escape')
    }
    await panel.texts('ms', '0')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const right = (text: string) => panel.frame.getByTestId('status-right').filter({ hasText: text }).waitFor()
  const figures = (text: string) => panel.frame.getByTestId('figures').filter({ hasText: text }).waitFor()
  const row = (i: number) => panel.rows.nth(i).locator('[data-column=user]')
  const head = (column: string) => panel.frame.locator(`[role=columnheader][data-column="${column}"]`)
  const item = (id: string) => panel.frame.getByTestId(`menu-${id}`)

  it('say how many they are, over which time, and what their numbers come to', async () => {
    await row(2).click()
    await row(6).click({ modifiers: ['Shift'] })
    await right('5 rows selected · 4.0 s')
    await figures('ms sum 20 avg 4')
    // Clicks alone do not draw the ring of the keyboard.
    const ring = () => panel.frame.getByTestId('grid').evaluate((grid) => getComputedStyle(grid, '::after').borderTopStyle)
    assert.equal(await ring(), 'none')
    await workbench.page.keyboard.press('Shift+ArrowDown')
    await right('6 rows selected · 5.0 s')
    assert.equal(await ring(), 'solid')
  })

  it('are taken in and out one by one, and copied as they are', async () => {
    await row(4).click({ modifiers: ['ControlOrMeta'] })
    await row(10).click({ modifiers: ['ControlOrMeta'] })
    await right('6 rows selected · 8.0 s')
    await figures('ms sum 33 avg 5.5')
    assert.deepEqual(await panel.frame.locator('.row.selected [data-column=ms]').allInnerTexts(), ['2', '3', '5', '6', '7', '10'])
    await workbench.page.keyboard.press('ControlOrMeta+c')
    const wanted = [2, 3, 5, 6, 7, 10].map((i) => LINES[i]).join('\n')
    await workbench.page.waitForFunction(async (text) => (await navigator.clipboard.readText()).trim() === text, wanted)
  })

  it('are added up by the engine, also those that are not in view, and the sum is copied', async () => {
    await workbench.page.keyboard.press('ControlOrMeta+a')
    await right('3,000 rows selected · 49 min 59 s')
    await figures('ms sum 4,498,500 avg 1,499.5')
    await panel.frame.getByTestId('figures').click()
    await item('copy max').filter({ hasText: 'max 2,999' }).waitFor()
    await item('copy sum').click()
    await workbench.page.waitForFunction(async () => (await navigator.clipboard.readText()) === '4498500')
  })

  it('have the matches of the query in all columns, and in the details', async () => {
    await panel.type('u-6 checkout OR user:7')
    const marked = (column: string) => panel.rows.locator(`[data-column=${column}] mark`)
    await marked('service').filter({ hasText: /^checkout$/ }).first().waitFor()
    await marked('user').filter({ hasText: /^7$/ }).first().waitFor()
    assert.equal(await marked('ms').count(), 0)
    await panel.rows.filter({ has: panel.frame.locator('[data-column=service] mark') }).first().dblclick()
    await panel.frame.locator('[data-testid=fields] [data-field=service] mark').filter({ hasText: 'checkout' }).waitFor()
    await panel.frame.getByTestId('detail-close').click()
  })

  it('are sorted by the menu of a column, turned round by a click, and come as they were by another', async () => {
    await panel.type('error')
    await panel.matched('600')
    await head('ms').click()
    await item('sort descending').click()
    await panel.matched('600')
    assert.equal(await panel.query.inputValue(), 'error | sort - ms')
    assert.deepEqual((await panel.texts('ms', /^2997$/)).slice(0, 3), ['2997', '2992', '2987'])
    assert.equal(await head('ms').getAttribute('aria-sort'), 'descending')
    await head('ms').getByTestId('column-sort').click()
    assert.deepEqual((await panel.texts('ms', /^2$/)).slice(0, 3), ['2', '7', '12'])
    assert.equal(await panel.query.inputValue(), 'error | sort ms')
    await head('ms').getByTestId('column-sort').click()
    await panel.frame.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === 'error')
  })

  it('that have a bookmark are marked on the timeline, where a click goes to them', async () => {
    await panel.type('')
    await panel.matched('3,000')
    await workbench.page.keyboard.press('Escape')
    await panel.focusList()
    await workbench.page.keyboard.press('End')
    await panel.numberShown('3,000')
    await workbench.command('Sluice: Toggle bookmark')
    const mark = panel.frame.getByTestId('timeline-bookmark')
    await mark.waitFor()
    assert.match((await mark.getAttribute('title')) ?? '', /^Bookmark: .*"ms":2999/)
    const [box, plot] = [await mark.boundingBox(), await panel.frame.getByTestId('timeline-area').boundingBox()]
    assert.ok((box!.x + box!.width / 2 - plot!.x) / plot!.width > 0.95)
    await panel.focusList()
    await workbench.page.keyboard.press('Home')
    await panel.numberShown('1')
    await mark.click()
    await panel.numberShown('3,000')
    await panel.frame.locator('.row.selected [data-column=ms]').filter({ hasText: /^2999$/ }).waitFor()
  })
})
