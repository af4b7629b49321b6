import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Frame, Locator } from 'playwright-core'
import { Workbench } from './support/workbench.ts'

const START = Date.UTC(2026, 4, 12, 10)
const iso = (time: number): string => new Date(time).toISOString().replace('T', ' ').slice(0, 23)
const clf = (time: number): string => {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ')
  return `${day}/${month}/${year}:${clock} +0000`
}
/** A service, five rows a second for twenty minutes; and what stands before it, a request every three seconds for half an hour, from five minutes before. */
const checkout = Array.from({ length: 6000 }, (_, i) => `${iso(START + i * 200)} ${i % 50 === 0 ? 'ERROR' : 'INFO'}  [http-${i % 9}] c.a.Checkout - order ${i} ${i % 50 === 0 ? 'failed' : 'placed'}`)
const access = Array.from({ length: 600 }, (_, i) => `10.0.0.${i % 200} - - [${clf(START - 300_000 + i * 3000)}] "GET /cart/${i} HTTP/1.1" 200 ${500 + i}`)

/** One of the two panels. */
interface View {
  readonly frame: Frame
  readonly rows: Locator
}

describe('two logs side by side', () => {
  let folder: string
  let workbench: Workbench
  let left: View
  let right: View

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeFileSync(path.join(folder, 'access.log'), `${access.join('\n')}\n`)
    writeFileSync(path.join(folder, 'checkout.log'), `${checkout.join('\n')}\n`)
    workbench = await Workbench.open({ folder, viewport: { width: 1700, height: 800 } })
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The panels that are visible, from the left; waits until there are two with rows. */
  const look = async (): Promise<void> => {
    const frames: { readonly x: number; readonly frame: Frame }[] = []
    const outer = workbench.page.locator('iframe.webview.ready').filter({ visible: true })
    await outer.nth(1).waitFor({ timeout: 60_000 })
    for (const element of await outer.elementHandles()) {
      const inner = await (await element.contentFrame())?.waitForSelector('iframe#active-frame', { state: 'attached' })
      const frame = await inner?.contentFrame()
      if (frame) frames.push({ x: (await element.boundingBox())?.x ?? 0, frame })
    }
    frames.sort((a, b) => a.x - b.x)
    ;[left, right] = frames.map(({ frame }) => ({ frame, rows: frame.locator('[data-testid=rows] [role=row]') }))
    for (const view of [left, right]) await view.rows.first().waitFor()
  }
  const bound = (view: View): Locator => view.frame.getByTestId('bound')
  const wheel = async (view: View, pixels: number): Promise<void> => {
    await view.frame.getByTestId('grid').hover()
    await workbench.page.mouse.wheel(0, pixels)
  }
  const press = async (view: View, key: string): Promise<void> => {
    await view.frame.getByTestId('grid').focus()
    await workbench.page.keyboard.press(key)
  }
  /** Waits until the row with this text stands in view at a height, in pixels from the upper edge of the list and to within a row of plain height. */
  const stands = (view: View, text: string, y: number): Promise<unknown> =>
    view.frame.waitForFunction(
      ({ text, y }) => {
        const rows = document.querySelector('[data-testid=rows]')!
        const row = [...rows.querySelectorAll('[role=row]')].find((each) => each.textContent?.includes(text))
        const edge = rows.getBoundingClientRect().top
        return row !== undefined && Math.abs(row.getBoundingClientRect().top - edge - y) < 24
      },
      { text, y },
    )
  /** The height at which a row stands. */
  const heightOf = async (view: View, row: Locator): Promise<number> => {
    const [box, edge] = [await row.boundingBox(), await view.frame.getByTestId('rows').boundingBox()]
    return box!.y - edge!.y
  }

  /** Goes down at the left until a request behind this one is selected, which leaves room for as many rows above at the right; there the row with the order that belongs to it is marked, at the same height. */
  const markedBeside = async (orderOf: (cart: number) => number, behind: number): Promise<void> => {
    const selected = left.frame.locator('[role=row][aria-selected=true]')
    const cartOf = async (): Promise<number> => Number(/\/cart\/(\d+) /.exec(await selected.innerText())![1])
    // Page by page, as they come: a key goes no further than to the last row that is there.
    for (;;) {
      const before = await cartOf()
      if (before > behind) break
      await press(left, 'PageDown')
      await left.frame.waitForFunction((cart) => !document.querySelector('[aria-selected=true]')?.textContent?.includes(`/cart/${cart} `), before)
    }
    const order = orderOf(await cartOf())
    const mark = right.frame.locator('.row.bound').filter({ hasText: `order ${order} ` })
    await mark.waitFor()
    assert.ok(Math.abs((await heightOf(right, mark)) - (await heightOf(left, selected))) < 2)
  }

  it('opens two files that are selected in the explorer, bound', async function () {
    this.timeout(120_000)
    await workbench.explorerItem('access.log').click()
    // The file is previewed, which takes the selection back to it.
    await workbench.page.locator('.tab.active', { hasText: 'access.log' }).waitFor()
    await workbench.page.locator('.view-line', { hasText: 'cart/0' }).first().waitFor()
    await workbench.explorerItem('checkout.log').click({ modifiers: ['Control'] })
    await workbench.pickFromContextMenu(workbench.explorerItem('checkout.log'), 'Analyze logs side by side')
    await look()
    await bound(left).waitFor()
    await bound(right).waitFor()
    const titles = await Promise.all([left, right].map((view) => bound(view).getAttribute('title')))
    assert.deepEqual(titles.toSorted(), ['Scrolls along with access.log, by time. Click to unbind.', 'Scrolls along with checkout.log, by time. Click to unbind.'])
    assert.match(titles[0] ?? '', /checkout/, 'the first file is at the left')
  })

  it('scrolls along by wheel and keys, either way', async () => {
    // Request 100 was when order 0 was; 20 seconds are seven requests.
    await press(left, 'End')
    await right.rows.filter({ hasText: 'order 5999 ' }).waitFor()
    await press(left, 'Home')
    await stands(left, '/cart/0 ', 0)
    await stands(right, 'order 0 ', 0)
    await right.frame.getByTestId('status-right').getByText('checkout.log begins after this time').waitFor()
    for (let i = 0; i < 14; i++) await wheel(left, 220)
    await left.frame.waitForFunction(() => !document.querySelector('[data-testid=rows]')!.textContent!.includes('/cart/100 '))
    await press(right, 'End')
    await right.rows.filter({ hasText: 'order 5999 ' }).waitFor()
    await stands(left, '/cart/499 ', await heightOf(right, right.rows.filter({ hasText: 'order 5999 ' })))
    await wheel(right, -2200)
    await right.frame.waitForFunction(() => !document.querySelector('[data-testid=rows]')!.textContent!.includes('order 5999 '))
    const first = await right.rows.first().innerText()
    const order = Number(/order (\d+) /.exec(first)![1])
    await stands(left, `/cart/${100 + Math.floor(order / 15)} `, 0)
  })

  it('marks the row of the time that is selected, at its height', async () => {
    const row = right.rows.nth(7)
    const order = Number(/order (\d+) /.exec(await row.innerText())![1])
    await row.locator('[data-column=message]').click()
    const mark = left.frame.locator('.row.bound')
    await mark.filter({ hasText: `/cart/${100 + Math.floor(order / 15)} ` }).waitFor()
    assert.ok(Math.abs((await heightOf(left, mark)) - (await heightOf(right, row))) < 2)
    assert.equal(await right.frame.locator('.row.bound').count(), 0)
  })

  it('goes to the nearest row of a result', async () => {
    const query = right.frame.getByTestId('query')
    await query.fill('ERROR')
    await query.press('Enter')
    await right.frame.locator('[data-testid=status-rows] strong').getByText('120', { exact: true }).waitFor()
    await press(left, 'Home')
    await stands(right, 'order 0 ', 0)
    await markedBeside((cart) => Math.floor(((cart - 100) * 15) / 50) * 50, 230)
  })

  it('is bound again after the window was reloaded', async function () {
    this.timeout(120_000)
    await right.frame.waitForFunction(() => (document.getElementById('root')?.dataset.kept ?? '').includes('ERROR'))
    const loaded = workbench.page.waitForEvent('load')
    await workbench.command('Developer: Reload Window')
    await loaded
    await workbench.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 })
    await look()
    await bound(left).waitFor()
    await bound(right).waitFor()
    await press(left, 'End')
    await right.frame.getByTestId('status-right').getByText('checkout.log ends before this time').waitFor()
    await right.frame.locator('[data-testid=rows]').getByText('order 5950 ').waitFor()
  })

  it('binds with the difference of two clocks, and no more', async () => {
    await bound(left).click()
    await bound(left).waitFor({ state: 'detached' })
    await bound(right).waitFor({ state: 'detached' })
    await press(right, 'Home')
    await right.rows.filter({ hasText: 'order 0 ' }).locator('[data-column=message]').click()
    await press(left, 'Home')
    await stands(right, 'order 0 ', 0)
    await left.rows.filter({ hasText: '/cart/4 ' }).locator('[data-column=message]').click()
    await workbench.command('Sluice: Bind with the offset of the selected rows')
    await bound(left).getByText('checkout.log +4m48s').waitFor()
    await bound(right).getByText('access.log -4m48s').waitFor()
    await markedBeside((cart) => Math.floor(((cart - 4) * 15) / 50) * 50, 150)
  })

  it('goes on alone when the other one is closed', async () => {
    await right.rows.first().locator('[data-column=message]').click()
    await workbench.page.locator('.editor-group-container.active .tab.active', { hasText: 'checkout.log' }).waitFor()
    await workbench.command('View: Close Editor')
    await bound(left).waitFor({ state: 'detached' })
    await workbench.page.locator('.tab', { hasText: 'checkout.log' }).waitFor({ state: 'detached' })
    await press(left, 'End')
    await left.rows.filter({ hasText: '/cart/599 ' }).waitFor()
    await press(left, 'Home')
    await stands(left, '/cart/0 ', 0)
    assert.deepEqual(await workbench.notifications(), [])
    assert.equal(await left.frame.locator('[data-testid=notice], [data-testid=empty]').count(), 0)
  })

  it('opens a log beside that was looked at before, and binds it', async () => {
    await workbench.command('Sluice: Open beside, bound by time…')
    await workbench.quickInput('checkout', { accept: false })
    await workbench.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: 'checkout.log' }).waitFor()
    await workbench.page.keyboard.press('Enter')
    await look()
    await bound(left).getByText('checkout.log').waitFor()
    await bound(right).getByText('access.log').waitFor()
    await press(left, 'End')
    await right.rows.filter({ hasText: 'order 5999 ' }).waitFor()
  })
})
