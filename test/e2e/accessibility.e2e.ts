import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { seriousFindings } from './support/axe.ts'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const LEVELS = ['info', 'info', 'debug', 'warning', 'info', 'error', 'trace', 'info']

describe('accessibility', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 600 }, (_, i) =>
      JSON.stringify({ time: new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString(), level: LEVELS[i % 8], service: ['checkout', 'payments', 'orders'][i % 3], ms: (i * 37) % 1000, msg: `request ${i} done \u0007` }),
    )
    writeFileSync(path.join(folder, 'app.jsonl'), `${lines.join('\n')}\n`)
    writeFileSync(path.join(folder, 'empty.log'), '')
    workbench = await Workbench.open({ folder })
    panel = await Panel.analyze(workbench, 'app.jsonl')
    await panel.matched('600')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const press = (key: string) => workbench.page.keyboard.press(key)

  it('says how a pass ended, once', async () => {
    await panel.type('service=orders')
    await panel.matched('200')
    await panel.frame.getByTestId('announcer').filter({ hasText: /^200 of 600 rows$/ }).waitFor({ state: 'attached' })
  })

  it('is walked through by Tab, in the order in which it stands, with the focus seen everywhere', async () => {
    await panel.type('')
    await panel.matched('600')
    await panel.query.focus()
    const walked: string[] = []
    const unseen: string[] = []
    for (let i = 0; i < 40; i++) {
      const { name, seen } = await panel.frame.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const look = (of: Element) => {
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, backgroundImage } = getComputedStyle(of)
          const after = getComputedStyle(of, '::after').content
          return JSON.stringify([outlineStyle === 'none' ? '' : outlineWidth + outlineColor, boxShadow, borderColor, backgroundColor, backgroundImage, after])
        }
        // What a field lies in shows it too.
        const shows = [element, element.closest('.code-input')].filter((each) => each !== null)
        const focused = shows.map(look)
        const name = element.dataset.testid ?? (element.className || element.tagName)
        element.blur()
        const blurred = shows.map(look)
        element.focus()
        return { name, seen: focused.some((each, at) => each !== blurred[at]) }
      })
      if (walked.includes(name) && name !== 'example' && name !== 'column-grip') break
      walked.push(name)
      if (!seen) unseen.push(name)
      await press('Tab')
      if (!(await panel.frame.evaluate(() => document.hasFocus() && document.activeElement !== document.body))) break
    }
    assert.deepEqual(unseen, [])
    const order = ['query', 'run', 'guide', 'facets', 'toggle-detail', 'more', 'example', 'put-examples-away', 'grid', 'choose-encoding', 'choose-format', 'follow']
    const known = walked.filter((name, i) => order.includes(name) && walked.indexOf(name) === i)
    assert.deepEqual(known, order, walked.join(', '))
  })

  it('has no serious finding for an empty file', async () => {
    panel = await Panel.analyze(workbench, 'empty.log')
    await panel.frame.getByTestId('empty').waitFor()
    assert.deepEqual(await seriousFindings(panel.frame), [])
  })

  it('has no serious finding where the file is gone', async () => {
    rmSync(path.join(folder, 'empty.log'), { force: true })
    await panel.frame.getByTestId('more').waitFor()
    await workbench.command('Sluice: Reload files')
    await panel.frame.locator('[data-testid=notice], [data-testid=empty].error').first().waitFor()
    assert.deepEqual(await seriousFindings(panel.frame), [])
  })

  it('leaves everything within reach in a window of 700 pixels', async () => {
    const { page } = workbench
    await workbench.command('View: Close Primary Side Bar')
    await page.setViewportSize({ width: 700, height: 450 })
    await panel.frame.waitForFunction(() => innerWidth <= 700)
    const outside = await panel.frame.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, textarea, [tabindex="0"]')].flatMap((element) => {
        const { left, right, top, bottom, width } = element.getBoundingClientRect()
        if (width === 0 || element.closest('.grid-scroller, .side-pane')) return []
        return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight ? [] : [element.dataset.testid ?? element.className]
      }),
    )
    assert.deepEqual(outside, [])
  })
})
