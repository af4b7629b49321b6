import { strict as assert } from 'node:assert'
import { trackDisposables, type Disposable } from '../../src/common/lifecycle.ts'

/** In a `describe`: after every test and its `cleanUp` all disposables that it made must have been disposed of. */
export function checkLeaks(cleanUp: () => void | Promise<void> = () => undefined): void {
  const held = new Set<Disposable>()
  beforeEach(() => {
    held.clear()
    trackDisposables((item, change) => (change === 1 ? held.add(item) : held.delete(item)))
  })
  afterEach(async () => {
    await cleanUp()
    trackDisposables(undefined)
    assert.equal(held.size, 0, `${held.size} disposables were not disposed of`)
  })
}
