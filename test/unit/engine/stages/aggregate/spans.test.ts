import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { DecimalSteps } from '../../../../../src/engine/stages/aggregate/decimalSteps.ts'
import { bucketText, timeBuckets, valueBuckets } from '../../../../../src/engine/stages/aggregate/spanWidth.ts'

function bucket(time: string, digits: string, unit: string, zone?: string): unknown {
  const buckets = timeBuckets({ digits, unit }, zone)!
  return bucketText('time', buckets.start(buckets.indexOf(Date.parse(time))), zone)
}

describe('buckets', () => {
  it('of steps begin at the number nearest to the decimal, and hold what is up to the next', () => {
    const width = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: -8, max: 5 }))
    fc.assert(
      fc.property(width, fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), ([digits, exponent], x) => {
        const steps = new DecimalSteps(digits, exponent)
        const step = steps.indexOf(x)
        assert.ok(steps.start(step) <= x && x < steps.start(step + 1), `${x} in ${step}`)
        assert.equal(steps.start(step), Number(`${step * digits}e${exponent}`) + 0)
      }),
      { numRuns: 500 },
    )
    assert.deepEqual([0.1, 0.3, 0.7, 1.1].map((x) => DecimalSteps.of('0.1').start(DecimalSteps.of('0.1').indexOf(x))), [0.1, 0.3, 0.7, 1.1])
  })

  it('of a multiple of a width are made of whole buckets of it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.integer({ min: -6, max: 2 }), fc.constantFrom(2, 5, 10), (x, exponent, times) => {
        const fine = new DecimalSteps(1, exponent).indexOf(x)
        assert.equal(new DecimalSteps(times, exponent).indexOf(x), Math.floor(fine / times) + 0)
      }),
    )
  })

  it('of times are counted from 1970 in UTC up to hours, else by the calendar', () => {
    assert.equal(bucket('2024-05-01T10:37:12.345Z', '500', 'ms'), '2024-05-01T10:37:12.000Z')
    assert.equal(bucket('2024-05-01T10:37:12Z', '15', 'm'), '2024-05-01T10:30:00.000Z')
    assert.equal(bucket('1969-12-31T23:59:59Z', '1', 'h'), '1969-12-31T23:00:00.000Z')
    assert.equal(bucket('2024-05-01T10:37:12Z', '1', 'd'), '2024-05-01T00:00:00.000Z')
    assert.equal(bucket('2024-05-05T23:00:00Z', '1', 'w'), '2024-04-29T00:00:00.000Z')
    assert.equal(bucket('2024-05-05T23:00:00Z', '2', 'M'), '2024-05-01T00:00:00.000Z')
    assert.equal(bucket('2024-05-05T23:00:00Z', '1', 'q'), '2024-04-01T00:00:00.000Z')
    assert.equal(bucket('1969-05-05T23:00:00Z', '1', 'y'), '1969-01-01T00:00:00.000Z')
  })

  it('of days and longer begin when clocks of the zone show so', () => {
    assert.equal(bucket('2024-05-01T22:30:00Z', '1', 'd', 'Europe/Berlin'), '2024-05-02T00:00:00.000+02:00')
    assert.equal(bucket('2024-03-31T12:00:00Z', '1', 'd', 'Europe/Berlin'), '2024-03-31T00:00:00.000+01:00')
    assert.equal(bucket('2024-12-31T23:30:00Z', '1', 'y', 'Europe/Berlin'), '2025-01-01T00:00:00.000+01:00')
    assert.equal(bucket('2024-05-01T22:30:00Z', '1', 'h', 'Asia/Kolkata'), '2024-05-02T03:30:00.000+05:30')
  })

  it('follow each other without a gap, also where clocks are changed', () => {
    const widths = fc.constantFrom(['1', 'd'], ['3', 'd'], ['1', 'w'], ['1', 'M'], ['1', 'q'], ['2', 'y'], ['7', 'h'], ['90', 's'])
    const zones = fc.constantFrom(undefined, 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kolkata')
    const times = fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2030, 0) })
    fc.assert(
      fc.property(widths, zones, times, ([digits, unit], zone, time) => {
        const buckets = timeBuckets({ digits, unit }, zone)!
        const index = buckets.indexOf(time)
        assert.ok(buckets.start(index) <= time && time < buckets.start(index + 1))
        assert.equal(buckets.indexOf(buckets.start(index)), index)
        assert.equal(buckets.indexOf(buckets.start(index + 1) - 1), index)
      }),
      { numRuns: 500 },
    )
  })

  it('of durations and sizes are shown as such', () => {
    const shown = (value: number, digits: string, unit: string): unknown => {
      const buckets = valueBuckets({ digits, unit })!
      return bucketText(buckets.kind, buckets.start(buckets.indexOf(value)))
    }
    assert.deepEqual([shown(1700, '500', 'ms'), shown(100_000_000, '1', 'd'), shown(-1, '1', 's')], ['1.5s', '1d', '-1s'])
    assert.deepEqual([shown(25_000, '10', 'KB'), shown(3000, '1', 'KiB')], ['20KB', '2KiB'])
    assert.equal(valueBuckets({ digits: '1', unit: 'M' }), undefined)
  })
})
