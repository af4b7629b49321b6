import { strict as assert } from 'node:assert'
import { readMoment } from '../../../../src/engine/timeline/readMoment.ts'

describe('a moment that somebody types', () => {
  const origin = { now: Date.UTC(2026, 5, 1), end: Date.UTC(2026, 4, 12, 18), zone: undefined }
  const near = Date.UTC(2026, 4, 11, 23, 30)

  it('is written as in queries', () => {
    assert.equal(readMoment(' 2026-05-12T14:03 ', origin), Date.UTC(2026, 4, 12, 14, 3))
    assert.equal(readMoment('2026-05-12', origin), Date.UTC(2026, 4, 12))
    assert.equal(readMoment('-15m', origin), Date.UTC(2026, 4, 12, 17, 45))
    assert.equal(readMoment('now-1d', origin), Date.UTC(2026, 4, 31))
  })

  it('or is a time of the day that is shown, by its clocks', () => {
    assert.equal(readMoment('14:03', origin, near), Date.UTC(2026, 4, 11, 14, 3))
    assert.equal(readMoment('9:03:01.5', origin, near), Date.UTC(2026, 4, 11, 9, 3, 1, 500))
    assert.equal(readMoment('14:03', { ...origin, zone: 'Europe/Berlin' }, near), Date.UTC(2026, 4, 12, 12, 3))
    assert.equal(readMoment('14:03', origin), Date.UTC(2026, 4, 12, 14, 3))
  })

  it('or is none', () => {
    for (const text of ['', 'yesterday', '25:00', '15', '-15', '2026-13-01']) assert.equal(readMoment(text, origin, near), undefined, text)
    assert.equal(readMoment('-15m', { ...origin, end: NaN }), undefined)
  })
})
