import { strict as assert } from 'node:assert'
import { fromErrorData, isCancelled, SluiceError, throwIfAborted, toErrorData } from '../../../src/common/errors.ts'

describe('common/errors', () => {
  it('crosses a boundary as plain data and comes back the same', () => {
    const error = new SluiceError('stageTimeout', 'Too slow.', { stage: 2, source: 0, offset: 17 })
    const data = structuredClone(toErrorData(error))
    assert.deepEqual(data, { code: 'stageTimeout', message: 'Too slow.', details: { stage: 2, source: 0, offset: 17 } })
    const back = fromErrorData(data)
    assert.ok(back instanceof SluiceError)
    assert.deepEqual(toErrorData(back), data)
  })

  it('makes `internal` of what has no code', () => {
    assert.deepEqual(toErrorData(new RangeError('out')), { code: 'internal', message: 'out' })
    assert.deepEqual(toErrorData(undefined), { code: 'internal', message: 'undefined' })
  })

  it('knows a cancellation, also that of the platform', () => {
    assert.equal(isCancelled(new SluiceError('cancelled', '')), true)
    assert.equal(isCancelled(AbortSignal.abort().reason), true)
    assert.equal(isCancelled(new Error('cancelled')), false)
  })

  it('throws only for a signal that has been aborted', () => {
    throwIfAborted(undefined)
    throwIfAborted(new AbortController().signal)
    assert.throws(() => throwIfAborted(AbortSignal.abort()), { code: 'cancelled' })
  })
})
