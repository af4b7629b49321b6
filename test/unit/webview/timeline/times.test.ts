import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { parseTimeText } from '../../../../src/engine/records/time/timeText.ts'
import { axisLabels, axisTimes, queryTime, rangeText, timeTerms, wallOf } from '../../../../src/webview/timeline/times.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const noon = Date.UTC(2026, 4, 12, 12)

describe('times of the timeline', () => {
  it('are shown by the clocks of their zone', () => {
    assert.equal(wallOf(noon, undefined), noon)
    assert.equal(wallOf(noon, '+05:30'), noon + 5.5 * HOUR)
    assert.equal(wallOf(noon + 7, 'Europe/Berlin'), noon + 2 * HOUR + 7)
  })

  it('are as precise in a query as the width of their buckets', () => {
    assert.equal(timeTerms(noon, noon + 5 * MINUTE, 5 * MINUTE, undefined), 'time>=2026-05-12T12:00 time<2026-05-12T12:05')
    assert.equal(timeTerms(noon, noon + 5 * MINUTE, 5 * MINUTE, 'Europe/Berlin'), 'time>=2026-05-12T14:00 time<2026-05-12T14:05')
    assert.equal(queryTime(noon, 2000, undefined), '2026-05-12T12:00:00')
    assert.equal(queryTime(noon + 2000, 2000, undefined), '2026-05-12T12:00:02')
    assert.equal(queryTime(noon + 20, 20, undefined), '2026-05-12T12:00:00.020')
    assert.equal(queryTime(noon - 12 * HOUR, DAY, undefined), '2026-05-12')
  })

  it('are read as what they were, also where clocks are put back', () => {
    const zones = fc.constantFrom(undefined, '+05:30', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
    const days = fc.oneof(fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }), fc.integer({ min: Date.UTC(2026, 9, 24), max: Date.UTC(2026, 9, 26) }), fc.integer({ min: Date.UTC(2026, 3, 4, 12), max: Date.UTC(2026, 3, 5) }))
    fc.assert(
      fc.property(days, fc.constantFrom(1, 1000, MINUTE, 30 * MINUTE), zones, (at, width, zone) => {
        const time = Math.floor(at / width) * width
        const text = queryTime(time, width, zone).replaceAll('"', '')
        assert.equal(parseTimeText(text, { now: 0, end: 0, zone })?.from, time)
      }),
      { numRuns: 1000 },
    )
  })

  it('name the day on the axis where it changes', () => {
    const start = noon + 8 * HOUR
    assert.deepEqual(axisLabels([0, 2, 4, 6].map((hours) => start + hours * HOUR), 2 * HOUR, undefined), ['May 12 20:00', '22:00', 'May 13', '02:00'])
    assert.deepEqual(axisLabels([noon, noon + 500], 500, undefined), ['May 12 12:00:00.000', '12:00:00.500'])
    assert.deepEqual(axisLabels([0, 1].map((days) => Date.UTC(2026, 11, 31) + days * DAY), DAY, undefined), ['Dec 31, 2026', 'Jan 1, 2027'])
  })

  it('are said as ranges', () => {
    assert.equal(rangeText(noon, noon + 5 * MINUTE, 5 * MINUTE, undefined), 'May 12 12:00 – 12:05')
    assert.equal(rangeText(noon + 12 * HOUR - 30_000, noon + 12 * HOUR, 30_000, undefined), 'May 12 23:59:30 – May 13 00:00:00')
    assert.equal(rangeText(noon - 12 * HOUR, noon + 12 * HOUR, DAY, undefined), 'May 12')
    assert.equal(rangeText(noon - 12 * HOUR, noon + 60 * HOUR, DAY, undefined), 'May 12 – May 14')
  })

  it('chooses round times by the clocks of the zone, not more than there is room for', () => {
    const start = Date.UTC(2026, 4, 12, 5, 50)
    const hours = (zone: string | undefined): string[] => {
      const { times, step } = axisTimes(start, start + 12 * HOUR, 7, zone)
      assert.equal(step, 2 * HOUR)
      return times.map((time) => new Date(wallOf(time, zone)).toISOString().slice(11, 16))
    }
    assert.deepEqual(hours(undefined), ['06:00', '08:00', '10:00', '12:00', '14:00', '16:00'])
    assert.deepEqual(hours('+05:30'), ['12:00', '14:00', '16:00', '18:00', '20:00', '22:00'])
    for (const [span, most] of [[1, 3], [999, 5], [90_000, 8], [400 * 24 * HOUR, 4], [9000 * 24 * HOUR, 6]]) {
      const { times, step } = axisTimes(start, start + span, most, undefined)
      assert.ok(times.length <= most + 1 && times.every((time) => time >= start && time <= start + span && time % step === 0 || step > 24 * HOUR), `${span}: ${times.length}`)
    }
  })
})
