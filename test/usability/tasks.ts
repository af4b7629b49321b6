/** Ten things that people want of their logs, and how they get them in the panel. */
import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { Panel } from '../e2e/support/panel.ts'
import type { Workbench } from '../e2e/support/workbench.ts'
import { REQUEST, WORST_CLIENT } from './logs.ts'
import type { Person } from './person.ts'

export interface Walk {
  readonly workbench: Workbench
  readonly person: Person
  readonly folder: string
}

export interface Task {
  readonly id: string
  readonly question: string
  /** Does it until the answer is on the screen, and gives the answer; throws if it is a wrong one. */
  run(walk: Walk): Promise<string>
}

/** The panel that has just been opened, once its rows are there. */
async function opened({ workbench }: Walk): Promise<Panel> {
  const panel = await Panel.of(workbench)
  await panel.frame.locator('[data-testid=rows] [role=row]:not(.placeholder)').first().waitFor()
  return panel
}

const example = (panel: Panel, part: string) => panel.frame.getByTestId('offered-examples').getByTestId('example').filter({ hasText: part })

/** A place on the timeline. */
async function onTimeline(panel: Panel, share: number): Promise<{ x: number; y: number }> {
  await panel.frame.locator('[data-testid=timeline]:not([data-buckets="0"])').waitFor()
  const { width, height } = (await panel.frame.getByTestId('timeline-area').boundingBox())!
  return { x: width * share, y: height / 2 }
}

