import { strict as assert } from 'node:assert'
import { mock } from 'node:test'
import type { Progress } from '../../../../src/common/protocol.ts'
import { Follow } from '../../../../src/webview/panel/follow.ts'
import type { PanelModel } from '../../../../src/webview/panel/model.ts'
import type { Scroller } from '../../../../src/webview/panel/scroller.ts'
import { initialScroll } from '../../../../src/webview/scroll/state.ts'
import { Store } from '../../../../src/webview/store.ts'
import { makeStore } from '../../../support/webviewStore.ts'

const done = { state: 'done', rowsMatched: 10 } as Omit<Progress, 'analysis'>

/** What the list is told when a pass of that many files ends; nothing is known of its end, or it is in view. */
function toldAtTheEnd(files: number, atEnd: boolean): unknown[] {
  const told: unknown[] = []
  const store = new Store({ follow: { on: true, atEnd: true, newRows: 0 }, sources: Array.from({ length: files }, () => ({})), result: {} } as unknown as PanelModel)
  const state = { ...initialScroll, viewHeight: 100, atEnd, rows: atEnd ? [{ key: '0:0' }] : [] }
  new Follow(store, { state, dispatch: (action: unknown) => void told.push(action) } as unknown as Scroller, () => undefined).onProgress(done)
  return told
}

describe('following', () => {
  it('asks for the end again when a pass is through, unless it is in view', () => {
    assert.deepEqual(toldAtTheEnd(1, false), [{ type: 'toEnd', anew: false }])
    assert.deepEqual(toldAtTheEnd(1, true), [])
  })

  it('asks for it in any case where files are merged: until then the end was that of what was known', () => {
    assert.deepEqual(toldAtTheEnd(2, true), [{ type: 'toEnd', anew: true }])
  })

  it('tells how many rows come in a second, and of another query anew', () => {
    mock.timers.enable({ apis: ['setInterval'] })
    let now = 0
    const clock = mock.method(performance, 'now', () => now)
    try {
      const { store } = makeStore()
      const follow = new Follow(store, { state: initialScroll, dispatch: () => undefined } as unknown as Scroller, () => undefined)
      const rates: (number | undefined)[] = []
      const second = (rowsMatched: number): void => {
        follow.onProgress({ ...done, rowsMatched })
        now += 1000
        mock.timers.tick(1000)
        rates.push(store.current.follow.rate)
      }
      follow.toggle()
      for (const rows of [100, 100, 107, 107, 107]) second(rows)
      assert.deepEqual(rates.splice(0), [undefined, 0, 3.5, 2.3, 1.8])
      for (let i = 0; i < 5; i++) second(107)
      assert.equal(rates.pop(), 0)
      follow.onRun(true)
      for (const rows of [4000, 4012]) second(rows)
      assert.deepEqual(rates.slice(-2), [undefined, 12])
      follow.toggle()
      assert.equal(store.current.follow.rate, undefined)
      // What comes in the first second counts too.
      follow.toggle()
      second(4112)
      assert.equal(rates.pop(), 100)
      follow.toggle()
    } finally {
      clock.mock.restore()
      mock.timers.reset()
    }
  })
})
