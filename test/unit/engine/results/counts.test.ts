import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { BlockCounts } from '../../../../src/engine/results/counts.ts'

function counts(...numbers: (number | undefined)[]): BlockCounts {
  const result = new BlockCounts(numbers.length)
  numbers.forEach((count, block) => count !== undefined && result.set(block, count))
  return result
}

describe('engine/results/counts', () => {
  it('is complete when every block is known; without blocks at once', () => {
    assert.equal(counts().complete, true)
    assert.equal(counts(1, undefined).complete, false)
    assert.equal(counts(1, 0).complete, true)
  })

  it('knows totals of what is known', () => {
    const some = counts(3, undefined, 4)
    assert.deepEqual([some.total, some.prefix, some.at(0), some.at(1)], [7, 1, 3, -1])
  })

  it('sums exactly up to the first gap, and estimates behind it', () => {
    const some = counts(2, 4, undefined, 6, undefined)
    assert.deepEqual(some.before(0), { value: 0, exact: true })
    assert.deepEqual(some.before(2), { value: 6, exact: true })
    assert.deepEqual(some.before(3), { value: 10, exact: false }, 'a gap counts as the mean of what is known')
    assert.deepEqual(counts(undefined, undefined).before(1), { value: 0, exact: false })
  })

  it('finds the block of an item, past empty ones', () => {
    const some = counts(0, 2, 0, 0, 3, undefined)
    assert.deepEqual([0, 1, 2, 4].map((ordinal) => some.locate(ordinal)), [
      { block: 1, row: 0 },
      { block: 1, row: 1 },
      { block: 4, row: 0 },
      { block: 4, row: 2 },
    ])
    assert.deepEqual([some.locate(5), some.locate(-1), counts().locate(0)], [undefined, undefined, undefined])
  })

  it('goes over blocks that are known to be empty, and over no other', () => {
    const some = counts(0, undefined, 0, 5, 0)
    assert.deepEqual([0, 1, 2, 4, 5].map((block) => some.nextOccupied(block)), [1, 1, 3, 5, 5])
    assert.deepEqual([5, 3, 1, 0].map((block) => some.previousOccupied(block)), [3, 1, -1, -1])
    assert.deepEqual([some.isEmpty(0), some.isEmpty(1), some.isEmpty(3)], [true, false, false])
  })

  it('takes the same number again, and says `changed` for another', () => {
    const some = counts(2)
    some.set(0, 2)
    assert.equal(some.total, 2)
    assert.throws(() => some.set(0, 3), { code: 'changed' })
  })

  it('comes to the same, in whatever order the blocks become known', () => {
    const given = fc.array(fc.nat(5), { maxLength: 30 }).chain((numbers) =>
      fc.tuple(fc.constant(numbers), fc.shuffledSubarray(numbers.map((_, i) => i), { minLength: numbers.length })),
    )
    fc.assert(
      fc.property(given, ([numbers, order]) => {
        const result = new BlockCounts(numbers.length)
        for (const block of order) result.set(block, numbers[block])
        const items = numbers.flatMap((count, block) => Array.from({ length: count }, (_, row) => ({ block, row })))
        assert.equal(result.complete, true)
        assert.equal(result.total, items.length)
        items.forEach((item, ordinal) => assert.deepEqual(result.locate(ordinal), item))
        let sum = 0
        numbers.forEach((count, block) => {
          assert.deepEqual(result.before(block), { value: sum, exact: true })
          sum += count
        })
      }),
    )
  })
})
