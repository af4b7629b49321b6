import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

describe('a session by keys alone', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString(), level: i % 10 ? 'info' : 'error', service: ['checkout', 'orders'][i % 2], msg: `request ${i} done` }),
    )
    writeFileSync(path.join(folder, 'app.jsonl'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await workbench.page.keyboard.press(key)
  }
  /** What has the keyboard, once it is that; never nothing. */
  const focused = (id: string): Promise<unknown> =>
    panel.frame.waitForFunction((wanted) => (document.activeElement as HTMLElement | null)?.closest('[data-testid]')?.getAttribute('data-testid') === wanted, id)
  const tabTo = async (id: string, key = 'Tab', most = 25): Promise<void> => {
    for (let i = 0; i < most; i++) {
      if ((await panel.frame.evaluate(() => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid'))) === id) return
      await press(key)
    }
    assert.fail(`${key} does not come to ${id}`)
  }

  it('opens a log, asks, and goes through its rows', async () => {
    await workbench.command('Go to File...')
    await workbench.quickInput('app.jsonl', { accept: false })
    await workbench.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: 'app.jsonl' }).waitFor()
    await press('Enter')
    await workbench.page.locator('.tab.active', { hasText: 'app.jsonl' }).waitFor()
    await workbench.command('Sluice: Analyze log')
    panel = await Panel.of(workbench)
    await panel.matched('600')
    await tabTo('query')
    await workbench.page.keyboard.type('error')
    await press('Enter')
    await panel.matched('60')
    await tabTo('grid')
    await press('Home', 'ArrowDown', 'ArrowDown')
    await panel.frame.locator('[role=row][aria-selected=true]', { hasText: 'request 20 ' }).waitFor()
    await press('Control+Enter')
    await panel.frame.getByTestId('detail-text').filter({ hasText: 'request 20' }).waitFor()
    await tabTo('detail-close')
    await press('Enter')
    await focused('grid')
  })

  it('looks at facets, and keeps the rows of a value', async () => {
    await press('Control+l')
    await focused('query')
    await press('Control+a', 'Delete', 'Enter')
    await panel.matched('600')
    await tabTo('facets')
    await press('Enter')
    await panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()
    await focused('facets')
    await tabTo('facet-value')
    await press('Enter')
    await panel.frame.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value.includes('="'))
    await panel.frame.locator('[data-testid=facets-body][data-done=true]').waitFor()
    await somewhere('value')
    await tabTo('facets-close', 'Shift+Tab')
    await press('Enter')
    await panel.frame.getByTestId('facets-pane').waitFor({ state: 'detached' })
    await focused('grid')
  })

  it('finds, and goes on in the rows', async () => {
    await tabTo('grid')
    await press('Control+f')
    await focused('find-input')
    await workbench.page.keyboard.type('request 55')
    await panel.frame.getByTestId('find-count').filter({ hasText: ' of ' }).waitFor()
    await press('Enter', 'Escape')
    await focused('grid')
  })

  /** The keyboard is not lost with what had it. */
  const somewhere = async (lost: string): Promise<void> =>
    assert.notEqual(await panel.frame.evaluate(() => document.activeElement?.tagName), 'BODY', `the focus is lost with the ${lost}`)
  const query = (wanted: string) =>
    panel.frame.waitForFunction((text) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === text, wanted)
  const ask = async (text: string): Promise<void> => {
    await tabTo('grid')
    await press('Control+l')
    await focused('query')
    await press('Control+a', 'Delete')
    await workbench.page.keyboard.type(text)
    await press('Enter')
  }

  it('edits a stage, switches it off and takes it away at its chip', async () => {
    await ask('error | where service="orders"')
    await panel.matched('0')
    await tabTo('chip')
    await press('ArrowRight', 'Enter')
    await focused('chip-input')
    await workbench.page.keyboard.type('where service="checkout"')
    await press('Enter')
    await query('error | where service="checkout"')
    await panel.matched('60')
    await focused('chip')
    await press('ArrowLeft', 'Delete')
    await query('| where service="checkout"')
    await panel.matched('300')
    await press('ArrowRight', ' ')
    await panel.frame.locator('[data-testid=chip][data-index="1"][data-on=false]').waitFor()
    await panel.matched('600')
    await press('Delete')
    await query('')
  })

  it('adds a stage by the letters that its name begins with', async () => {
    await ask('error')
    await tabTo('chip')
    await press('End', 'Enter')
    await panel.frame.locator('[role=menuitem]:focus').waitFor()
    await workbench.page.keyboard.type('he')
    await press('Enter')
    await focused('chip-input')
    await workbench.page.keyboard.type('7')
    await press('Enter')
    await query('error | head 7')
    await panel.matched('7')
  })

  it('asks for a table, draws its chart and puts it away', async () => {
    await ask('| stats count() by service')
    await panel.matched('2')
    // A chart of such a table is drawn when it is asked for.
    await panel.frame.getByTestId('chart-toggle').waitFor()
    await tabTo('chart-toggle')
    await press('Enter')
    await panel.frame.getByTestId('chart').waitFor()
    await focused('chart-toggle')
    await tabTo('chart-close')
    await press('Enter')
    await panel.frame.getByTestId('chart').waitFor({ state: 'detached' })
    await somewhere('chart')
    await tabTo('chart-toggle', 'Shift+Tab')
  })

  it('keeps the rows of a time', async () => {
    await ask('')
    await panel.matched('600')
    await tabTo('timeline-area')
    await press('Home', 'Control+ArrowRight', 'Shift+ArrowRight', 'Enter')
    await panel.frame.waitForFunction(() => /^time>=\S+ time</.test(document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value ?? ''))
    await tabTo('timeline-clear')
    await press('Enter')
    await query('')
    await panel.matched('600')
    await somewhere('button')
  })

  it('saves a result', async () => {
    await ask('| top service')
    await panel.matched('2')
    await tabTo('more')
    await press('Enter')
    await panel.frame.locator('[role=menuitem]:focus', { hasText: 'Save result' }).waitFor()
    await press('Enter')
    // The dialog proposes a name, and is ready once it shows what there is.
    await workbench.page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget .quick-input-box input')?.value.endsWith('app.result.csv'))
    await workbench.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'app.jsonl' }).waitFor()
    await press('Enter')
    await workbench.explorerItem('app.result.csv').waitFor()
    assert.deepEqual(readFileSync(path.join(folder, 'app.result.csv'), 'utf8').trim().split(/\r?\n/).slice(1).sort(), ['checkout,300', 'orders,300'])
  })

  it('loses no letter that is typed over what Ctrl+A chose', async () => {
    await panel.query.click()
    // As quick as people type: the workbench hears of Ctrl+A while the first letters come.
    for (const query of ['level=error', 'service=orders', 'level>=warn', 'msg:request', 'service=checkout', '']) {
      await press('Control+a')
      if (query) await workbench.page.keyboard.type(query, { delay: 30 })
      else await press('Delete')
      assert.equal(await panel.query.inputValue(), query)
    }
  })

  it('takes back with Ctrl+Z what was typed and what was not, and nothing that is typed behind it', async () => {
    const { keyboard } = workbench.page
    await panel.query.click()
    await keyboard.type('error first', { delay: 30 })
    await press('Control+z')
    await keyboard.type('second', { delay: 30 })
    assert.equal(await panel.query.inputValue(), 'error second')
    await press('Enter', 'Control+a')
    await keyboard.type('draft', { delay: 30 })
    await press('ArrowUp')
    await query('error second')
    for (const wanted of ['draft', 'error second', 'error ']) {
      await press('Control+z')
      await query(wanted)
    }
    await press('Control+y')
    await query('error second')
    await press('Control+Shift+z')
    await query('draft')
    await press('Control+a', 'Delete')
  })

  it('finds what is typed behind Ctrl+F, wherever the keyboard was', async () => {
    const find = panel.frame.getByTestId('find-input')
    for (const before of [panel.frame.getByTestId('grid'), panel.query, find]) {
      await before.focus()
      await press('Control+f')
      await workbench.page.keyboard.type('cart', { delay: 30 })
      assert.equal(await find.inputValue(), 'cart')
    }
    await press('Escape')
    await focused('grid')
    assert.equal(await panel.query.inputValue(), '')
  })
})
