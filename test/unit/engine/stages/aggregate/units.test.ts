import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { roundUnits, toUnits } from '../../../../../src/engine/stages/aggregate/units.ts'

describe('numbers as multiples of the least one', () => {
  it('come back as they were', () => {
    for (const x of [0, 5e-324, -5e-324, 2 ** -1022, 2 ** -1022 - 5e-324, 1, -1.5, 2 ** 53 + 2, Number.MAX_VALUE]) assert.equal(roundUnits(toUnits(x)), x)
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => assert.equal(roundUnits(toUnits(x)), x + 0)))
  })

  it('are rounded to the nearest, ties to even', () => {
    const [large, half] = [toUnits(2 ** 60), toUnits(2 ** 7)]
    assert.equal(roundUnits(large + half), 2 ** 60)
    assert.equal(roundUnits(large + 3n * half), 2 ** 60 + 2 ** 9)
    assert.equal(roundUnits(large + half + 1n), 2 ** 60 + 2 ** 8)
    assert.equal(roundUnits(-large - half - 1n), -(2 ** 60) - 2 ** 8)
    assert.equal(roundUnits(large + half - 1n), 2 ** 60)
  })

  it('are infinite beyond the largest', () => {
    const [most, half] = [toUnits(Number.MAX_VALUE), toUnits(2 ** 970)]
    assert.equal(roundUnits(most + half - 1n), Number.MAX_VALUE)
    assert.equal(roundUnits(most + half), Infinity)
    assert.equal(roundUnits(-1000n * most), -Infinity)
  })
})
