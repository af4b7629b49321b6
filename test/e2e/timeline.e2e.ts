import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

/** Five hours, a row every ten seconds; errors come in the fourth. */
const ROWS = 1800
const timeOf = (i: number): string => new Date(Date.UTC(2026, 4, 12, 10) + i * 10_000).toISOString().replace('T', ' ').slice(0, 19)
const lines = Array.from({ length: ROWS }, (_, i) => `${timeOf(i)} ${i >= 1080 && i < 1440 && i % 4 === 0 ? 'ERROR payment failed' : 'INFO payment done'} order=${i}`)

describe('the timeline', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    writeFileSync(path.join(folder, 'words.log'), 'no\ntimes\nin here\n')
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('1,800')
    await area().waitFor()
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const area = () => panel.frame.getByTestId('timeline-area')
  /** A point on the bars, at a part of the time that they show. */
  const at = async (part: number): Promise<{ x: number; y: number }> => {
    const box = (await area().boundingBox())!
    return { x: box.x + part * box.width, y: box.y + 30 }
  }
  const query = (wanted: string) =>
    panel.frame.waitForFunction((text) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === text, wanted)
  /** Bars are painted: the colour of some pixel of the plot in a part of it is not that of the ground. */
  const colours = () =>
    panel.frame.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=timeline] canvas')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height - 20)
      const found = new Set<string>()
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`)
      return found.size
    })

  it('has bars of levels, and tells of those under the mouse', async () => {
    assert.ok((await colours()) >= 2, 'infos and errors')
    const { x, y } = await at(0.7)
    await workbench.page.mouse.move(x, y)
    const tip = panel.frame.getByTestId('timeline-tip')
    await tip.getByText(/^May 12 13:\d\d/).waitFor()
    assert.match(await tip.innerText(), /error \d+/)
    assert.match((await area().getAttribute('aria-valuetext'))!, /^May 12 13:.*rows.*info/)
  })

  it('goes to a time that is clicked, and shows the part in view', async () => {
    const { x, y } = await at(0.5)
    await workbench.page.mouse.click(x, y)
    // The plain log's rows stand in the order of their numbers: half of the time, half of the rows.
    await panel.frame.waitForFunction(() => {
      const number = Number(document.querySelector('[data-testid=row-number]')?.textContent?.replace(/\D/g, ''))
      return number > 850 && number < 950
    })
    const view = (await panel.frame.getByTestId('timeline-view').boundingBox())!
    const box = (await area().boundingBox())!
    assert.ok(Math.abs((view.x - box.x) / box.width - 0.5) < 0.05, 'the part in view')
  })

  it('keeps the rows of a part that is brushed, and all again by a double click', async () => {
    const [from, to] = [await at(0.61), await at(0.79)]
    const brush = async (): Promise<void> => {
      await workbench.page.mouse.move(from.x, from.y)
      await workbench.page.mouse.down()
      await workbench.page.mouse.move(to.x, to.y, { steps: 4 })
    }
    await brush()
    await panel.frame.getByTestId('timeline-range').waitFor()
    await workbench.page.keyboard.press('Escape')
    await workbench.page.mouse.up()
    await panel.frame.getByTestId('timeline-range').waitFor({ state: 'detached' })
    assert.equal(await panel.query.inputValue(), '')
    await brush()
    await workbench.page.mouse.up()
    await panel.frame.waitForFunction(() => /^time>=2026-05-12T13:\d\d time<2026-05-12T1[34]:\d\d$/.test(document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value ?? ''))
    const [, first, last] = /T(\S+) time<2026-05-12T(\S+)/.exec(await panel.query.inputValue())!
    const wanted = lines.filter((line) => line.slice(11, 16) >= first && line.slice(11, 16) < last)
    await panel.matched(wanted.length.toLocaleString('en-US'))
    await panel.rows.first().getByText(new RegExp(`order=${lines.indexOf(wanted[0])}\\b`)).waitFor()
    await panel.frame.getByTestId('timeline-filter').waitFor()
    const { x, y } = await at(0.3)
    await workbench.page.mouse.dblclick(x, y)
    await query('')
    await panel.matched('1,800')
  })

  it('can be used with keys alone', async () => {
    await panel.type('payment')
    await panel.matched('1,800')
    await area().focus()
    const press = (keys: string) => workbench.page.keyboard.press(keys)
    await press('Home')
    await press('Control+ArrowRight')
    await press('Shift+ArrowRight')
    const text = (await area().getAttribute('aria-valuetext'))!
    assert.match(text, /selected/)
    await press('Enter')
    await panel.frame.waitForFunction(() => /^payment time>=2026-05-12T10:\d\d time</.test(document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value ?? ''))
    const [, first, last] = /T(\S+) time<2026-05-12T(\S+)/.exec(await panel.query.inputValue())!
    await panel.matched(String(lines.filter((line) => line.slice(11, 16) >= first && line.slice(11, 16) < last).length))
    await panel.frame.getByTestId('timeline-clear').click()
    await query('payment')
    await panel.matched('1,800')
  })

  it('has marks for matches, of which it tells', async () => {
    await panel.type('failed')
    await panel.matched('90')
    await panel.frame.locator('[data-testid=timeline].matching').waitFor()
    const { x, y } = await at(0.7)
    await workbench.page.mouse.move(x, y)
    await panel.frame.getByTestId('timeline-tip').getByText(/rows match/).waitFor()
    await panel.type('')
    await panel.matched('1,800')
  })

  it('commands go to a time and to a percentage', async () => {
    await workbench.command('Sluice: Go to time…')
    await workbench.quickInput('12:00')
    await panel.numberShown('721')
    await workbench.command('Sluice: Go to time…')
    await workbench.quickInput('-10m')
    await panel.numberShown('1,740')
    await workbench.command('Sluice: Go to percent…')
    await workbench.quickInput('50')
    await panel.numberShown('901')
  })

  it('is put away, and stays so', async () => {
    await panel.frame.getByTestId('timeline-collapse').click()
    await area().waitFor({ state: 'detached' })
    await panel.frame.getByTestId('timeline-collapse').click()
    await area().waitFor()
  })

  it('is a note in a log without times, which can be dismissed', async () => {
    const words = await Panel.analyze(workbench, 'words.log')
    await words.frame.getByTestId('timeline-note').getByText('No times in this log').waitFor()
    await words.frame.getByTestId('timeline-dismiss').click()
    await words.frame.getByTestId('timeline-note').waitFor({ state: 'detached' })
  })
})