export const tasks: readonly Task[] = [
  {
    id: 'why',
    question: 'Why did checkout fail at 14:03? (two services)',
    async run(walk) {
      await walk.person.analyze('checkout.log', 'payments.log')
      const panel = await opened(walk)
      const timeline = panel.frame.getByTestId('timeline-area')
      // 13:00 to 14:30.
      await walk.person.click('click on 14:03 in the timeline', timeline, { at: await onTimeline(panel, 63.4 / 90) })
      await panel.rows.filter({ hasText: /checkout\.log.*14:03.*POST \/cart\/checkout failed: timeout waiting for payments/ }).first().waitFor()
      await panel.rows.filter({ hasText: /payments\.log.*acquire connection: timeout after 5000 ms/ }).first().waitFor()
      return 'payments gets no connection from its pool'
    },
  },
  {
    id: 'slower',
    question: 'Which endpoint got slower?',
    async run(walk) {
      await walk.person.analyze('proxy.log')
      const panel = await opened(walk)
      await walk.person.type('/| timechart span=5m p95(Ta) by path')
      const dots = panel.frame.locator('.chart-dot title')
      await dots.filter({ hasText: '14:25:00' }).first().waitFor({ state: 'attached' })
      const values = await dots.allTextContents()
      const at = (time: string, name: string): number => Number(values.find((each) => each.includes(time) && each.includes(`${name}:`))?.split(': ')[1].replaceAll(',', ''))
      assert.ok(at('13:30:00', '/cart/checkout') < 500 && at('14:05:00', '/cart/checkout') > 8000)
      assert.ok(at('14:05:00', '/orders') < 500)
      return '/cart/checkout: p95 from 0.3 to 8.2 s'
    },
  },
  {
    id: 'new',
    question: 'What is new in this run of the tests?',
    async run(walk) {
      await walk.person.analyze('run-1.log', 'run-2.log')
      const panel = await opened(walk)
      await walk.person.click('click on the example "patterns compare"', example(panel, 'patterns compare'))
      const [first] = await panel.texts('change', 'new')
      const [pattern] = await panel.texts('patterns_field', 'total of order')
      assert.equal(first, 'new')
      return `"${pattern}"`
    },
  },
  {
    id: 'follow',
    question: 'Follow two services live',
    async run(walk) {
      await walk.person.analyze('checkout.log', 'payments.log')
      const panel = await opened(walk)
      await walk.person.click('Follow', panel.frame.getByTestId('follow'))
      await panel.frame.locator('[data-testid=follow][aria-pressed=true]').waitFor()
      appendFileSync(path.join(walk.folder, 'payments.log'), 'time=2026-05-12T14:30:30.000Z level=info msg="pool is 64 again"\n')
      await panel.rows.filter({ hasText: 'pool is 64 again' }).waitFor()
      appendFileSync(path.join(walk.folder, 'checkout.log'), '2026-05-12 14:30:31,000 [main] INFO  c.a.checkout.CheckoutService - all is well\n')
      await panel.rows.filter({ hasText: 'all is well' }).waitFor()
      return 'rows of both, as they come'
    },
  },
  {
    id: 'send',
    question: 'Send a colleague the ten rows that matter',
    async run(walk) {
      await walk.person.analyze('checkout.log')
      const panel = await opened(walk)
      await walk.person.click('click on the example "level>=warn"', example(panel, 'level>=warn'))
      await panel.frame.getByTestId('chip').filter({ hasText: 'level' }).waitFor()
      await panel.rows.nth(9).filter({ hasText: 'error' }).waitFor()
      await walk.person.drag('drag over ten rows', panel.rows.nth(0), panel.rows.nth(9))
      await panel.frame.getByTestId('status-right').filter({ hasText: /^10 / }).waitFor()
      await walk.person.press('Control+Alt+m')
      await panel.frame.getByTestId('status-right').filter({ hasText: 'Copied 10 rows' }).waitFor()
      return 'a table in Markdown'
    },
  },
  {
    id: 'when',
    question: 'How many errors per minute, and when did it begin?',
    async run(walk) {
      await walk.person.analyze('checkout.log')
      const panel = await opened(walk)
      await walk.person.click('click on the example "timechart"', example(panel, 'timechart'))
      const dots = panel.frame.locator('.chart-dot title').filter({ hasText: 'error: ' })
      await dots.first().waitFor({ state: 'attached' })
      await panel.frame.locator('[data-testid=status]:not([data-state=running])').waitFor()
      const many = (await dots.allTextContents()).filter((each) => Number(each.split('error: ')[1]) >= 3)
      assert.match(many[0], /T13:57:/)
      return 'at 13:57, up to 8 a minute'
    },
  },
  {
    id: 'who',
    question: 'Which client causes most of the 5xx?',
    async run(walk) {
      await walk.person.analyze('proxy.log')
      const panel = await opened(walk)
      await walk.person.click('click on the example "status>=500"', example(panel, 'status>=500'))
      await walk.person.click('Facets', panel.frame.getByTestId('facets'))
      const value = panel.frame.getByTestId('facet-value').filter({ hasText: WORST_CLIENT })
      await value.waitFor()
      return `${(await value.innerText()).replace(/\s+/g, ': ')} of ${(await panel.status.locator('strong').innerText()).trim()}`
    },
  },
  {
    id: 'request',
    question: 'The steps of one request through three logs, and the time between',
    async run(walk) {
      await walk.person.analyze('checkout.log', 'proxy.log')
      const panel = await opened(walk)
      await walk.person.type(`/${REQUEST} | delta`)
      await panel.matched('5')
      const deltas = await panel.texts('delta', /^5\.00\ds$/)
      assert.equal(deltas.length, 5)
      return `5 rows; ${deltas[2]} before payments gives up`
    },
  },
  {
    id: 'large',
    question: 'The last error before 60 % of a large log',
    async run(walk) {
      await walk.person.analyze('batch.log')
      const panel = await opened(walk)
      await walk.person.click('click on 60 % of the timeline', panel.frame.getByTestId('timeline-area'), { at: await onTimeline(panel, 0.6) })
      await panel.rows.locator('[data-column=time]').filter({ hasText: /:\d\d/ }).first().waitFor()
      await walk.person.press('Shift+F8')
      const row = panel.frame.locator('[data-testid=rows] [role=row][aria-selected=true]').filter({ hasText: 'disk quota exceeded' })
      await row.waitFor()
      return (await row.locator('[data-column=message]').innerText()).replace(/ trace=.*/, '')
    },
  },
  {
    id: 'chart',
    question: 'A chart for the report',
    async run(walk) {
      await walk.person.analyze('proxy.log')
      const panel = await opened(walk)
      await walk.person.click('click on the example "timechart"', example(panel, 'timechart'))
      await panel.frame.locator('.chart-dot').first().waitFor({ state: 'attached' })
      await panel.frame.locator('[data-testid=status]:not([data-state=running])').waitFor()
      await walk.person.click('Save the chart as PNG', panel.frame.getByTestId('chart-png'))
      await walk.workbench.page.locator('.quick-input-widget input').first().waitFor()
      await walk.person.press('Enter')
      await walk.workbench.explorerItem('proxy.chart.png').waitFor()
      const saved = readdirSync(walk.folder).find((name) => name.endsWith('.png'))
      assert.ok(saved && statSync(path.join(walk.folder, saved)).size > 5000)
      return saved
    },
  },
]
