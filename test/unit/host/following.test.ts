import { strict as assert } from 'node:assert'
import { mock } from 'node:test'
import { Following } from '../../../src/host/following.ts'

describe('host: following', () => {
  let reloads = 0
  let busy = false
  let now = 0
  let following: Following
  const grown = { kind: 'grown' } as const
  const pass = (milliseconds: number): void => {
    now += milliseconds
    mock.timers.tick(milliseconds)
  }
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    reloads = now = 0
    busy = false
    following = new Following({ reload: async () => void reloads++, isBusy: () => busy }, () => now)
  })
  afterEach(() => {
    following.dispose()
    mock.timers.reset()
  })

  it('takes in growth and replaced files while it is on', () => {
    following.set(true)
    assert.equal(following.takes({ kind: 'deleted' }), false)
    pass(1000)
    assert.equal(reloads, 0)
    assert.equal(following.takes(grown), true)
    pass(0)
    assert.equal(reloads, 1)
    assert.equal(following.takes({ kind: 'changed' }), true)
    pass(499)
    assert.equal(reloads, 1)
    pass(1)
    assert.equal(reloads, 2)
  })

  it('takes in at once what came before it was switched on, unless somebody did', () => {
    assert.equal(following.takes(grown), false)
    following.noteReloaded()
    following.set(true)
    pass(1000)
    assert.equal(reloads, 0)
    following.set(false)
    assert.equal(following.takes(grown), false)
    following.set(true)
    pass(0)
    assert.equal(reloads, 1)
  })

  it('disturbs nothing, and takes no more than a part of the time', () => {
    following.set(true)
    busy = true
    following.takes(grown)
    pass(10_000)
    assert.equal(reloads, 0)
    busy = false
    following.noteIdle()
    pass(0)
    assert.equal(reloads, 1)
    busy = true
    following.takes(grown)
    pass(2000)
    busy = false
    following.noteIdle()
    pass(5999)
    assert.equal(reloads, 1)
    pass(1)
    assert.equal(reloads, 2)
  })

  it('stops', () => {
    following.set(true)
    following.takes(grown)
    following.set(false)
    pass(1000)
    assert.equal(reloads, 0)
  })
})
