import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { roundedResult } from '../../../../../src/engine/stages/aggregate/roundedResult.ts'

describe('a computed number', () => {
  it('has at most 15 digits', () => {
    assert.equal(roundedResult(0.1 + 0.2), 0.3)
    assert.equal(roundedResult(70 / 3), 23.3333333333333)
    assert.equal(roundedResult(-2 / 3), -0.666666666666667)
    assert.equal(roundedResult(1e-7 / 3), 3.33333333333333e-8)
    assert.equal(roundedResult(2.9999999999999996), 3)
    assert.equal(roundedResult(Number.MIN_VALUE), Number.MIN_VALUE)
  })

  it('stays as it is where it is whole or none', () => {
    for (const value of [0, 2 ** 53 - 1, -(2 ** 53 - 1), 1.7e308, Number.MAX_VALUE, Infinity]) assert.equal(roundedResult(value), value)
  })

  it('is the decimal number that was meant, of up to 15 digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.integer({ min: -20, max: 20 }), (digits, exponent) => {
        const value = Number(`${digits}e${exponent}`)
        assert.equal(roundedResult(value), value)
        assert.equal(roundedResult(roundedResult(value / 3)), roundedResult(value / 3))
      }),
    )
  })
})
