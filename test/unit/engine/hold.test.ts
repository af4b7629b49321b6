import { strict as assert } from 'node:assert'
import { Hold } from '../../../src/engine/hold.ts'

describe('engine/hold', () => {
  it('lets go when it is told to, when the next one comes, and by itself', async () => {
    const heard: string[] = []
    const hold = new Hold(60_000)
    const first = hold.wait().then(() => heard.push('first'))
    const second = hold.wait().then(() => heard.push('second'))
    await first
    assert.deepEqual(heard, ['first'])
    hold.end()
    hold.end()
    await second
    assert.deepEqual(heard, ['first', 'second'])
    await new Hold(1).wait()
  })
})
