import { strict as assert } from 'node:assert'
import { initialScroll } from '../../src/webview/scroll/state.ts'
import { Driver, ModelHost, windowRows } from '../unit/webview/scroll/modelHost.ts'

describe('a short thumb dragged while going to the last line', () => {
  it('fills the view with the rows above', () => {
    const driver = new Driver(initialScroll, new ModelHost(3, { found: 0, pageRows: 1, patience: 1 }))
    driver.act({ type: 'resize', viewHeight: 500, rowHeight: 20 })
    driver.act({ type: 'run', run: 1 })
    driver.act({ type: 'drag', position: 0 })
    driver.act({ type: 'goTo', from: { at: 'line', source: 0, line: 3 }, align: 'third', patient: true })
    driver.host.found = 3
    driver.act({ type: 'progress', running: false, stopped: false, refresh: false })
    driver.settle()
    assert.deepEqual(windowRows(driver.state), [0, 1, 2])
    assert.deepEqual(driver.state.top, { index: 0, offset: 0 })
  })
})
