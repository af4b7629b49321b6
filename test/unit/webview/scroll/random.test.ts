import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { visibleEnd } from '../../../../src/webview/scroll/geometry.ts'
import { initialScroll } from '../../../../src/webview/scroll/state.ts'
import type { ScrollAction } from '../../../../src/webview/scroll/reducer.ts'
import { Driver, ModelHost, windowRows } from './modelHost.ts'

type Step =
  | { readonly kind: 'act'; readonly action: ScrollAction }
  | { readonly kind: 'send' }
  | { readonly kind: 'answer'; readonly which: number }
  | { readonly kind: 'find'; readonly rows: number }
  /** Rows of the log are shown above and below a row of the window, or no more. */
  | { readonly kind: 'open'; readonly which: number; readonly lead: number; readonly below: number; readonly keepBottom: boolean }
  | { readonly kind: 'run' }
  | { readonly kind: 'fail' }

const act = (action: ScrollAction): Step => ({ kind: 'act', action })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: -3000, max: 3000 }).map((pixels) => act({ type: 'scrollBy', pixels })),
  fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.constantFrom(undefined, 'set' as const, 'extend' as const)).map(([direction, select]) => act({ type: 'page', direction, select })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((position) => act({ type: 'drag', position })),
  fc.constantFrom<Step>(act({ type: 'dragEnd' }), act({ type: 'toStart' }), act({ type: 'toEnd', select: 'set' })),
  fc.tuple(fc.integer({ min: -40, max: 40 }), fc.boolean()).map(([rows, extend]) => act({ type: 'move', rows, extend })),
  fc.integer({ min: 1, max: 4000 }).map((line) => act({ type: 'goTo', from: { at: 'line', source: 0, line }, align: 'third', patient: true })),
  fc.integer({ min: 20, max: 900 }).map((viewHeight) => act({ type: 'resize', viewHeight, rowHeight: 20 })),
  fc.constantFrom<Step>({ kind: 'send' }, { kind: 'run' }, { kind: 'fail' }),
  fc.nat(3).map((which): Step => ({ kind: 'answer', which })),
  fc.record({ which: fc.nat(40), lead: fc.constantFrom(0, 30, 400, 2000), below: fc.constantFrom(0, 30, 900), keepBottom: fc.boolean() }).map((open): Step => ({ kind: 'open', ...open })),
  fc.nat(1500).map((rows): Step => ({ kind: 'find', rows })),
)

const model = fc.record({
  total: fc.oneof(fc.nat(60), fc.nat(5000)),
  found: fc.double({ min: 0, max: 1, noNaN: true }),
  pageRows: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(1000)),
  patience: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(Infinity)),
  generous: fc.boolean(),
})

function take(driver: Driver, one: Step): void {
  const { host } = driver
  switch (one.kind) {
    case 'act':
      return driver.act(one.action)
    case 'send':
      return driver.send()
    case 'answer':
      driver.send()
      return driver.answerOne(one.which)
    case 'fail':
      if (driver.state.flight.length > 0) driver.act({ type: 'failed', id: driver.state.flight[0].id })
      return
    case 'run':
      return driver.act({ type: 'run', run: driver.state.run + 1 })
    case 'open': {
      const row = driver.state.rows[driver.state.top.index + one.which]
      if (row) driver.act({ type: 'measured', extra: [[row.key, one.lead + one.below, one.lead]], keepBottom: one.keepBottom })
      return
    }
    case 'find':
      host.found = Math.min(host.total, host.found + one.rows)
      return driver.act({ type: 'progress', running: !host.done, stopped: false, refresh: one.rows % 5 === 0 })
  }
}

function checkWindow(driver: Driver): void {
  const rows = windowRows(driver.state)
  for (let i = 1; i < rows.length; i++) assert.equal(rows[i], rows[i - 1] + 1, 'rows are contiguous')
  const { state } = driver
  if (state.ordinalExact && rows.length > 0) assert.equal(state.ordinal, rows[0])
  if (state.atStart && rows.length > 0) assert.equal(rows[0], 0)
  if (state.atEnd && rows.length > 0 && !state.stale) assert.equal(rows.at(-1), driver.host.total - 1)
  assert.ok(Number.isFinite(state.top.index) && state.top.offset >= 0)
}

describe('scroll reducer, any operations', () => {
  it('loses and doubles no row, and always comes to rest with the view filled', () => {
    fc.assert(
      fc.property(model, fc.array(step, { maxLength: 60 }), ({ total, found, ...options }, steps) => {
        const driver = new Driver(initialScroll, new ModelHost(total, { found: Math.floor(total * found), ...options }))
        driver.act({ type: 'resize', viewHeight: 500, rowHeight: 20 })
        driver.act({ type: 'run', run: 1 })
        for (const one of steps) {
          take(driver, one)
          checkWindow(driver)
        }
        take(driver, { kind: 'find', rows: total })
        driver.act({ type: 'forgetHeights' })
        driver.settle()
        checkWindow(driver)
        const { state } = driver
        assert.equal(state.rows.length === 0, total === 0)
        const first = Math.max(0, state.top.index)
        const shown = Math.min(visibleEnd(state), state.rows.length) - first
        assert.ok(shown >= Math.min(total, Math.floor(state.viewHeight / 20)), `only ${shown} rows in view`)

        driver.act({ type: 'dragEnd' })
        driver.act({ type: 'toEnd' })
        driver.settle()
        const end = Math.min(visibleEnd(driver.state), driver.state.rows.length)
        if (total > 0) assert.equal(windowRows(driver.state)[end - 1], total - 1, 'the last row is reached')
      }),
      { numRuns: 300 },
    )
  })
})
