import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { zoneOf, type Zone } from '../../src/engine/records/time/zones.ts'
import { plainUtc, plainWall } from '../support/plainZone.ts'

const MOST = 14 * 3_600_000
const name = fc.constantFrom(...Intl.supportedValuesOf('timeZone').filter((each) => each !== 'UTC'))
const moment = fc.oneof(
  fc.integer({ min: Date.UTC(1905, 0, 1), max: Date.UTC(2149, 11, 1) }),
  fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2040, 0, 1) }),
)
const zoneNamed = (text: string): Zone => {
  const zone = zoneOf(text)
  assert.ok(zone)
  return zone
}

/** The moments at which a zone changes within a year, to the second. */
function changes(zone: string, year: number): readonly number[] {
  const offset = (utc: number): number => plainWall(zone, utc) - utc
  const found: number[] = []
  const day = 86_400_000
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += day) {
    if (offset(at) === offset(at + day)) continue
    let [low, high] = [at, at + day]
    while (high - low > 1000) {
      const middle = low + 1000 * Math.floor((high - low) / 2000)
      if (offset(middle) === offset(at)) low = middle
      else high = middle
    }
    found.push(high)
  }
  return found
}

describe('properties: time zones', function () {
  this.timeout(60_000)

  it('clocks show what Intl says', () => {
    fc.assert(
      fc.property(name, moment, (zone, utc) => {
        assert.equal(zoneNamed(zone).toWall(utc), plainWall(zone, utc))
      }),
      { numRuns: 3000 },
    )
  })

  it('wall times are the first moment at which clocks show them, or that at which they are left out', () => {
    fc.assert(
      fc.property(name, moment, (zone, wall) => {
        assert.equal(zoneNamed(zone).toUtc(wall), plainUtc(zone, wall))
      }),
      { numRuns: 3000 },
    )
  })

  it('also around changes, in whatever order they are asked for, and later ones never are earlier moments', () => {
    const near = fc.array(fc.integer({ min: -2 * MOST, max: 2 * MOST }), { minLength: 1, maxLength: 12 })
    const often = fc.oneof(name, fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Africa/Cairo', 'Pacific/Apia'))
    fc.assert(
      fc.property(often, fc.integer({ min: 1970, max: 2037 }), near, (zone, year, apart) => {
        for (const change of changes(zone, year)) {
          const { toUtc } = { toUtc: (wall: number) => zoneNamed(zone).toUtc(wall) }
          const walls = apart.map((by) => change + by)
          const moments = walls.map(toUtc)
          assert.deepEqual(moments, walls.map((wall) => plainUtc(zone, wall)))
          const sorted = [...walls].sort((a, b) => a - b).map(toUtc)
          assert.deepEqual(sorted, [...sorted].sort((a, b) => a - b))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('those with one offset are that far away, and UTC is none', () => {
    fc.assert(
      fc.property(fc.integer({ min: -MOST / 60_000, max: MOST / 60_000 }).filter((minutes) => minutes !== 0), moment, (minutes, utc) => {
        const apart = Math.abs(minutes)
        const text = `${minutes < 0 ? '-' : '+'}${String(Math.floor(apart / 60)).padStart(2, '0')}:${String(apart % 60).padStart(2, '0')}`
        assert.equal(zoneNamed(text).toWall(utc), utc + 60_000 * minutes)
        assert.equal(zoneNamed(text).toUtc(utc), utc - 60_000 * minutes)
      }),
    )
    assert.equal(zoneOf('UTC'), undefined)
    assert.equal(zoneOf(undefined), undefined)
  })

  it('far times have the offset of the years that are known', () => {
    const zone = zoneNamed('Europe/Berlin')
    for (const year of [0, 1000, 2500, 9999]) {
      const wall = new Date(0).setUTCFullYear(year, 6, 1)
      assert.equal(wall - zone.toUtc(wall), 3_600_000)
      assert.equal(zone.toWall(zone.toUtc(wall)), wall)
    }
    assert.ok(Number.isNaN(zone.toUtc(NaN)))
  })
})
