import { strict as assert } from 'node:assert'
import { parsePercent } from '../../../src/host/percentInput.ts'

describe('a percentage that somebody types', () => {
  it('is a number from 0 to 100', () => {
    assert.deepEqual(['0', '50', ' 99.5 % ', '12,5%', '100'].map(parsePercent), [0, 50, 99.5, 12.5, 100])
  })

  it('or none', () => {
    assert.deepEqual(['', '101', '-1', 'half', '5 0', '1e1'].map(parsePercent), Array(6).fill(undefined))
  })
})
