import { strict as assert } from 'node:assert'
import { fixedOffset, timeZoneNamed, timeZoneNames } from '../../../src/common/timeZones.ts'

describe('common/timeZones', () => {
  const names: readonly (readonly [string, string | undefined])[] = [
    ['UTC', 'UTC'], ['utc', 'UTC'], ['GMT', 'UTC'], ['Z', 'UTC'], ['Etc/UTC', 'UTC'], ['+0', 'UTC'], [' +02:00 ', '+02:00'], ['+2', '+02:00'],
    ['-0330', '-03:30'], ['UTC+5:45', '+05:45'], ['+14:00', '+14:00'], ['+14:01', undefined], ['+15', undefined], ['+02:75', undefined],
    ['europe/berlin', 'Europe/Berlin'], ['Europe/Nowhere', undefined], ['', undefined], ['auto', undefined], ['12:00', undefined],
  ]
  for (const [text, name] of names) it(`'${text}' is ${name ?? 'no zone'}`, () => assert.equal(timeZoneNamed(text), name))

  it('is that of this machine for local', () => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    assert.equal(timeZoneNamed('local'), timeZoneNamed(timeZone))
    assert.ok(timeZoneNamed('local'))
  })

  it('gives names that keep their meaning when they are read again', () => {
    for (const name of [...timeZoneNames(), '+02:00', '-11:30']) {
      const found = timeZoneNamed(name)
      assert.ok(found, name)
      assert.equal(timeZoneNamed(found), found)
    }
  })

  it('knows how far those with one offset are from UTC', () => {
    assert.deepEqual(['UTC', '+02:00', '-03:30', 'Europe/Berlin'].map(fixedOffset), [0, 120, -210, undefined])
  })
})
