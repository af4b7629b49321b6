// Long tasks of the panel in what it can be in: over records of a thousand fields and rows of megabytes, and while its panes are opened over a large log.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Panel } from '../e2e/support/panel.ts'
import type { Workbench } from '../e2e/support/workbench.ts'
import { panelTasks, traceCategories, type PanelTasks } from './panelTrace.ts'

const FIELDS = 1000
const ROWS = 1500
const HUGE = 2 * 1024 * 1024
/** Milliseconds that anything may take, as a pass over the large log; on a busy machine the rest takes longer too. */
const PATIENCE = 600_000

export interface StateTasks {
  readonly log: string
  readonly what: string
  readonly tasks: PanelTasks
}

const time = (i: number): string => new Date(Date.UTC(2026, 4, 1, 12, 0, i)).toISOString()

type OnState = (state: StateTasks, trace: string) => void

/** A thousand fields in each record, of which some are numbers, some words and some say nothing. */
function* wideRecords(): Generator<string> {
  for (let i = 0; i < ROWS; i++) {
    const record: Record<string, unknown> = { time: time(i), level: i % 50 ? 'info' : 'error', msg: `request ${i} done` }
    for (let field = 0; field < FIELDS; field++) record[`metric_${field}`] = field % 3 === 0 ? (i * field) % 997 : field % 3 === 1 ? `value-${(i + field) % 7}` : null
    yield JSON.stringify(record)
  }
}

/** Small records, with one of 2 MB of text at the fourth place, and one of many members at the sixth. */
function* hugeRecords(): Generator<string> {
  for (let i = 0; i < ROWS; i++) {
    const record: Record<string, unknown> = { time: time(i), level: i % 50 ? 'info' : 'error', msg: `request ${i} done` }
    if (i === 3) record.body = 'payload of the request '.repeat(HUGE / 23)
    if (i === 5) record.items = Array.from({ length: HUGE / 64 }, (_, item) => ({ item, name: `item number ${item}`, price: item * 3, stock: item % 7 }))
    yield JSON.stringify(record)
  }
}

/** Lines of text; the fourth has 2 MB, in many colours, and what cannot be seen. */
function* hugeLines(): Generator<string> {
  for (let i = 0; i < ROWS; i++) {
    const long = i === 3 ? '\u001b[32mok\u001b[0m \u001b[1;31mfailed\u001b[0m at\u0001 '.repeat(HUGE / 36) : ''
    yield `${time(i)} ${i % 50 ? 'INFO' : 'ERROR'} request ${i} done ${long}`
  }
}

const LOGS = { 'wide.jsonl': wideRecords, 'huge.jsonl': hugeRecords, 'huge.log': hugeLines }

export function writeStateLogs(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, lines] of Object.entries(LOGS)) writeFileSync(path.join(folder, name), `${[...lines()].join('\n')}\n`)
}

/** Does one thing after the other with a log, and traces each. */
class Walk {
  private readonly workbench: Workbench
  private readonly log: string
  private readonly onState: OnState
  private opened: Panel | undefined

  constructor(workbench: Workbench, log: string, onState: OnState) {
    this.workbench = workbench
    this.log = log
    this.onState = onState
  }

  get panel(): Panel {
    if (!this.opened) throw new Error(`${this.log} is not open`)
    return this.opened
  }

  async step(what: string, act: () => Promise<unknown>): Promise<void> {
    const { page } = this.workbench
    const browser = page.context().browser()!
    await browser.startTracing(page, { categories: traceCategories })
    await act()
    // What was drawn last has come to the screen.
    await this.opened?.frame.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    const trace = (await browser.stopTracing()).toString('utf8')
    this.onState({ log: this.log, what, tasks: panelTasks(trace) }, trace)
  }

  /** `large`: its pass takes a while, which is waited for and not traced. */
  async open(large: boolean): Promise<void> {
    const whole = (): Promise<void> => this.panel.frame.locator('[data-testid=status]:not([data-state=running])').waitFor()
    await this.step('open', async () => {
      this.opened = await Panel.analyze(this.workbench, this.log)
      await this.panel.rows.first().waitFor()
      if (!large) await whole()
    })
    if (large) await whole()
  }

  async scroll(): Promise<void> {
    const { page } = this.workbench
    const box = (await this.panel.frame.locator('.grid-scroller').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await this.step('wheel', async () => {
      for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, turn < 30 ? 120 : -120)
    })
    await this.panel.focusList()
    await this.step('keys', () => this.keys(...Array<string>(15).fill('PageDown'), ...Array<string>(15).fill('ArrowDown'), 'End', 'Home', ...Array<string>(15).fill('ArrowRight'), ...Array<string>(15).fill('ArrowLeft')))
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.workbench.page.keyboard.press(key)
  }

  /** Selects the row at a place counted from 0, in a list that is at its start. */
  async select(row: number): Promise<void> {
    await this.panel.frame.getByTestId('grid').focus()
    await this.keys('Home', ...Array<string>(row).fill('ArrowDown'))
    await this.panel.frame.locator('[role=row][aria-selected=true]').waitFor()
  }

