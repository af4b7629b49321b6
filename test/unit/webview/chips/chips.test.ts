import { strict as assert } from 'node:assert'
import { chipCounts, chipCountsTitle } from '../../../../src/webview/chips/counts.ts'
import { dropPlace, indexAfterDrop } from '../../../../src/webview/chips/drag.ts'

const counts = { rowsIn: 92_318_004, rowsOut: 41_207, inExact: true, outExact: true, warnings: [] }

describe('chip counts', () => {
  it('shows rows in and out, as far as they are known', () => {
    assert.equal(chipCounts(counts, true), '92.3 M → 41,207')
    assert.equal(chipCounts({ ...counts, inExact: false, outExact: false }, true), '92.3 M+ → 41,207+')
    assert.equal(chipCountsTitle({ ...counts, outExact: false }, true), '92,318,004 rows in, at least 41,207 out')
  })

  it('shows only rows out where nobody counted those in', () => {
    assert.equal(chipCounts({ ...counts, rowsIn: 0, inExact: false }, true), '41,207')
    assert.equal(chipCountsTitle({ ...counts, rowsIn: 0, inExact: false, outExact: false }, true), 'at least 41,207 rows out')
  })

  it('shows one number where all rows go through', () => {
    assert.equal(chipCounts({ ...counts, rowsIn: 41_207 }, true), '41,207')
  })

  it('shows nothing for a stage that is off or unknown', () => {
    assert.equal(chipCounts(counts, false), '')
    assert.equal(chipCounts(undefined, true), '')
  })
})

describe('dropping a chip', () => {
  const line = (top: number) => (left: number) => ({ left, right: left + 100, top, bottom: top + 24 })
  const boxes = [...[0, 120, 240].map(line(0)), ...[0, 120].map(line(30))]

  it('finds the place between chips', () => {
    assert.equal(dropPlace(boxes, 130, 10), 1)
    assert.equal(dropPlace(boxes, 200, 10), 2)
    assert.equal(dropPlace(boxes, 330, 10), 3)
    assert.equal(dropPlace(boxes, 400, 40), 5)
    assert.equal(dropPlace(boxes, 10, 40), 3)
  })

  it('leaves the search first', () => {
    assert.equal(dropPlace(boxes, 0, 0), 1)
  })

  it('tells where the chip will be', () => {
    assert.equal(indexAfterDrop(1, 3), 2)
    assert.equal(indexAfterDrop(3, 1), 1)
    assert.equal(indexAfterDrop(2, 2), 2)
  })
})
