import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const record = (i: number): string => JSON.stringify({
  time: new Date(Date.UTC(2026, 4, 1, 12) + 1000 * i).toISOString(),
  level: i % 50 === 25 ? 'error' : 'info',
  message: `request ${i}`,
  http: { status: i % 50 === 25 ? 502 : 200, headers: { host: `h${i % 3}` } },
  id: `1234567890123456${1000 + i}`,
})

describe('a row in detail', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeFileSync(path.join(folder, 'api.jsonl'), `${Array.from({ length: 1000 }, (_, i) => record(i)).join('\n')}\n`)
    const trace = ['2026-05-01 12:00:01,000 ERROR [main] a.B - it failed', 'java.io.IOException: gone', '\tat a.B.run(B.java:12)', '\tat a.Main.main(Main.java:3)']
    writeFileSync(path.join(folder, 'trace.log'), `2026-05-01 12:00:00,000 INFO [main] a.B - begins\n${trace.join('\n')}\n2026-05-01 12:00:02,000 INFO [main] a.B - ends\n`)
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`field${i}`, i]))
    const large = [{ level: 'info', message: 'small' }, { level: 'info', ...many }, { level: 'info', message: 'x'.repeat(900_000) }]
    writeFileSync(path.join(folder, 'large.jsonl'), `${large.map((each) => JSON.stringify(each)).join('\n')}\n{"level":"info","message":"cut","text":"${'y'.repeat(2_000_000)}"}\n`)
    workbench = await Workbench.open({ folder })
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    panel = await Panel.analyze(workbench, 'api.jsonl')
    await panel.matched('1,000')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const press = (key: string) => workbench.page.keyboard.press(key)
  const part = (id: string) => panel.frame.getByTestId(id)
  const field = (name: string) => panel.frame.locator(`[data-testid=fields] tr[data-field="${name}"]`)
  const shows = (name: string, value: string) => field(name).locator('.field-value').filter({ hasText: new RegExp(`^${value}$`) }).waitFor()
  const copied = (text: string) => workbench.page.waitForFunction(async (wanted) => (await navigator.clipboard.readText()) === wanted, text)
  /** Its rows are counted, and shown in the place of those before. */
  const matched = async (rows: string): Promise<void> => {
    await panel.settled()
    await panel.matched(rows)
  }
  const holds = async (query: string, rows: string): Promise<void> => {
    await panel.frame.waitForFunction((wanted) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === wanted, query)
    await matched(rows)
  }

  it('is opened by Space with all of its fields, follows the row that is selected, and is closed by Escape', async () => {
    await panel.rows.nth(3).click()
    await press('Space')
    await part('detail-text').filter({ hasText: 'request 3' }).waitFor()
    await shows('http.status', '200')
    await shows('http.headers.host', 'h0')
    assert.match(await part('detail-title').innerText(), /^4 · 12:00:03\.000Z · INFO$/)
    await press('ArrowDown')
    await shows('http.headers.host', 'h1')
    await part('detail-next').click()
    await shows('http.headers.host', 'h2')
    await part('detail-previous').click()
    await shows('http.headers.host', 'h1')
    await press('Escape')
    await part('detail-pane').waitFor({ state: 'hidden' })
    await panel.rows.nth(6).dblclick()
    await shows('http.headers.host', 'h0')
  })

  it('has a menu at each field that changes the query', async () => {
    await panel.type('| search message:*')
    await matched('1,000')
    await panel.rows.nth(5).click()
    await shows('http.headers.host', 'h2')
    await field('http.headers.host').hover()
    await field('http.headers.host').getByTestId('field-menu').click()
    await part('menu-filter').click()
    await holds('| search message:* http.headers.host="h2"', '333')
    await panel.rows.first().click()
    await shows('id', '12345678901234561002')
    await field('id').click({ button: 'right' })
    await part('menu-copy').click()
    await copied('12345678901234561002')
    await field('level').click({ button: 'right' })
    await part('menu-count').click()
    await holds('| search message:* http.headers.host="h2" | top level', '2')
    await panel.rows.first().click()
    await part('detail-title').filter({ hasText: /^row 1$/ }).waitFor()
    await shows('level', 'info')
    await shows('count', '327')
  })

  it('is JSON that can be folded and copied', async () => {
    await panel.type('level=error')
    await matched('20')
    await panel.rows.first().click()
    await part('detail-tab-json').click()
    const line = (json: string) => panel.frame.locator(`[data-testid=json] [data-path="${json}"]`)
    await line('http.headers.host').filter({ hasText: '"h1"' }).waitFor()
    await line('http').click()
    await line('http.headers.host').waitFor({ state: 'detached' })
    await line('http').press('ArrowRight')
    await line('http.status').click({ button: 'right' })
    await part('menu-path').click()
    await copied('http.status')
    await part('detail-copy').click()
    await copied(JSON.stringify(JSON.parse(record(25)), undefined, 2))
    await part('detail-tab-row').click()
  })

  it('shows the rows around it in place, more of them when asked, without a change of the query', async () => {
    await panel.frame.locator('.rows-moved > .row').nth(1).click()
    await press('c')
    const around = (where: string, wanted: readonly number[]) =>
      panel.frame.waitForFunction(
        ([id, texts]) => JSON.stringify([...document.querySelectorAll(`[data-testid=${id}] [data-testid=row-number]`)].map((each) => each.textContent)) === texts,
        [where, JSON.stringify(wanted.map(String))],
      )
    const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
    await around('context-above', from(71, 5))
    await around('context-below', from(77, 5))
    await part('context-more-below').click()
    await around('context-below', from(77, 25))
    await part('context-more-above').click()
    await around('context-above', from(51, 25))
    assert.equal(await panel.query.inputValue(), 'level=error')
    await part('detail-tab-context').click()
    await part('context-own').filter({ hasText: /^76/ }).waitFor()
    await part('context-line').filter({ hasText: 'request 60' }).first().waitFor()
    await part('detail-tab-row').click()
    await panel.frame.getByTestId('grid').focus()
    await press('c')
    await part('context-above').waitFor({ state: 'detached' })
    await panel.numberShown('126')
  })

  it('is shown in the whole log, and left again on the way back', async () => {
    const selected = (number: string) => panel.frame.locator('.rows-moved > .row.selected [data-testid=row-number]').filter({ hasText: new RegExp(`^${number}$`) }).waitFor()
    await panel.rows.nth(4).click()
    await selected('226')
    await workbench.pickFromContextMenu(panel.rows.nth(4), 'Show in whole log')
    await holds('', '1,000')
    await selected('226')
    await panel.numberShown('225')
    await panel.frame.getByTestId('grid').focus()
    await press('Alt+ArrowLeft')
    await holds('level=error', '20')
    await selected('226')
    await press('Alt+ArrowRight')
    await holds('', '1,000')
    await selected('226')
    await press('End')
    await panel.numberShown('1,000')
    await part('back').click()
    await selected('226')
  })

  it('is a whole stack trace', async () => {
    panel = await Panel.analyze(workbench, 'trace.log')
    await matched('3')
    await panel.rows.nth(1).dblclick()
    await part('detail-text').filter({ hasText: 'Main.java:3' }).waitFor()
    assert.deepEqual(await panel.frame.locator('.trace-file').allInnerTexts(), ['B.java:12', 'Main.java:3'])
    await shows('logger', 'a\\.B')
  })

  it('of a thousand fields or a megabyte is drawn in part', async () => {
    panel = await Panel.analyze(workbench, 'large.jsonl')
    await matched('4')
    await panel.rows.nth(1).dblclick()
    await shows('field7', '7')
    assert.equal(await panel.frame.locator('[data-testid=fields] tr').count(), 80)
    await part('find-field').fill('field1499')
    await shows('field1499', '1499')
    await part('detail-next').click()
    await panel.frame.locator('[data-testid=detail-title]').filter({ hasText: /^3\b/ }).waitFor()
    await part('find-field').waitFor({ state: 'detached' })
    const drawn = () => part('detail-body').evaluate((body) => body.textContent!.length)
    assert.ok((await drawn()) < 50_000)
    await part('show-more').click()
    // In parts that are laid out apart, between which no line ends in what is copied.
    const parts = panel.frame.locator('.text-part')
    const lengths = () => parts.evaluateAll((all) => all.map(({ textContent }) => textContent!.length))
    await panel.frame.waitForFunction(() => [...document.querySelectorAll('.text-part')].reduce((sum, { textContent }) => sum + textContent!.length, 0) === 200_000)
    assert.ok(Math.max(...(await lengths())) <= 4000)
    const copied = await parts.evaluateAll((all) => {
      const selection = getSelection()!
      selection.setBaseAndExtent(all[0], 0, all[all.length - 1], 1)
      const text = selection.toString()
      selection.removeAllRanges()
      return text
    })
    assert.deepEqual([copied.length, copied.includes('\n')], [200_000, false])
    await part('detail-next').click()
    await panel.frame.locator('[data-testid=detail-title]').filter({ hasText: /^4\b/ }).waitFor()
    // Of what does not end there are no fields, but its text.
    await part('detail-text').getByText(/"text":"yyyy/).waitFor()
    assert.ok((await drawn()) < 50_000)
  })

  it('leaves rows the room to be read, also beside facets and in a small window', async () => {
    const { page } = workbench
    panel = await Panel.analyze(workbench, 'api.jsonl')
    await workbench.command('View: Close Primary Side Bar')
    await part('facets').first().click()
    await part('facets-pane').waitFor()
    await panel.rows.first().dblclick()
    for (const [width, height] of [[500, 800], [700, 450]]) {
      await page.setViewportSize({ width, height })
      await panel.frame.waitForFunction((most) => {
        const box = (selector: string): DOMRect | undefined => document.querySelector(selector)?.getBoundingClientRect()
        const [grid, message, facets, detail] = ['[data-testid=grid]', '[role=columnheader][data-column=message]', '[data-testid=facets-pane]', '[data-testid=detail-pane]'].map(box)
        return innerWidth <= most && grid && message && grid.right - message.left >= 100 && grid.height > 100 && facets && facets.width > 100 && detail && detail.width > 150 && detail.right <= innerWidth
      }, width)
    }
  })
})
