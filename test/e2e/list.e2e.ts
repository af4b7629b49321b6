import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const LEVELS = ['INFO', 'INFO', 'WARN', 'ERROR']
const LOGGERS = ['c.a.Cart', 'c.a.Pay', 'c.a.Orders']
const RECORDS = 400
/** Each is a second and a half behind the one before; the last ones are of the next day. */
const START = Date.UTC(2024, 4, 1, 23, 50, 15)

function record(i: number): string {
  const stamp = new Date(START + i * 1500).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23)
  const trace = i % 10 === 3 ? '\njava.lang.IllegalStateException: boom\n\tat com.acme.Pay.send(Pay.java:88)\n\tat com.acme.Cart.pay(Cart.java:214)' : ''
  return `${stamp} ${LEVELS[i % 4]} [http-${i % 7}] ${LOGGERS[i % 3]} - request ${i} done${trace}`
}

/** Those of the rows' numbers that are in the list's view. */
function inView(numbers: (HTMLElement | SVGElement)[]): string[] {
  const { top, bottom } = document.querySelector('[data-testid=rows]')!.getBoundingClientRect()
  return numbers.filter((each) => each.getBoundingClientRect().bottom <= bottom + 1 && each.getBoundingClientRect().top >= top - 1).map(({ textContent }) => textContent ?? '')
}

