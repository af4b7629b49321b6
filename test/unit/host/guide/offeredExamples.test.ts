import { strict as assert } from 'node:assert'
import { OfferedExamples } from '../../../../src/host/guide/offeredExamples.ts'

describe('OfferedExamples', () => {
  it('are offered until they are put away, and again when somebody wants them; panels hear of changes only', async () => {
    let kept: unknown
    let told = 0
    const examples = new OfferedExamples({ get: () => kept, set: async (value) => void (kept = value) }, () => told++)
    assert.equal(examples.on, true)
    await examples.offer(true)
    assert.equal(told, 0)
    await examples.offer(false)
    assert.deepEqual([examples.on, told, kept], [false, 1, true])
    await examples.offer(true)
    assert.deepEqual([examples.on, told, kept], [true, 2, undefined])
  })

  it('are offered where storage holds something else', () => {
    assert.equal(new OfferedExamples({ get: () => 'yes', set: async () => undefined }, () => undefined).on, true)
  })
})
