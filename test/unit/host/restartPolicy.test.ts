import { strict as assert } from 'node:assert'
import { RestartPolicy } from '../../../src/host/restartPolicy.ts'

describe('RestartPolicy', () => {
  let now = 0
  const make = (): RestartPolicy => new RestartPolicy(3, 60_000, () => now)
  const crash = (policy: RestartPolicy, ...times: number[]): boolean[] =>
    times.map((time) => {
      now = time
      policy.noteCrash()
      return policy.exhausted
    })

  it('is exhausted by the third crash within a minute', () => {
    assert.deepEqual(crash(make(), 0, 30_000, 59_999), [false, false, true])
  })

  it('forgets crashes after a minute', () => {
    assert.deepEqual(crash(make(), 0, 30_000, 60_000, 89_999), [false, false, false, true])
  })

  it('stays exhausted until it is reset', () => {
    const policy = make()
    crash(policy, 0, 1, 2)
    now = 1e9
    assert.equal(policy.exhausted, true)
    policy.reset()
    assert.equal(policy.exhausted, false)
    assert.deepEqual(crash(policy, 1e9), [false])
  })
})
