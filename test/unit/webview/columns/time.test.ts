import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { clockOf, dayOf, dayText, deltaText, relativeText, timeLength, timeText, wallOf } from '../../../../src/webview/columns/time.ts'

const noon = Date.UTC(2024, 4, 1, 12, 0, 0)
const HOUR = 3_600_000

describe('columns/time', () => {
  it('finds the time of the day in stamps', () => {
    const stamps = {
      '2024-05-01T12:00:01.250+02:00': '12:00:01.250',
      'May  1 12:00:01': '12:00:01',
      '01/May/2024:12:00:01 +0200': '12:00:01',
      '2024-05-01 12:00:01,250': '12:00:01,250',
      '5/1/2024 1:02:03 PM': '1:02:03 PM',
      '1714564801': undefined,
      '20240501 120001': undefined,
    }
    for (const [stamp, clock] of Object.entries(stamps)) assert.equal(clockOf(stamp), clock, stamp)
  })

  it('tells the day on the clock of the log', () => {
    const late = Date.UTC(2024, 4, 1, 23, 30)
    assert.equal(wallOf(late, '2024-05-02T01:30:00+02:00'), late + 2 * HOUR)
    assert.equal(dayText(dayOf(late, '2024-05-02T01:30:00+02:00') ?? 0), 'Thursday, 2 May 2024')
    assert.equal(dayText(dayOf(late, '2024-05-01T23:30:00Z') ?? 0, true), '1 May')
    assert.equal(dayText(dayOf(Date.UTC(2024, 4, 1, 2), '4/30/2024 7:00:00 PM') ?? 0, true), '30 Apr')
    assert.deepEqual([dayOf(NaN, '12:00:00'), dayOf(noon, undefined)], [undefined, undefined])
  })

  it('tells the clock of any zone, whatever is left of a second', () => {
    const moment = fc.integer({ min: -1e12, max: 4e12 })
    const zone = fc.integer({ min: -43, max: 52 }).map((quarters) => quarters * 900_000)
    fc.assert(
      fc.property(moment, zone, fc.constantFrom(19, 23), (time, shift, length) => {
        const wall = time + shift
        assert.equal(wallOf(time, new Date(wall).toISOString().slice(0, length)), wall)
      }),
    )
  })

  it('shows the way between moments', () => {
    assert.deepEqual([0, 1204, -37, 59_999, -60_500, 3_600_000, -90_061_000].map(deltaText), [
      '+0.000 s', '+1.204 s', '\u22120.037 s', '+59.999 s', '\u22121:00.500', '+1:00:00', '\u22121 d 01:01:01',
    ])
  })

  it('shows how long ago something was', () => {
    assert.deepEqual([0, 999, 1000, 90_000, 2 * HOUR, 400 * 24 * HOUR, -61_000].map((ago) => relativeText(noon - ago, noon)), [
      'now', 'now', '1 s ago', '1 min ago', '2 h ago', '400 d ago', 'in 1 min',
    ])
  })

  it('shows each form, and what is there where it cannot', () => {
    const stamp = '2024-05-01T12:00:00Z'
    const shown = (form: Parameters<typeof timeText>[0]['form'], from = NaN, previous = NaN) => timeText({ form, from }, noon, stamp, previous)
    assert.deepEqual([shown('short'), shown('full'), shown('relative', noon + 5000)], ['12:00:00', stamp, '5 s ago'])
    assert.deepEqual([shown('delta', noon - 1500), shown('delta'), shown('previous', NaN, noon), shown('previous')], ['+1.500 s', '', '+0.000 s', ''])
    for (const form of ['short', 'full', 'relative', 'delta', 'previous'] as const) assert.equal(timeText({ form, from: 0 }, NaN, undefined, 0), undefined)
    assert.equal(timeText({ form: 'short', from: NaN }, noon, '1714564800', NaN), '1714564800')
  })

  it('knows how much room a form needs', () => {
    const stamps = ['2024-05-01T12:00:00.250Z']
    assert.ok(timeLength('short', stamps) === 12 && timeLength('full', stamps) === 24)
    assert.ok(timeLength('delta', stamps) >= deltaText(-86_400_000 * 9).length)
  })
})
