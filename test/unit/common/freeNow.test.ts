import { strict as assert } from 'node:assert'
import { freeNow } from '../../../src/common/freeNow.ts'

describe('common/freeNow', () => {
  it('gives back the memory of an array, once', () => {
    const array = new Uint32Array(1000)
    freeNow(array)
    freeNow(array)
    assert.equal(array.length, 0)
    assert.equal(array.buffer.byteLength, 0)
  })

  it('leaves memory alone that threads share', () => {
    const array = new Uint8Array(new SharedArrayBuffer(10))
    freeNow(array)
    assert.equal(array.length, 10)
  })
})
