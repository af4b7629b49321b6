import { strict as assert } from 'node:assert'
import { thumbOf, visibleEnd } from '../../../../src/webview/scroll/geometry.ts'
import { readingPlace } from '../../../../src/webview/scroll/reducer.ts'
import { selectedRows } from '../../../../src/webview/scroll/selection.ts'
import { initialScroll, MAX_WINDOW_ROWS } from '../../../../src/webview/scroll/state.ts'
import { Driver, ModelHost, ROW_BYTES, windowRows } from './modelHost.ts'

const VIEW = 30

function started(host: ModelHost): Driver {
  const driver = new Driver(initialScroll, host)
  driver.act({ type: 'resize', viewHeight: VIEW * 20, rowHeight: 20 })
  driver.act({ type: 'run', run: 1 })
  driver.settle()
  return driver
}

const topRow = (driver: Driver): number => windowRows(driver.state)[driver.state.top.index]
const lastVisible = (driver: Driver): number => windowRows(driver.state)[visibleEnd(driver.state) - 1]

describe('scroll reducer', () => {
  it('asks for nothing before it is shown and run', () => {
    const driver = new Driver(initialScroll, new ModelHost(10))
    driver.send()
    assert.equal(driver.state.flight.length, 0)
  })

  it('shows the first rows', () => {
    const driver = started(new ModelHost(1000))
    assert.equal(topRow(driver), 0)
    assert.equal(driver.state.atStart, true)
    assert.equal(thumbOf(driver.state).position, 0)
  })

  it('scrolls by parts of a row', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'scrollBy', pixels: 50 })
    assert.deepEqual(driver.state.top, { index: 2, offset: 10 })
    driver.act({ type: 'scrollBy', pixels: -20 })
    assert.deepEqual(driver.state.top, { index: 1, offset: 10 })
    driver.act({ type: 'scrollBy', pixels: -2000 })
    assert.deepEqual(driver.state.top, { index: 0, offset: 0 })
  })

  it('reaches the last of a billion rows, and the first again', () => {
    const total = 1_000_000_000
    const driver = started(new ModelHost(total))
    driver.act({ type: 'toEnd', select: 'set' })
    driver.settle()
    assert.equal(lastVisible(driver), total - 1)
    assert.equal(thumbOf(driver.state).position, 1)
    assert.equal(driver.state.selection?.focus.key, driver.state.rows.at(-1)?.key)
    driver.act({ type: 'toStart' })
    driver.settle()
    assert.equal(topRow(driver), 0)
  })

  it('reaches the last row also where pages are cut short', () => {
    const driver = started(new ModelHost(100_000, { pageRows: 7 }))
    driver.act({ type: 'toEnd' })
    driver.settle()
    assert.equal(lastVisible(driver), 99_999)
    assert.equal(windowRows(driver.state).length >= VIEW, true)
  })

  it('drags to any place, and to both ends exactly', () => {
    const total = 1_000_000_000
    const driver = started(new ModelHost(total))
    driver.act({ type: 'drag', position: 0.5 })
    driver.settle()
    assert.ok(Math.abs(topRow(driver) - total / 2) < 100)
    driver.act({ type: 'drag', position: 1 })
    driver.settle()
    assert.equal(lastVisible(driver), total - 1)
    driver.act({ type: 'drag', position: 0 })
    driver.settle()
    driver.act({ type: 'dragEnd' })
    assert.equal(topRow(driver), 0)
  })

  it('drags over a short result without asking', () => {
    const driver = started(new ModelHost(200))
    driver.act({ type: 'drag', position: 1 })
    driver.settle()
    driver.act({ type: 'drag', position: 0 })
    driver.settle()
    const { calls } = driver.host
    driver.act({ type: 'drag', position: 0.5 })
    driver.settle()
    assert.equal(driver.host.calls, calls)
    assert.ok(Math.abs(topRow(driver) - 85) <= 1)
  })

  it('keeps the window bounded while scrolling far', () => {
    const driver = started(new ModelHost(100_000))
    for (let i = 0; i < 300; i++) {
      driver.act({ type: 'page', direction: 1 })
      driver.settle()
    }
    assert.equal(topRow(driver), 300 * (VIEW - 1))
    assert.ok(driver.state.rows.length <= MAX_WINDOW_ROWS + 200)
    for (let i = 0; i < 300; i++) {
      driver.act({ type: 'page', direction: -1 })
      driver.settle()
    }
    assert.equal(topRow(driver), 0)
    assert.ok(driver.state.rows.length <= MAX_WINDOW_ROWS + 200)
  })

  it('keeps the reading place when the query changes, also back and forth', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'drag', position: 0.25 })
    driver.settle()
    driver.act({ type: 'dragEnd' })
    const place = readingPlace(driver.state)
    const sparse = new Driver(driver.state, new ModelHost(0))
    sparse.act({ type: 'run', run: 2 })
    assert.equal(sparse.state.stale, true)
    sparse.settle()
    assert.equal(sparse.state.rows.length, 0)
    const back = new Driver(sparse.state, driver.host)
    back.act({ type: 'run', run: 3 })
    back.settle()
    assert.deepEqual(readingPlace(back.state), place)
    assert.equal(topRow(back) * ROW_BYTES, place?.offset)
  })

  it('keeps the reading place when the view gets its height only then', () => {
    const driver = new Driver(initialScroll, new ModelHost(1000))
    driver.act({ type: 'resize', viewHeight: 2 * VIEW * 20, rowHeight: 20 })
    driver.act({ type: 'restore', reading: { source: 0, offset: (1000 - VIEW) * ROW_BYTES } })
    driver.act({ type: 'run', run: 1 })
    driver.settle()
    assert.equal(topRow(driver), 1000 - 2 * VIEW)
    driver.act({ type: 'resize', viewHeight: VIEW * 20, rowHeight: 20 })
    assert.equal(topRow(driver), 1000 - VIEW)
    driver.act({ type: 'scrollBy', pixels: -5 * 20 })
    driver.act({ type: 'resize', viewHeight: VIEW * 25, rowHeight: 25 })
    assert.equal(topRow(driver), 1000 - VIEW - 5, 'not once it was left by hand')
  })

  it('asks for no margins while a drag passes over them', () => {
    const host = new ModelHost(1_000_000)
    const driver = started(host)
    const before = host.calls
    driver.act({ type: 'drag', position: 0.5 })
    driver.settle()
    assert.ok(driver.state.rows.length >= VIEW && driver.state.rows.length < VIEW + 5, `${driver.state.rows.length} rows`)
    assert.equal(host.calls, before + 1)
    driver.act({ type: 'dragEnd' })
    driver.settle()
    assert.ok(driver.state.rows.length > 2 * VIEW)
  })

  it('shows the last rows when nothing comes behind the reading place', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'toEnd' })
    driver.settle()
    const narrow = new Driver(driver.state, new ModelHost(500))
    narrow.act({ type: 'run', run: 2 })
    narrow.settle()
    assert.equal(lastVisible(narrow), 499)
  })

  it('drops answers of an earlier run', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'page', direction: 1 })
    driver.act({ type: 'toEnd' })
    driver.send()
    const [request] = driver.state.flight
    driver.act({ type: 'run', run: 2 })
    const before = driver.state
    driver.act({ type: 'answer', id: request.id, answer: driver.host.answer(request) })
    assert.equal(driver.state, before)
  })

  it('shows rows as the pass finds them', () => {
    const host = new ModelHost(100, { found: 0 })
    const driver = started(host)
    assert.equal(driver.state.rows.length, 0)
    for (host.found = 10; host.found <= 100; host.found += 10) {
      driver.act({ type: 'progress', running: true, stopped: false, refresh: false })
      driver.settle()
    }
    host.found = 100
    driver.act({ type: 'progress', running: false, stopped: false, refresh: false })
    driver.settle()
    assert.equal(topRow(driver), 0)
    driver.act({ type: 'scrollBy', pixels: 40 * 20 })
    driver.settle()
    assert.deepEqual(windowRows(driver.state), Array.from({ length: 100 }, (_, i) => i))
    assert.equal(driver.state.atEnd, true)
  })

  it('does not look further by itself once the pass was stopped', () => {
    const driver = started(new ModelHost(1000, { found: 10 }))
    driver.act({ type: 'progress', running: false, stopped: true, refresh: false })
    driver.send()
    const [request] = driver.state.flight
    const from = { at: 'byte', source: 0, offset: 5000 } as const
    const nothing = { ...driver.host.answer({ ...request, from: { at: 'end' }, skip: 0 }), resume: { from, skip: 0 } }
    driver.act({ type: 'answer', id: request.id, answer: nothing })
    driver.send()
    assert.equal(driver.state.flight.length, 0)
    driver.act({ type: 'scrollBy', pixels: 20 })
    driver.send()
    assert.deepEqual(driver.state.flight.map((one) => one.from), [from])
  })

  it('selects by keys, and scrolls to what has the focus', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'move', rows: 1, extend: false })
    assert.equal(driver.state.selection?.focus.key, '0:0')
    for (let i = 0; i < 40; i++) driver.act({ type: 'move', rows: 1, extend: true })
    assert.equal(selectedRows(driver.state.selection), 41)
    assert.deepEqual(driver.state.top, { index: 11, offset: 0 })
    driver.act({ type: 'move', rows: -40, extend: false })
    assert.equal(selectedRows(driver.state.selection), 1)
    assert.deepEqual(driver.state.top, { index: 0, offset: 0 })
  })

  it('keeps rows selected that were clicked while those of the run before were still shown, if the new run has them', () => {
    const clicked = (first: number, last: number): Driver => {
      const before = started(new ModelHost(1000))
      before.act({ type: 'run', run: 2 })
      before.send()
      before.act({ type: 'select', target: before.state.rows[first], extend: false })
      before.act({ type: 'select', target: before.state.rows[last], extend: true })
      const after = new Driver(before.state, new ModelHost(250, { every: 4 }))
      after.settle()
      return after
    }
    const { selection } = clicked(8, 16).state
    assert.deepEqual([selection?.anchor.key, selection?.focus.key, selection?.distance], ['0:2', '0:4', 2])
    // Their anchors are those of other rows now.
    assert.equal(clicked(8, 15).state.selection, undefined)
    const none = started(new ModelHost(1000))
    none.act({ type: 'run', run: 2 })
    none.send()
    none.act({ type: 'select', target: none.state.rows[3], extend: false })
    const after = new Driver(none.state, new ModelHost(0))
    after.settle()
    assert.equal(after.state.selection, undefined)
  })

  it('goes back to a selected row that was scrolled away', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'move', rows: 1, extend: false })
    driver.act({ type: 'toEnd' })
    driver.settle()
    driver.act({ type: 'move', rows: 1, extend: false })
    driver.settle()
    assert.deepEqual(windowRows(driver.state).indexOf(1) >= 0, true)
    assert.equal(driver.state.selection?.focus.key, '0:1')
  })

  it('goes to a line, with some rows above it', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'goTo', from: { at: 'line', source: 0, line: 5001 }, align: 'third', select: 'set', patient: true })
    driver.settle()
    assert.equal(topRow(driver), 5000 - VIEW / 3)
    assert.equal(driver.state.selection?.focus.key, '714:2')
  })

  it('lets the person scroll while it waits for a line', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'goTo', from: { at: 'line', source: 0, line: 5001 }, align: 'third', patient: true })
    driver.send()
    driver.act({ type: 'scrollBy', pixels: 100 })
    assert.equal(driver.state.jump, undefined)
    driver.settle()
    assert.equal(topRow(driver), 5)
  })

  it('makes room for rows that are higher', () => {
    const driver = started(new ModelHost(40))
    const key = driver.state.rows[2].key
    driver.act({ type: 'measured', extra: [[key, 300]], keepBottom: false })
    driver.act({ type: 'scrollBy', pixels: 60 + 250 })
    assert.deepEqual(driver.state.top, { index: 2, offset: 270 })
    driver.act({ type: 'toEnd' })
    driver.settle()
    assert.equal(lastVisible(driver), 39)
    assert.equal(driver.state.top.index, 10)
  })

  it('keeps the line of a row where it is when rows come above it, unless they would not be seen, and when they go', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'scrollBy', pixels: 40 })
    const { key } = driver.state.rows[12]
    // Pixels from the upper edge to the line of that row.
    const line = (): number => {
      const { rows, top, extra, lead } = driver.state
      const above = rows.slice(0, 12).reduce((sum, row, i) => sum + (i < top.index ? 0 : 20 + (extra.get(row.key) ?? 0)), 0)
      return above - top.offset + (lead.get(key) ?? 0) - (top.index > 12 ? NaN : 0)
    }
    assert.equal(line(), 200)
    driver.act({ type: 'measured', extra: [[key, 150, 100]], keepBottom: false })
    assert.equal(line(), 200)
    driver.act({ type: 'measured', extra: [[key, 450, 300]], keepBottom: false })
    assert.equal(line(), 300)
    driver.act({ type: 'measured', extra: [[key, 2000, 1800]], keepBottom: false })
    assert.equal(line(), 0.6 * VIEW * 20)
    driver.act({ type: 'measured', extra: [[key, 0]], keepBottom: false })
    // There are no more rows above it.
    assert.deepEqual([line(), driver.state.top], [240, { index: 0, offset: 0 }])
  })

  it('shows the line of a selected row, not just what is above it', () => {
    const driver = started(new ModelHost(1000))
    const { rows } = driver.state
    driver.act({ type: 'select', target: rows[40], extend: false })
    driver.act({ type: 'measured', extra: [[rows[41].key, 900, 700]], keepBottom: false })
    driver.act({ type: 'select', target: rows[41], extend: false })
    const { top } = driver.state
    assert.deepEqual(top, { index: 41, offset: 700 + 20 - VIEW * 20 })
    driver.act({ type: 'scrollBy', pixels: 5000 })
    driver.act({ type: 'select', target: rows[41], extend: false })
    assert.deepEqual(driver.state.top, { index: 41, offset: 700 })
  })

  it('selects a row by its place once a jump has brought it', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'goTo', from: { at: 'byte', source: 0, offset: 5000 * ROW_BYTES }, align: 'top', choose: { source: 0, offset: 5007 * ROW_BYTES }, returning: true })
    driver.settle()
    assert.equal(topRow(driver), 5000)
    assert.equal(driver.state.selection?.focus.key, driver.state.rows[driver.state.top.index + 7].key)
  })

  it('keeps what is below a wrapped row in place when it appears from above', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'scrollBy', pixels: 100 })
    driver.act({ type: 'scrollBy', pixels: -5 })
    assert.deepEqual(driver.state.top, { index: 4, offset: 15 })
    driver.act({ type: 'measured', extra: [[driver.state.rows[4].key, 40]], keepBottom: true })
    assert.deepEqual(driver.state.top, { index: 4, offset: 55 })
  })

  it('replaces rows that changed, keeping the view', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'scrollBy', pixels: 3210 })
    driver.settle()
    const top = topRow(driver)
    driver.act({ type: 'progress', running: true, stopped: false, refresh: true })
    driver.settle()
    assert.equal(topRow(driver), top)
    assert.equal(driver.state.refresh, false)
  })

  it('stays at the last row while wrapped rows turn out to be higher', () => {
    const driver = started(new ModelHost(1000))
    driver.act({ type: 'toEnd' })
    driver.settle()
    const keys = driver.state.rows.slice(-VIEW).map(({ key }) => [key, 20] as const)
    driver.act({ type: 'measured', extra: keys, keepBottom: true })
    assert.equal(lastVisible(driver), 999)
    assert.deepEqual(driver.state.top, { index: driver.state.rows.length - VIEW / 2, offset: 0 })
  })

  it('shows rows that come with the end of the pass, also where an answer from before it is late', () => {
    const host = new ModelHost(50, { found: 0 })
    const driver = new Driver(initialScroll, host)
    driver.act({ type: 'resize', viewHeight: VIEW * 20, rowHeight: 20 })
    driver.act({ type: 'run', run: 1 })
    driver.send()
    const [request] = driver.state.flight
    const early = host.answer(request)
    host.found = host.total
    driver.act({ type: 'progress', running: false, stopped: false, refresh: false })
    driver.act({ type: 'answer', id: request.id, answer: early })
    driver.settle()
    assert.equal(topRow(driver), 0)
    assert.equal(driver.state.jump, undefined)
  })

  it('asks again after a failure only when something happens', () => {
    const driver = started(new ModelHost(100_000))
    driver.act({ type: 'toEnd' })
    driver.send()
    driver.act({ type: 'failed', id: driver.state.flight[0].id })
    driver.send()
    assert.equal(driver.state.flight.length, 0)
    driver.act({ type: 'progress', running: true, stopped: false, refresh: false })
    driver.settle()
    assert.equal(lastVisible(driver), 99_999)
  })
})
