import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { zoneOf } from '../../../../src/engine/records/time/zones.ts'
import { bucketsBetween, roundWidth } from '../../../../src/engine/timeline/buckets.ts'

describe('buckets of a timeline', () => {
  it('are of round widths', () => {
    assert.equal(roundWidth(0, 100), 1)
    assert.equal(roundWidth(100_000, 100), 1000)
    assert.equal(roundWidth(100_001, 100), 2000)
    assert.equal(roundWidth(86_400_000, 200), 600_000)
    assert.equal(roundWidth(86_400_000 * 365, 100), 86_400_000 * 5)
    assert.equal(roundWidth(86_400_000 * 365 * 50, 100), 86_400_000 * 200)
    assert.ok(Number.isFinite(roundWidth(1e300, 1)))
  })

  it('begin at round times of the zone', () => {
    const first = Date.UTC(2026, 4, 12, 6, 7)
    assert.deepEqual(bucketsBetween(first, first + 3_600_000 * 30, 12), { from: Date.UTC(2026, 4, 12, 6), width: 3_600_000 * 3, count: 11 })
    const days = bucketsBetween(first, first + 86_400_000 * 9, 12, zoneOf('Europe/Berlin'))
    assert.equal(days.from, Date.UTC(2026, 4, 11, 22))
  })

  it('hold the first and the last time, and are as few as were asked for', () => {
    const time = fc.integer({ min: 0, max: 2e12 })
    fc.assert(
      fc.property(time, time, fc.integer({ min: 2, max: 300 }), fc.constantFrom(undefined, 'Asia/Kolkata', 'America/New_York'), (a, b, wanted, zone) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)]
        const { from, width, count } = bucketsBetween(first, last, wanted, zoneOf(zone))
        assert.ok(from <= first && last < from + count * width)
        assert.ok(count <= wanted)
      }),
    )
  })
})
