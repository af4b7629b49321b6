import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { NamedLayout } from '../../src/engine/records/formats/format.ts'
import { compileTime } from '../../src/engine/records/time/readers.ts'
import { plainCommon, plainEpoch, plainIso, type PlainStamp } from '../support/plainTime.ts'
import { broken, commonStamp, epochStamp, isoStamp } from '../support/stampArbitrary.ts'

/** What may follow a stamp. */
const followed = (stamp: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(stamp, fc.oneof(fc.constantFrom('', '', '', '] x', ' INFO', '5', ':', 'é'), fc.string())).map(([text, rest]) => text + rest)

describe('properties: time', () => {
  const cases: readonly (readonly [string, fc.Arbitrary<string>, NamedLayout, (text: string) => PlainStamp])[] = [
    ['ISO', followed(isoStamp), 'iso', plainIso],
    ['common', followed(commonStamp), 'common', plainCommon],
    ['epoch', epochStamp, 'epoch', plainEpoch],
  ]
  for (const [title, text, kind, plain] of cases) {
    it(`${title} stamps are read as by expressions and Date, wherever they stand and whatever was read before`, () => {
      const reader = compileTime([{ kind }])
      fc.assert(
        fc.property(broken(text), fc.nat(3), fc.string(), (stamp, from, behind) => {
          const shown = Buffer.from(stamp)
          const bytes = Buffer.concat([Buffer.alloc(from, 0x31), shown, Buffer.from(behind)])
          const expected = plain(shown.toString('latin1'))
          const time = reader.read(bytes, from, from + shown.length)
          assert.equal(time, expected.time)
          if (!Number.isNaN(time)) assert.deepEqual([reader.end, reader.isLocal], [from + expected.end, expected.isLocal])
        }),
        { numRuns: 5000 },
      )
    })
  }

  it('several kinds are tried in turn', () => {
    const reader = compileTime([{ kind: 'iso' }, { kind: 'epoch' }, { kind: 'common' }])
    fc.assert(
      fc.property(broken(fc.oneof(isoStamp, commonStamp, epochStamp)), (text) => {
        const bytes = Buffer.from(text)
        const shown = bytes.toString('latin1')
        const expected = [plainIso(shown), plainEpoch(shown), plainCommon(shown)].find(({ time }) => !Number.isNaN(time))
        assert.equal(reader.read(bytes, 0, bytes.length), expected?.time ?? NaN)
        if (expected) assert.deepEqual([reader.end, reader.isLocal], [expected.end, expected.isLocal])
      }),
    )
  })
})
