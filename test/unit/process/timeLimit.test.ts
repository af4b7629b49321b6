import { strict as assert } from 'node:assert'
import { TimeLimitError, withinTime } from '../../../src/process/timeLimit.ts'

describe('process/timeLimit', () => {
  it('gives what the work gives, and throws what it throws', () => {
    assert.equal(withinTime(10_000, () => 'done'), 'done')
    const error = new RangeError('of the work')
    assert.throws(() => withinTime(10_000, () => { throw error }), (thrown) => thrown === error)
    assert.equal(withinTime(10_000, () => withinTime(10_000, () => 1) + 1), 2)
  })

  it('breaks off an expression that does not end, again and again', () => {
    for (let i = 0; i < 3; i++) {
      assert.throws(() => withinTime(20, () => /(x+x+)+y/.test('x'.repeat(60))), TimeLimitError)
      assert.equal(withinTime(10_000, () => i), i)
    }
  })
})
