import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { heightAt, visibleEnd } from '../../../../src/webview/scroll/geometry.ts'
import { indexOfKey, initialScroll } from '../../../../src/webview/scroll/state.ts'
import { Driver, ModelHost, windowRows } from './modelHost.ts'

const ROW = 20
const VIEW = 30

function started(host: ModelHost): Driver {
  const driver = new Driver(initialScroll, host)
  driver.act({ type: 'resize', viewHeight: VIEW * ROW, rowHeight: ROW })
  driver.act({ type: 'run', run: 1 })
  driver.settle()
  return driver
}

/** Tells the list how high the rows are that are drawn, until it knows of all of them. */
function draw(driver: Driver, linesOf: (row: number) => number): void {
  for (let again = true; again; ) {
    driver.settle()
    const { rows, top, extra } = driver.state
    const numbers = windowRows(driver.state)
    const first = Math.max(0, top.index)
    const drawn = rows.slice(first, visibleEnd(driver.state) + 2).map(({ key }, i) => [key, (linesOf(numbers[first + i]) - 1) * ROW] as const)
    const unknown = drawn.filter(([key, height]) => extra.get(key) !== height)
    again = unknown.length > 0
    if (again) driver.act({ type: 'measured', extra: unknown, keepBottom: true })
  }
}

/** Lines in view, each as its row and its number in that. */
function linesInView(driver: Driver): string[] {
  const { state } = driver
  const numbers = windowRows(state)
  const lines: string[] = []
  let y = -state.top.offset
  for (let i = state.top.index; i < Math.min(visibleEnd(state), state.rows.length); i++) {
    for (let line = 0; line * ROW < heightAt(state, i); line++, y += ROW) if (y >= 0 && y + ROW <= state.viewHeight) lines.push(`${numbers[i]}.${line}`)
  }
  return lines
}

function focusOf({ state }: Driver): number {
  return windowRows(state)[indexOfKey(state.rows, state.selection?.focus.key ?? '')]
}

/** Presses a page key until nothing moves any more; the lines that have been in view by then. */
function walk(driver: Driver, direction: 1 | -1, linesOf: (row: number) => number): Set<string> {
  const seen = new Set<string>()
  for (let before = ''; ; ) {
    draw(driver, linesOf)
    const now = linesInView(driver)
    for (const line of now) seen.add(line)
    const place = `${now.join()} ${focusOf(driver)}`
    if (place === before) return seen
    before = place
    driver.act({ type: 'page', direction, select: 'set' })
    draw(driver, linesOf)
    assert.ok(linesInView(driver).some((line) => line.startsWith(`${focusOf(driver)}.`)), 'the row with the focus is in view')
  }
}

describe('page keys', () => {
  it('pass over no line of rows that are higher than others, downwards and upwards, and end at the last and the first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 10, max: 28 })), { minLength: 1, maxLength: 9 }), (total, heights) => {
        const linesOf = (row: number): number => heights[(row * 7 + (row >> 3)) % heights.length]
        const all = Array.from({ length: total }, (_, row) => Array.from({ length: linesOf(row) }, (_, line) => `${row}.${line}`)).flat()
        const driver = started(new ModelHost(total))
        const down = walk(driver, 1, linesOf)
        assert.deepEqual(all.filter((line) => !down.has(line)), [])
        assert.equal(focusOf(driver), total - 1)
        const up = walk(driver, -1, linesOf)
        assert.deepEqual(all.filter((line) => !up.has(line)), [])
        assert.equal(focusOf(driver), 0)
        // From the end, where nothing above has ever been drawn.
        const fresh = started(new ModelHost(total))
        fresh.act({ type: 'toEnd', select: 'set' })
        const back = walk(fresh, -1, linesOf)
        assert.deepEqual(all.filter((line) => !back.has(line)), [])
      }),
      { numRuns: 60 },
    )
  })

  it('that come faster than rows are all taken, unless they are held for long', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'move', rows: 0, extend: false })
    for (let i = 0; i < 8; i++) driver.act({ type: 'move', rows: VIEW - 1, extend: false })
    assert.ok(focusOf(driver) < 8 * (VIEW - 1), 'there are not that many rows yet')
    driver.settle()
    assert.equal(focusOf(driver), 8 * (VIEW - 1))
    driver.act({ type: 'toEnd', select: 'set' })
    driver.settle()
    for (let i = 0; i < 8; i++) driver.act({ type: 'move', rows: 1 - VIEW, extend: true })
    driver.settle()
    assert.equal(focusOf(driver), 99_999 - 8 * (VIEW - 1))
    assert.equal(driver.state.selection?.distance, -8 * (VIEW - 1))
    driver.act({ type: 'toStart', select: 'set' })
    driver.settle()
    for (let i = 0; i < 200; i++) driver.act({ type: 'move', rows: VIEW - 1, extend: false })
    driver.settle()
    assert.ok(focusOf(driver) < 30 * VIEW, 'the list does not run on for long once the key is let go')
  })

  it('are forgotten once the person goes elsewhere', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'move', rows: 0, extend: false })
    for (let i = 0; i < 8; i++) driver.act({ type: 'move', rows: VIEW - 1, extend: false })
    driver.send()
    driver.act({ type: 'select', target: driver.state.rows[3], extend: false, reveal: false })
    driver.settle()
    assert.equal(focusOf(driver), 3)
    for (let i = 0; i < 8; i++) driver.act({ type: 'move', rows: VIEW - 1, extend: false })
    const there = focusOf(driver)
    driver.act({ type: 'scrollBy', pixels: -100 })
    driver.settle()
    assert.equal(focusOf(driver), there)
  })
})
