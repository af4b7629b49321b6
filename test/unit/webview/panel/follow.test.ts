import { strict as assert } from 'node:assert'
import type { Progress } from '../../../../src/common/protocol.ts'
import { Follow } from '../../../../src/webview/panel/follow.ts'
import type { PanelModel } from '../../../../src/webview/panel/model.ts'
import type { Scroller } from '../../../../src/webview/panel/scroller.ts'
import { initialScroll } from '../../../../src/webview/scroll/state.ts'
import { Store } from '../../../../src/webview/store.ts'

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
})
