import { strict as assert } from 'node:assert'
import { unforeseen } from '../../../../src/engine/results/unforeseen.ts'

describe('unforeseen bytes', () => {
  it('are as many as asked for, and never the same', () => {
    const all = Array.from({ length: 100 }, () => unforeseen(9))
    assert.ok(all.every(({ length }) => length === 9))
    assert.equal(new Set(all.map((bytes) => bytes.toString('hex'))).size, 100)
  })

  it('take every value in every place', () => {
    const bytes = unforeseen(1 << 16)
    for (const place of [0, 1, 2, 3]) assert.equal(new Set(bytes.filter((_, i) => i % 4 === place)).size, 256)
  })
})
