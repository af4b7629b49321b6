import { strict as assert } from 'node:assert'
import { SluiceError } from '../../../../../src/common/errors.ts'
import { bucketOf, middleOf } from '../../../../../src/engine/stages/aggregate/buckets.ts'
import { Pages } from '../../../../../src/engine/stages/aggregate/pages.ts'

describe('histograms', () => {
  it('have a bucket of its own for every whole number up to 512', () => {
    for (let n = -512; n <= 512; n++) assert.equal(middleOf(bucketOf(n)), n)
    assert.equal(middleOf(bucketOf(513)), 514)
    assert.equal(middleOf(bucketOf(-0)), 0)
  })

  it('count beyond 32 bits', () => {
    const one = new Pages()
    one.grow(1)
    one.count(0, bucketOf(-3))
    one.count(0, bucketOf(7))
    const saved = one.save()
    const most = { ...saved, counts: saved.counts.map((count) => count * (2 ** 30 - 1)) }
    const all = new Pages()
    all.grow(2)
    for (let i = 0; i < 9; i++) all.merge(most, Uint32Array.of(1))
    const copy = new Pages()
    copy.grow(3)
    copy.count(2, bucketOf(7))
    copy.merge(all.save(), Uint32Array.of(0, 2))
    const below = 9 * (2 ** 30 - 1)
    assert.deepEqual([1, below, below + 1, 2 * below, 2 * below + 1].map((rank) => copy.at(2, rank)), [-3, -3, 7, 7, 7])
    assert.throws(() => copy.at(2, 2 * below + 2), RangeError)
  })

  it('end with a word where there are too many', () => {
    const pages = new Pages(3)
    pages.grow(4)
    for (let group = 0; group < 3; group++) pages.count(group, 0)
    pages.count(2, 0)
    assert.throws(
      () => pages.count(3, 0),
      (error) => error instanceof SluiceError && error.code === 'tooManyGroups' && /percentiles/.test(error.message),
    )
  })
})