  async expand(row: number): Promise<void> {
    await this.select(row)
    await this.step(`expand row ${row}`, async () => {
      await this.keys('Enter')
      await this.panel.frame.locator('[data-testid=expansion]:not(:has(.expansion-note:only-child))').waitFor()
    })
    await this.step(`scroll by row ${row}`, () => this.keys(...Array<string>(5).fill('PageDown'), 'Home'))
    await this.select(row)
    await this.step(`fold row ${row}`, async () => {
      await this.keys('Enter')
      await this.panel.frame.getByTestId('expansion').waitFor({ state: 'detached' })
    })
  }

  async detail(row: number): Promise<void> {
    await this.select(row)
    const { frame } = this.panel
    await this.step(`detail of row ${row}`, async () => {
      await frame.getByTestId('toggle-detail').click()
      await frame.getByTestId('detail-title').waitFor()
    })
    for (const tab of ['json', 'row'] as const) {
      await this.step(`${tab} tab of row ${row}`, async () => {
        await frame.getByTestId(`detail-tab-${tab}`).click()
        await frame.getByTestId(tab === 'json' ? 'json' : 'detail-body').waitFor()
      })
    }
    await this.step('next rows in the detail', async () => {
      for (let next = 0; next < 5; next++) await frame.getByTestId('detail-next').click()
    })
    await frame.getByTestId('detail-close').click()
    await frame.getByTestId('detail-body').waitFor({ state: 'detached' })
  }

  /** `whole`: until all rows have been looked at. */
  async facets(whole = true): Promise<void> {
    const { frame } = this.panel
    await this.step('facets', async () => {
      await frame.getByTestId('facets').click()
      await frame.locator(`[data-testid=facets-body]${whole ? '[data-done=true]' : ''} .facet`).first().waitFor()
    })
    await frame.getByTestId('facets-close').click()
    await frame.getByTestId('facets-pane').waitFor({ state: 'detached' })
  }

  async find(text: string): Promise<void> {
    await this.panel.frame.getByTestId('grid').focus()
    await this.step('find', async () => {
      await this.keys('Control+f')
      await this.panel.frame.getByTestId('find-input').fill(text)
      await this.panel.frame.getByTestId('find-count').filter({ hasText: /\d/ }).waitFor()
      await this.keys('Enter', 'Enter', 'Shift+Enter', 'Escape')
    })
  }

  async columns(): Promise<void> {
    const { frame } = this.panel
    await this.step('column chooser', async () => {
      await frame.getByTestId('choose-columns').click()
      await frame.getByTestId('column-search').pressSequentially('metric_99')
      await frame.locator('[data-name=metric_99]').waitFor()
      await this.keys('Escape')
    })
    await this.step('all columns', async () => {
      await this.panel.type(`| fields time, ${Array.from({ length: FIELDS }, (_, field) => `metric_${field}`).join(', ')}`)
      await frame.locator('[role=columnheader][data-column=metric_1]').first().waitFor({ state: 'attached' })
      await this.panel.rows.first().waitFor()
    })
    await this.panel.frame.getByTestId('grid').focus()
    await this.step('wheel over all columns', async () => {
      for (let turn = 0; turn < 20; turn++) await this.workbench.page.mouse.wheel(0, 120)
      for (let turn = 0; turn < 10; turn++) await this.workbench.page.mouse.wheel(600, 0)
    })
    await this.step('keys over all columns', () => this.keys(...Array<string>(10).fill('PageDown'), ...Array<string>(10).fill('ArrowDown'), ...Array<string>(10).fill('ArrowRight')))
  }

  async brush(): Promise<void> {
    const { mouse } = this.workbench.page
    const box = (await this.panel.frame.getByTestId('timeline-area').boundingBox())!
    await this.step('timeline brush', async () => {
      const y = box.y + box.height / 2
      await mouse.move(box.x + box.width * 0.2, y)
      await mouse.down()
      for (let move = 1; move <= 40; move++) await mouse.move(box.x + box.width * (0.2 + 0.01 * move), y)
      await mouse.up()
      await this.panel.frame.getByTestId('timeline-clear').waitFor()
      await this.panel.rows.first().waitFor()
    })
  }

  async close(): Promise<void> {
    await this.workbench.page.keyboard.press('F1')
    await this.workbench.quickInput('>View: Close All Editors')
    await this.workbench.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' })
  }
}

/** Walks through the logs of `writeStateLogs`, and through the panes over `large`. */
export async function measureStates(workbench: Workbench, large: string, onState: OnState): Promise<void> {
  workbench.page.setDefaultTimeout(PATIENCE)
  const walk = async (log: string, go: (walk: Walk) => Promise<void>): Promise<void> => {
    const one = new Walk(workbench, log, onState)
    await one.open(log === large)
    await go(one)
    await one.close()
  }
  await walk('wide.jsonl', async (wide) => {
    await wide.scroll()
    await wide.expand(3)
    await wide.detail(3)
    await wide.facets()
    await wide.columns()
    await wide.expand(3)
  })
  for (const log of ['huge.jsonl', 'huge.log']) {
    await walk(log, async (huge) => {
      await huge.scroll()
      await huge.expand(3)
      await huge.detail(3)
      if (log === 'huge.jsonl') await huge.detail(5)
      await huge.facets()
      await huge.find('request 7')
    })
  }
  await walk(large, async (panes) => {
    await panes.scroll()
    await panes.facets(false)
    await panes.detail(3)
    await panes.find('request=7')
    await panes.brush()
  })
}
