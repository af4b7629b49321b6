import { strict as assert } from 'node:assert'
import { slicesOf, standingOut } from '../../../../src/webview/overview/overviewFeature.ts'

describe('webview/overview', () => {
  it('shows each error where few are, and only where many are if they are everywhere', () => {
    assert.deepEqual(standingOut([0, 1, 0, 0, 9], 1), [false, true, false, false, true])
    assert.deepEqual(standingOut([1, 1, 1, 20, 1], 1), [false, false, false, true, false])
    // While a file is read, what is not read yet says nothing.
    assert.deepEqual(standingOut([1, 1, 0, 0, 0, 0], 1 / 3), [false, false, false, false, false, false])
    assert.deepEqual(standingOut([1, 0, 0, 0, 0, 0], 1 / 3), [true, false, false, false, false, false])
    assert.deepEqual(standingOut([], 0), [])
  })

  it('adds marks of a table', () => {
    const { matches } = slicesOf({ matches: [0, 0, 0, 1], errors: [], warnings: [], known: 1, places: [] }, [0, 0.5, 1])
    assert.deepEqual(matches, [true, false, true, true])
  })
})
