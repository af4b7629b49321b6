import { strict as assert } from 'node:assert'
import type { Timeline } from '../../../../src/common/protocol.ts'
import { bucketsOf, columnsOf, describeBuckets, placeOf, zoomed } from '../../../../src/webview/timeline/bars.ts'
import { moveCursor } from '../../../../src/webview/timeline/cursor.ts'

const from = Date.UTC(2026, 4, 12, 12)
const MINUTE = 60_000
/** By level: none, trace, debug, info, warning, error, fatal. */
const data: Timeline = {
  from,
  width: MINUTE,
  counts: [1, 2, 3, 100, 10, 5, 1, 0, 0, 0, 0.4, 0, 0, 0],
  matches: [7, 0],
  least: from,
  greatest: from + 2 * MINUTE - 1,
  timed: 122,
  untimed: 0,
  known: 1,
  canHaveTimes: true,
}

describe('bars of the timeline', () => {
  it('have errors at the bottom, and all others on them', () => {
    assert.equal(bucketsOf(data), 2)
    assert.deepEqual(columnsOf(data), [[from, from + MINUTE], [122, 0.4], [116, 0.4], [16, 0], [6, 0], [7, 0]])
    assert.deepEqual(columnsOf({ ...data, matches: undefined })[5], [0, 0])
  })

  it('are found by their time', () => {
    assert.deepEqual([from - 1, from + MINUTE, from + 9 * MINUTE].map((time) => placeOf(data, time)), [0, 0.5, 1])
  })

  it('are described with what they hold', () => {
    assert.deepEqual(describeBuckets(data, 0, 0), {
      time: 'May 12 12:00 – 12:01',
      counts: ['7 of 122 rows match', 'fatal 1', 'error 5', 'warning 10', 'info 100', 'debug 3', 'trace 2'],
    })
    assert.deepEqual(describeBuckets({ ...data, matches: undefined }, 1, 1).counts, ['<1 rows', 'info <1'])
    assert.equal(describeBuckets(data, 0, 1).time, 'May 12 12:00 – 12:02')
  })

  it('are zoomed around a time, which stays where it is', () => {
    const middle = zoomed(data, from + MINUTE, 0.5)
    assert.deepEqual(middle, { from: from + MINUTE / 2, to: from + (3 * MINUTE) / 2 })
    assert.equal(zoomed(data, from + MINUTE, 2), undefined)
    assert.deepEqual(zoomed(data, from, 0.25), { from, to: from + MINUTE / 2 })
  })

  it('are gone through with keys', () => {
    const key = (name: string, shiftKey = false, ctrlKey = false) => ({ key: name, shiftKey, ctrlKey, metaKey: false })
    assert.deepEqual(moveCursor({ bucket: 3 }, 10, key('ArrowRight')), { bucket: 4 })
    assert.deepEqual(moveCursor({ bucket: 0 }, 10, key('ArrowLeft')), { bucket: 0 })
    assert.deepEqual(moveCursor({ bucket: 3 }, 50, key('ArrowRight', false, true)), { bucket: 8 })
    assert.deepEqual(moveCursor({ bucket: 3 }, 10, key('End')), { bucket: 9 })
    assert.deepEqual(moveCursor({ bucket: 3 }, 10, key('ArrowRight', true)), { bucket: 4, anchor: 3 })
    assert.deepEqual(moveCursor({ bucket: 4, anchor: 3 }, 10, key('Home', true)), { bucket: 0, anchor: 3 })
    assert.deepEqual(moveCursor({ bucket: 4, anchor: 3 }, 10, key('ArrowLeft')), { bucket: 3 })
    assert.equal(moveCursor({ bucket: 4 }, 10, key('x')), undefined)
  })
})
