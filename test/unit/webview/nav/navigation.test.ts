import { strict as assert } from 'node:assert'
import { Navigation } from '../../../../src/webview/nav/navigation.ts'
import type { ScrollAction } from '../../../../src/webview/scroll/reducer.ts'
import { initialScroll } from '../../../../src/webview/scroll/state.ts'
import { Driver, ModelHost, ROW_BYTES } from '../scroll/modelHost.ts'
import { makeStore } from '../../../support/webviewStore.ts'

/** A list of 10,000 rows of which every query has all, and who navigates in it. */
function panel() {
  const { store } = makeStore()
  const driver = new Driver(initialScroll, new ModelHost(10_000))
  const said: string[] = []
  let runs = 0
  let time = 0
  const keep = (): void => store.update({ scroll: driver.state })
  const scroll = (action: ScrollAction): void => {
    driver.act(action)
    driver.settle()
    keep()
  }
  const run = (query: string, typed = false): void => {
    store.update({ query })
    navigation.beforeRun(query, typed)
    store.update({ runQuery: query })
    scroll({ type: 'run', run: ++runs })
    navigation.onRun()
  }
  const navigation: Navigation = new Navigation({ store, scroll, runQuery: (query) => run(query), say: (text) => said.push(text), now: () => (time += 500) })
  const jump = (row: number): void => {
    navigation.beforeJump()
    scroll({ type: 'goTo', from: { at: 'byte', source: 0, offset: row * ROW_BYTES }, align: 'top', select: 'set' })
  }
  scroll({ type: 'resize', viewHeight: 600, rowHeight: 20 })
  return {
    store, navigation, run, jump, scroll, said,
    pass: (milliseconds: number) => (time += milliseconds),
    /** Query, row at the top, selected row. */
    get place(): readonly [string, number, number | undefined] {
      const { rows, top, selection } = driver.state
      const focus = rows.find(({ key }) => key === selection?.focus.key)
      return [store.current.runQuery ?? '', rows[top.index].page.offset[rows[top.index].index] / ROW_BYTES, focus && focus.page.offset[focus.index] / ROW_BYTES]
    },
  }
}

describe('webview/nav/navigation', () => {
  it('goes back over queries and jumps to what was seen and selected there, and forward again', () => {
    const all = panel()
    all.run('a')
    all.jump(5000)
    all.scroll({ type: 'move', rows: 3, extend: false })
    all.run('b')
    all.jump(200)
    assert.deepEqual(all.place, ['b', 200, 200])
    assert.ok(all.navigation.go(-1))
    assert.deepEqual(all.place, ['b', 5000, undefined])
    assert.ok(all.navigation.go(-1))
    assert.deepEqual(all.place, ['a', 5000, 5003])
    assert.ok(all.navigation.go(-1))
    assert.deepEqual(all.place, ['a', 0, undefined])
    assert.equal(all.navigation.go(-1), false)
    for (let i = 0; i < 3; i++) assert.ok(all.navigation.go(1))
    assert.deepEqual(all.place, ['b', 200, 200])
    assert.equal(all.navigation.go(1), false)
  })

  it('makes no step of a query that is run again, or written otherwise', () => {
    const all = panel()
    all.run('a | head 5')
    all.run('a | head 5')
    all.run('a  |  head 5')
    assert.equal(all.store.current.trail.steps.length, 1)
  })

  it('makes one step of a query that is being typed', () => {
    const all = panel()
    all.run('')
    for (const query of ['e', 'er', 'err']) all.run(query, true)
    all.pass(60_000)
    all.run('error', true)
    assert.deepEqual(all.store.current.trail.steps.map(({ query }) => query), ['', 'err', 'error'])
  })

  it('shows a row in the whole log, and comes back', () => {
    const all = panel()
    all.run('hit')
    all.jump(4000)
    all.navigation.showInLog()
    const [query, top, selected] = all.place
    assert.deepEqual([query, selected], ['', 4000])
    assert.ok(top < 4000 && top > 3980, 'there are rows above it in view')
    assert.ok(all.navigation.go(-1))
    assert.deepEqual(all.place, ['hit', 4000, 4000])
  })

  it('says why a row without a place cannot be shown', () => {
    const all = panel()
    all.run('hit')
    all.navigation.showInLog()
    assert.equal(all.said.length, 1)
    assert.equal(all.place[0], 'hit')
  })

  it('takes up only its own commands', () => {
    const all = panel()
    all.run('a')
    assert.equal(all.navigation.onCommand('goBack'), true)
    assert.equal(all.navigation.onCommand('selectAll'), false)
  })
})
