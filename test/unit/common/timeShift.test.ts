import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { parseShift, shiftText } from '../../../src/common/timeShift.ts'

describe('common/timeShift', () => {
  it('reads what people write', () => {
    const shifts: [string, number][] = [['+2h', 7_200_000], ['-350ms', -350], ['1.5s', 1500], ['+1h30m', 5_400_000], ['-1d', -86_400_000], ['2w', 1_209_600_000], [' 0 ', 0], ['-0s', 0]]
    for (const [text, shift] of shifts) assert.equal(parseShift(text), shift, text)
  })

  it('refuses everything else', () => {
    for (const text of ['', '2', '+', 'h', '+2x', '2 h', '--2h', '+2h ago', '9999999d', '1e3s', '+2h,']) assert.equal(parseShift(text), undefined, text)
  })

  it('writes what it reads', () => {
    fc.assert(fc.property(fc.integer({ min: -3e12, max: 3e12 }), (shift) => assert.equal(parseShift(shiftText(shift)), shift)))
  })
})