describe('columns of the list', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeFileSync(path.join(folder, 'app.log'), `${Array.from({ length: RECORDS }, (_, i) => record(i)).join('\n')}\n`)
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`field${i}`, i]))
    const big = { time: '2024-05-01T12:00:00Z', level: 'info', msg: 'big', text: 'x'.repeat(2_000_000) }
    writeFileSync(path.join(folder, 'wide.jsonl'), `${[...Array.from({ length: 300 }, (_, i) => ({ time: '2024-05-01T12:00:00Z', level: 'info', msg: `row ${i}`, ...wide })), big].map((row) => JSON.stringify(row)).join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched(String(RECORDS))
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const head = (column: string) => panel.frame.locator(`[role=columnheader][data-column="${column}"]`)
  /** The columns are these, from the first behind the number on. */
  const heads = (wanted: readonly string[]) =>
    panel.frame.waitForFunction((names) => {
      const shown = [...document.querySelectorAll<HTMLElement>('[role=columnheader]')].map(({ dataset }) => dataset.column)
      return JSON.stringify(shown.slice(1)) === names
    }, JSON.stringify(wanted))
  const item = (id: string) => panel.frame.getByTestId(`menu-${id}`)
  const first = (column: string, wanted: RegExp | string) => panel.rows.first().locator(`[data-column="${column}"]`).filter({ hasText: wanted }).waitFor()

  it('are those that tell rows apart, with the time of the day and the message', async () => {
    await heads(['time', 'level', 'thread', 'logger', 'message'])
    await first('time', /^23:50:15,000$/)
    assert.deepEqual((await panel.texts('message', 'request 0 done')).slice(0, 3), ['request 0 done', 'request 1 done', 'request 2 done'])
    assert.deepEqual((await panel.texts('logger', 'c.a.')).slice(0, 3), LOGGERS)
    await head('time').getByText('1 May').waitFor()
  })

  it('are hidden by their menu, moved by keys and by dragging, and added from a list that can be searched', async () => {
    await head('thread').click({ button: 'right' })
    await item('hide').click()
    await heads(['time', 'level', 'logger', 'message'])
    await head('logger').focus()
    await head('logger').press('Alt+Shift+ArrowLeft')
    await heads(['time', 'logger', 'level', 'message'])
    await head('level').hover({ position: { x: 12, y: 10 } })
    await workbench.page.mouse.down()
    await head('logger').hover({ position: { x: 12, y: 10 } })
    await workbench.page.mouse.up()
    await heads(['time', 'level', 'logger', 'message'])
    await workbench.command('Sluice: Columns…')
    await panel.frame.getByTestId('column-search').fill('thr')
    await workbench.page.keyboard.press('ArrowDown')
    await workbench.page.keyboard.press('Space')
    await heads(['time', 'level', 'logger', 'thread', 'message'])
    await workbench.page.keyboard.press('Escape')
    assert.deepEqual((await panel.texts('thread', 'http-')).slice(0, 2), ['http-0', 'http-1'])
  })

  it('are as wide as what is in them after a double click on their edge', async () => {
    const width = async (): Promise<number> => (await head('logger').boundingBox())!.width
    const before = await width()
    await head('logger').focus()
    for (let i = 0; i < 4; i++) await head('logger').press('Shift+ArrowRight')
    assert.equal(Math.round((await width()) - before), 40)
    await head('logger').getByTestId('column-grip').dblclick()
    await panel.frame.waitForFunction((least) => document.querySelector('[role=columnheader][data-column=logger]')!.getBoundingClientRect().width < least, before + 40)
  })

  it('are what is copied as a table', async () => {
    await panel.rows.first().click()
    await workbench.pickFromContextMenu(panel.rows.first(), 'Copy rows as CSV')
    const wanted = 'line,time,level,logger,thread,message\n1,"2024-05-01 23:50:15,000",info,c.a.Cart,http-0,request 0 done'
    await workbench.page.waitForFunction(async (text) => (await navigator.clipboard.readText()).trim() === text, wanted)
  })

  it('have values that can be filtered for, filtered out, counted and highlighted', async () => {
    const value = (row: number, column: string) => panel.rows.nth(row).locator(`[data-column="${column}"]`)
    const query = (wanted: string) =>
      panel.frame.waitForFunction((text) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === text, wanted)
    await workbench.pickFromContextMenu(value(1, 'thread'), 'Filter for this value')
    await query('thread="http-1"')
    await panel.settled()
    await workbench.pickFromContextMenu(value(2, 'level'), 'Filter out this value')
    await query('thread="http-1" NOT level="error"')
    await panel.settled()
    await workbench.pickFromContextMenu(value(0, 'logger'), 'Count by this field')
    await query('thread="http-1" NOT level="error" | top logger')
    await panel.settled()
    await panel.texts('logger', /^c\.a\./)
    await panel.settled('')
    await workbench.pickFromContextMenu(value(1, 'thread'), 'Highlight this value')
    const input = workbench.page.locator('.quick-input-widget input').first()
    await input.waitFor()
    assert.equal(await input.inputValue(), 'http-1')
    await workbench.page.keyboard.press('Escape')
    // The number of a row is no value of a field.
    const offered = await workbench.contextMenu(panel.rows.first().getByTestId('row-number'))
    assert.ok(offered.includes('Copy rows as CSV') && !offered.includes('Filter for this value'), offered.join(', '))
    await workbench.page.keyboard.press('Escape')
  })

  it('show how far rows are from the selected one', async () => {
    await panel.rows.nth(2).click()
    await head('time').focus()
    await head('time').press('Enter')
    await item('form delta').click()
    await first('time', '\u22123.000 s')
    await panel.rows.nth(1).locator('[data-column=time]').click()
    await first('time', '\u22121.500 s')
    await workbench.command('Sluice: Time as…')
    await item('form short').click()
    await first('time', '23:50:15,000')
  })

  it('fold records of several lines, and unfold one or all of them', async () => {
    const row = panel.rows.filter({ hasText: 'request 3 done' })
    await row.getByTestId('more-lines').getByText('+3 lines').click()
    await panel.frame.getByTestId('expansion').getByText('Pay.java:88').waitFor()
    await workbench.command('Sluice: Unfold or fold all records')
    await row.locator('.cell.text').filter({ hasText: 'at com.acme.Cart.pay(Cart.java:214)' }).waitFor()
    await panel.frame.getByTestId('expansion').waitFor({ state: 'detached' })
    const [plain, unfolded] = [await panel.rows.first().boundingBox(), await row.boundingBox()]
    assert.equal(Math.round(unfolded!.height / plain!.height), 4)
    await panel.type('boom')
    await panel.matched('40')
    await panel.rows.first().locator('.cell.text mark').getByText('boom').waitFor()
    // Each is four lines high: page keys pass over none of them all the same.
    await panel.focusList()
    await workbench.page.keyboard.press('Home')
    const seen = new Set<string>()
    for (let page = 0; !seen.has('511') && page < 20; page++) {
      await panel.settled()
      for (const number of await panel.frame.getByTestId('row-number').evaluateAll(inView)) seen.add(number)
      await workbench.page.keyboard.press('PageDown')
    }
    assert.deepEqual([...seen], Array.from({ length: 40 }, (_, i) => String(4 + i * 13)))
    await workbench.page.keyboard.press('Home')
    await workbench.command('Sluice: Unfold or fold all records')
    await row.getByTestId('more-lines').waitFor()
    await panel.rows.first().locator('[data-testid=more-lines] mark').waitFor()
    await panel.type('')
    await panel.matched(String(RECORDS))
  })

  it('colour rows by a value', async () => {
    await head('logger').click({ button: 'right' })
    await item('color logger').click()
    await panel.frame.locator('.row.valued').first().waitFor()
    const bars = await panel.rows.locator('.number').evaluateAll((cells) => cells.slice(0, 6).map((cell) => getComputedStyle(cell, '::before').backgroundColor))
    assert.deepEqual(bars.slice(3), bars.slice(0, 3))
    assert.equal(new Set(bars).size, 3)
  })

  it('say where another day begins', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('Control+End')
    await panel.frame.locator('.day').getByText('Thursday, 2 May 2024').waitFor()
    const after = panel.rows.filter({ has: panel.frame.locator('.day') }).locator('[data-column=time]')
    await after.filter({ hasText: '00:00:00,000' }).waitFor()
  })

  it('give way to the text of the rows, and come back', async () => {
    await workbench.command('Sluice: Show raw text instead of columns')
    await heads(['raw'])
    await panel.texts('raw', record(RECORDS - 1))
    await workbench.command('Sluice: Show raw text instead of columns')
    await heads(['time', 'level', 'logger', 'thread', 'message'])
    await workbench.command('Sluice: Reset columns')
    await heads(['time', 'level', 'thread', 'logger', 'message'])
  })

  it('of a log with a thousand fields, and a row of 2 MB, are a bounded page', async function () {
    this.timeout(60_000)
    panel = await Panel.analyze(workbench, 'wide.jsonl')
    await panel.matched('301')
    await panel.texts('message', 'row 0')
    await workbench.command('Sluice: Columns…')
    assert.ok((await panel.frame.getByTestId('column-choice').count()) <= 200)
    // Samples do not show all of them: a name can be typed too.
    await panel.frame.getByTestId('column-search').fill('field777')
    await panel.frame.getByTestId('column-typed').click()
    await panel.texts('field777', '777')
    await workbench.page.keyboard.press('Escape')
    await panel.focusList()
    await workbench.page.keyboard.press('Control+End')
    await panel.texts('message', 'big')
    await workbench.command('Sluice: Unfold or fold all records')
    await panel.texts('message', 'big')
    const { elements, characters } = await panel.frame.evaluate(() => ({ elements: document.querySelectorAll('*').length, characters: document.body.textContent!.length }))
    assert.ok(elements < 3000 && characters < 1_000_000, `${elements} elements, ${characters} characters`)
  })
})
