import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeLog } from '../support/makeLog.ts'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

/** Counts of the generated log, found the plain way. */
function countLines(file: string, test: (line: string) => boolean): number {
  return readFileSync(file, 'utf8').split('\n').slice(0, -1).filter(test).length
}

/** A line that starts a record of the generated log; the others belong to a stack trace. */
const isHead = (line: string): boolean => /^\d{4}-/.test(line)

/** Number of the line that starts the record which holds line `number`. */
function recordOf(file: string, number: number): number {
  const lines = readFileSync(file, 'utf8').split('\n')
  while (!isHead(lines[number - 1])) number--
  return number
}

const shown = (count: number): string => count.toLocaleString('en-US')

describe('the panel', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel
  let log: string
  let records: number

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    log = path.join(folder, 'app.log')
    makeLog(log, { lines: 20_000, seed: 7 })
    records = countLines(log, isHead)
    writeFileSync(path.join(folder, 'hostile.log'), [
      'ERROR <img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>',
      'WARN \u001b]0;owned\u0007\u001b[31mred\u001b[0m plain',
      'INFO user=\u202egnp.exe\u202c end',
      'nul \u0000 here',
      '=cmd()|calc',
      '',
    ].join('\n'))
    writeFileSync(path.join(folder, 'empty.log'), '')
    workbench = await Workbench.open({ folder })
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('opens by right-click, "Analyze log", and shows the first rows', async function () {
    this.timeout(90_000)
    panel = await Panel.analyze(workbench, 'app.log')
    const texts = await panel.texts('message', 'request=1 ')
    assert.match(texts[0], /request=1 /)
    await panel.matched(shown(records))
    assert.equal(await panel.topNumber(), '1')
    assert.match(await panel.frame.getByTestId('status-facts').innerText(), /UTF-8/)
  })

  it('finds the expected rows for a query, and marks what was found', async () => {
    const expected = countLines(log, (line) => /deadlock/i.test(line) || line.includes('declined'))
    await panel.type('deadlock OR declined')
    await panel.matched(shown(expected))
    const texts = await panel.texts('message', /deadlock|declined/)
    assert.ok(texts.every((text) => /deadlock|declined/i.test(text)))
    assert.match(await panel.rows.locator('mark').first().innerText(), /deadlock|declined/i)
  })

  it('chains stages, shows fields as columns and a table of counts', async () => {
    const users = new Map<string, number>()
    for (const [, user] of readFileSync(log, 'utf8').matchAll(/ERROR.* user=(\S+) /g)) users.set(user, (users.get(user) ?? 0) + 1)
    await panel.type('ERROR | parse "user=* " as user')
    await panel.texts('user', /\w/)
    await panel.type('ERROR | parse "user=* " as user | search user:* | stats count() by user')
    await panel.matched(shown(users.size))
    const names = await panel.texts('user', /\w/)
    const counts = await panel.texts('count()', /\d/)
    assert.deepEqual(new Map(names.map((name, i) => [name, Number(counts[i].replaceAll(',', ''))])), users)
    assert.equal(await panel.chips.count(), 4)
  })

  it('switches a stage off and on, and removes it, by its chip', async () => {
    await panel.type('ERROR | head 5')
    await panel.matched('5')
    await panel.chips.nth(1).hover()
    await panel.chips.nth(1).getByTestId('chip-toggle').click()
    await panel.matched(shown(countLines(log, (line) => line.includes('ERROR'))))
    assert.equal(await panel.query.inputValue(), 'ERROR | /* head 5 */')
    await panel.chips.nth(1).getByTestId('chip-toggle').click()
    await panel.matched('5')
    await panel.chips.nth(1).hover()
    await panel.chips.nth(1).getByTestId('chip-remove').click()
    await panel.matched(shown(countLines(log, (line) => line.includes('ERROR'))))
    assert.equal(await panel.query.inputValue(), 'ERROR')
  })

  it('underlines a mistake, says what was expected, and keeps the last good result', async () => {
    await panel.type('ERROR | hed 5')
    await panel.frame.getByTestId('query-mistake').filter({ hasText: "did you mean 'head'?" }).waitFor()
    assert.equal(await panel.frame.locator('.query .mistake, .code-paint .mistake').first().innerText(), 'hed')
    await panel.matched(shown(countLines(log, (line) => line.includes('ERROR'))))
    await panel.type('')
    await panel.matched(shown(records))
  })

  it('goes by keys and wheel to the last row and back', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('End')
    await panel.numberShown('20,000')
    await workbench.page.keyboard.press('Home')
    await panel.numberShown('1')
    await panel.rows.first().hover()
    await workbench.page.mouse.wheel(0, 3000)
    await panel.frame.waitForFunction(() => Number(document.querySelector('[data-testid=row-number]')?.textContent?.replaceAll(',', '')) > 50)
  })

  it('goes to a line', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('Control+g')
    await workbench.quickInput('12345')
    await panel.numberShown('12,345')
  })

  it('keeps the reading place when the query changes', async () => {
    await panel.focusList()
    await workbench.page.keyboard.press('Control+g')
    await workbench.quickInput('10000')
    // A line within a stack trace: its record is shown.
    const line = recordOf(log, 10_000)
    assert.ok(line < 10_000)
    await panel.numberShown(shown(line))
    await panel.type('INFO')
    await panel.matched(shown(countLines(log, (line) => line.includes('INFO'))))
    await panel.frame.waitForFunction(() => {
      const number = Number(document.querySelector('[data-testid=row-number]')?.textContent?.replaceAll(',', ''))
      return number > 9_900 && number < 10_100
    })
    await panel.type('')
    await panel.matched(shown(records))
  })

  it('fills the list with its rows when the window becomes wider, and narrower again', async () => {
    const widths = () => panel.frame.evaluate(() => ['.grid-scroller', '.grid-inner'].map((part) => document.querySelector(part)!.clientWidth))
    const { page } = workbench
    const size = page.viewportSize()!
    await page.setViewportSize({ ...size, width: 1000 })
    await panel.focusList()
    await page.keyboard.press('End')
    await panel.numberShown('20,000')
    for (const width of [size.width + 900, size.width]) {
      await page.setViewportSize({ ...size, width })
      await panel.frame.waitForFunction((least) => document.querySelector('.grid-scroller')!.clientWidth > least, width - 600)
      const [view, rows] = await widths()
      assert.ok(rows >= view, `rows are ${rows} wide in a view of ${view}`)
      if (width > size.width) assert.equal(rows, view, 'nothing to scroll to')
    }
    await page.keyboard.press('Home')
    await panel.numberShown('1')
  })

  it('reveals the panel of a file that is already open', async () => {
    await workbench.openFile('app.log')
    await Panel.analyze(workbench, 'app.log')
    const tabs = await workbench.tabs()
    assert.equal(tabs.filter((title) => title.includes('app.log')).length, 2, `an editor and one panel, not: ${tabs.join(', ')}`)
  })

  it('survives a reload of the window with its query and place', async function () {
    this.timeout(120_000)
    panel = await Panel.of(workbench)
    await panel.type('ERROR')
    await panel.matched(shown(countLines(log, (line) => line.includes('ERROR'))))
    await panel.focusList()
    await workbench.page.keyboard.press('End')
    const last = readFileSync(log, 'utf8').split('\n').findLastIndex((line) => line.includes('ERROR')) + 1
    await panel.numberShown(shown(last))
    await panel.kept('ERROR', 1_000_000)
    const loaded = workbench.page.waitForEvent('load')
    await workbench.command('Developer: Reload Window')
    await loaded
    await workbench.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 })
    panel = await Panel.of(workbench)
    await panel.numberShown(shown(last))
    assert.equal(await panel.query.inputValue(), 'ERROR')
  })

  it('shows hostile text as text', async () => {
    panel = await Panel.analyze(workbench, 'hostile.log')
    const texts = await panel.texts('raw', 'ERROR')
    assert.match(texts[0], /<img src=x onerror=/)
    assert.equal(await panel.frame.locator('[data-testid=rows] img, [data-testid=rows] script').count(), 0)
    assert.notEqual(await panel.frame.evaluate(() => document.title), 'owned')
    assert.ok(texts.every((text) => !text.includes('\u202e')), 'bidi controls are not obeyed')
    assert.deepEqual(workbench.violations, [])
  })

  it('says that an empty file is empty', async () => {
    panel = await Panel.analyze(workbench, 'empty.log')
    await panel.frame.getByTestId('empty').filter({ hasText: /empty/i }).waitFor()
  })
})
