import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { compileTime } from '../../../../../src/engine/records/time/readers.ts'
import { parseTimeText, type TimeOrigin } from '../../../../../src/engine/records/time/timeText.ts'

const origin: TimeOrigin = { now: Date.UTC(2026, 0, 1), end: Date.UTC(2024, 4, 1, 12) }
const parse = (text: string): readonly [number, number] | undefined => {
  const span = parseTimeText(text, origin)
  return span && [span.from, span.to]
}

describe('engine/records/time/timeText', () => {
  it('reads dates and times of any precision as what they last', () => {
    assert.deepEqual(parse('2024'), [Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1)])
    assert.deepEqual(parse('2024-12'), [Date.UTC(2024, 11, 1), Date.UTC(2025, 0, 1)])
    assert.deepEqual(parse('2024-02'), [Date.UTC(2024, 1, 1), Date.UTC(2024, 2, 1)])
    assert.deepEqual(parse('2024-05-01'), [Date.UTC(2024, 4, 1), Date.UTC(2024, 4, 2)])
    assert.deepEqual(parse('2024-05-01T12'), [Date.UTC(2024, 4, 1, 12), Date.UTC(2024, 4, 1, 13)])
    assert.deepEqual(parse('2024/05/01 12:30'), [Date.UTC(2024, 4, 1, 12, 30), Date.UTC(2024, 4, 1, 12, 31)])
    assert.deepEqual(parse('2024-05-01t12:30:05z'), [Date.UTC(2024, 4, 1, 12, 30, 5), Date.UTC(2024, 4, 1, 12, 30, 6)])
    assert.deepEqual(parse('2024-05-01T12:30:05,25'), [Date.UTC(2024, 4, 1, 12, 30, 5, 250), Date.UTC(2024, 4, 1, 12, 30, 5, 260)])
  })

  it('takes zones into account', () => {
    const noon = Date.UTC(2024, 4, 1, 12)
    for (const zoned of ['2024-05-01T14:00:00+02:00', '2024-05-01T14:00:00 +0200', '2024-05-01T14:00:00+02', '2024-05-01T06:30:00-0530']) {
      assert.equal(parse(zoned)?.[0], noon, zoned)
    }
  })

  it('reads numbers since 1970 by their length', () => {
    const second = Date.UTC(2024, 4, 1)
    assert.deepEqual(parse(String(second / 1000)), [second, second + 1000])
    assert.deepEqual(parse(String(second)), [second, second + 1])
    assert.equal(parse(`${second}000`)?.[0], second)
  })

  it("counts back from the log's end, and from now", () => {
    assert.deepEqual(parse('-15m'), [origin.end - 900_000, origin.end - 900_000])
    assert.deepEqual(parse('-1.5h'), [origin.end - 5_400_000, origin.end - 5_400_000])
    assert.deepEqual(parse('now-1d'), [origin.now - 86_400_000, origin.now - 86_400_000])
    assert.deepEqual(parse('now'), [origin.now, origin.now])
    assert.ok(Number.isNaN(parseTimeText('-1w', { now: 0, end: NaN })?.from))
  })

  it("takes a time of the day as the last one that is not after the log's end, as clocks of its zone show it", () => {
    assert.deepEqual(parse('9:30'), [Date.UTC(2024, 4, 1, 9, 30), Date.UTC(2024, 4, 1, 9, 31)])
    assert.deepEqual(parse('12:00'), [origin.end, origin.end + 60_000])
    assert.deepEqual(parse('12:00:01'), [Date.UTC(2024, 3, 30, 12, 0, 1), Date.UTC(2024, 3, 30, 12, 0, 2)])
    assert.deepEqual(parse('23:59:59.5'), [Date.UTC(2024, 3, 30, 23, 59, 59, 500), Date.UTC(2024, 3, 30, 23, 59, 59, 600)])
    const tokyo = { ...origin, zone: 'Asia/Tokyo' }
    assert.equal(parseTimeText('20:30', tokyo)?.from, Date.UTC(2024, 4, 1, 11, 30))
    assert.equal(parseTimeText('21:01', tokyo)?.from, Date.UTC(2024, 3, 30, 12, 1))
    assert.ok(Number.isNaN(parseTimeText('12:30', { now: 0, end: NaN })?.from))
  })

  it('is not taken in by what is no time', () => {
    const others = ['', '5', '-15', '15m', 'nowish', '2024-13-01', '2024-02-30', '2024-05-01T25', '2024-05-01T12:60', '24:30', '12:60', '12', '20240501', '-x', 'm', '2024-5-1']
    for (const text of others) assert.equal(parse(text), undefined, text)
  })

  it('reads every stamp of its own form as logs are read', () => {
    const reader = compileTime([{ kind: 'iso' }])
    const part = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
    const fraction = fc.option(fc.stringMatching(/^\d{1,9}$/), { nil: undefined })
    const zone = fc.constantFrom('', 'Z', '+02:00', '-0530', '+14')
    fc.assert(
      fc.property(fc.integer({ min: 1970, max: 2400 }), part(13), part(32), part(24), part(60), part(61), fraction, zone, (y, mo, d, h, mi, s, f, z) => {
        const text = `${y}-${mo}-${d}T${h}:${mi}:${s}${f === undefined ? '' : `.${f}`}${z}`
        const bytes = Buffer.from(text)
        const read = reader.read(bytes, 0, bytes.length)
        assert.equal(parse(text)?.[0] ?? NaN, read, text)
      }),
      { numRuns: 2000 },
    )
  })
})
