import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from './support/panel.ts'
import { Workbench } from './support/workbench.ts'

const levels = ['INFO', 'INFO', 'INFO', 'WARN', 'WARN', 'ERROR']

describe('tables in the panel', () => {
  let folder: string
  let workbench: Workbench
  let panel: Panel

  before(async function () {
    this.timeout(180_000)
    folder = Workbench.makeFolder()
    const lines = Array.from({ length: 600 }, (_, i) => {
      const seconds = String(i % 60).padStart(2, '0')
      const minutes = String(Math.floor(i / 60)).padStart(2, '0')
      return `2026-05-01 12:${minutes}:${seconds} ${levels[i % 6]} ${i % 5 ? `request ${i} done` : `no answer from host${i}`}`
    })
    writeFileSync(path.join(folder, 'app.log'), `${lines.join('\n')}\n`)
    workbench = await Workbench.open({ folder })
    // What is copied can be read back.
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    panel = await Panel.analyze(workbench, 'app.log')
    await panel.matched('600')
  })

  after(async () => {
    await workbench?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The query field has this text, and its rows are counted. */
  const holds = async (query: string, rows: string): Promise<void> => {
    await panel.frame.waitForFunction((wanted) => document.querySelector<HTMLTextAreaElement>('[data-testid=query]')?.value === wanted, query)
    await panel.matched(rows)
  }
  const header = (column: string) => panel.frame.locator(`[role=columnheader][data-column="${column}"]`)
  const sortedBy = (column: string, direction: string) => panel.frame.locator(`[role=columnheader][data-column="${column}"][aria-sort=${direction}]`).waitFor()
  /** The values of a column, from the first row on, once they are these. */
  const values = (column: string, wanted: readonly string[]) =>
    panel.frame.waitForFunction(
      ([name, texts]) => {
        const cells = [...document.querySelectorAll(`[data-testid=rows] [role=row] [data-column="${name}"]`)]
        return JSON.stringify(cells.map((cell) => cell.textContent?.trim())) === texts
      },
      [column, JSON.stringify(wanted)],
    )

  it('are sorted by a click on the name of a column, turned round by another, and as they were by a third', async () => {
    await panel.type('| stats count() by level')
    await values('level', ['info', 'warning', 'error'])
    assert.equal(await header('level').getAttribute('aria-sort'), 'none')
    await header('level').getByTestId('column-sort').click()
    await holds('| stats count() by level | sort level', '3')
    await sortedBy('level', 'ascending')
    await values('level', ['info', 'warning', 'error'])
    await header('level').getByTestId('column-sort').click()
    await holds('| stats count() by level | sort - level', '3')
    await sortedBy('level', 'descending')
    await values('level', ['error', 'warning', 'info'])
    await header('count()').getByTestId('column-sort').click()
    await holds('| stats count() by level | sort - count()', '3')
    await sortedBy('count()', 'descending')
    await header('count()').getByTestId('column-sort').click()
    await holds('| stats count() by level | sort count()', '3')
    await values('count()', ['100', '200', '300'])
    await header('count()').getByTestId('column-sort').click()
    await holds('| stats count() by level', '3')
    await sortedBy('count()', 'none')
  })

  it('are gone through by a double click to the rows behind one of theirs', async () => {
    await panel.rows.filter({ hasText: 'warning' }).dblclick()
    await holds('level="warning"', '200')
    await panel.texts('message', /no answer|request/)
    assert.ok((await panel.texts('level', 'warning')).every((level) => level === 'warning'))
  })

  it('have an entry for that in the menu of their rows, which rows of a log have not', async () => {
    const entry = 'Show the rows behind this row'
    const inLog = await workbench.contextMenu(panel.rows.nth(1))
    assert.ok(inLog.includes('Copy rows as Markdown') && !inLog.includes(entry), inLog.join())
    await workbench.page.keyboard.press('Escape')
    await panel.type('WARN | stats count() by span(time, 1m)')
    await panel.matched('10')
    await workbench.pickFromContextMenu(panel.rows.nth(2), entry)
    await panel.matched('20')
    assert.match(await panel.query.inputValue(), /^WARN/)
  })

  it('and rows are copied as Markdown', async () => {
    await panel.type('| stats count() by level | sort level')
    await values('level', ['info', 'warning', 'error'])
    await panel.rows.first().click()
    await panel.rows.nth(1).click({ modifiers: ['Shift'] })
    await panel.status.getByText('2 rows selected').waitFor()
    await workbench.pickFromContextMenu(panel.rows.nth(1), 'Copy rows as Markdown')
    const wanted = ['| level | count() |', '| | |', '| info | 300 |', '| warning | 200 |']
    await workbench.page.waitForFunction(async (rows) => {
      const copied = (await navigator.clipboard.readText()).trim().split('\n').map((line) => line.replace(/[ :-]+/g, ' '))
      return JSON.stringify(copied) === rows
    }, JSON.stringify(wanted))
  })

  it('of patterns lead to their messages', async () => {
    await panel.type('| patterns')
    await panel.matched('2')
    await panel.rows.filter({ hasText: /no answer from/ }).dblclick()
    await panel.matched('120')
    assert.ok((await panel.texts('message', 'no answer')).every((text) => text.includes('no answer from host')))
  })

  it('a log is shown from its end by sorting it', async () => {
    await panel.type('| sort - time')
    await panel.matched('600')
    await panel.texts('message', /request 599 done/)
    const texts = await panel.texts('time', /./)
    assert.deepEqual(texts.slice(0, 2).map((text) => /\d+:\d+:\d+/.exec(text)?.[0]), ['12:09:59', '12:09:58'])
    // The rows say the time of the day alone.
    await panel.frame.locator('[role=columnheader][data-column=time]').getByText(/^time \d+ [A-Z]/).waitFor()
  })
})
