import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import type { TimeLayout } from '../../src/engine/records/formats/format.ts'
import { compileTime } from '../../src/engine/records/time/readers.ts'
import { plainCommon, plainEpoch, plainIso, type PlainStamp } from '../support/plainTime.ts'

const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
/** Mostly a number of the range, sometimes any two digits. */
const two = (from: number, to: number): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0')) }, { weight: 1, arbitrary: digits(2) })
const year = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1890, max: 2110 }).map(String) }, { weight: 1, arbitrary: digits(4) })
const clock = fc.tuple(two(0, 23), fc.constant(':'), two(0, 59)).map((parts) => parts.join(''))
const seconds = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constant(':'), two(0, 60)).map((parts) => parts.join('')),
  fc.tuple(fc.constant(':'), two(0, 60), fc.constantFrom('.', ','), fc.stringMatching(/^\d{0,12}$/)).map((parts) => parts.join('')),
)
const zone = fc.oneof(
  fc.constantFrom('', 'Z', ' UTC', ' - 5', '+', '-0', '+01:3', '+01:305'),
  fc.tuple(fc.constantFrom('+', '-', ' +', ' -'), two(0, 14), fc.constantFrom('', ':'), fc.oneof(fc.constant(''), two(0, 59))).map((parts) => parts.join('')),
)
const rest = fc.oneof(fc.constant(''), fc.constantFrom('] x', ' INFO', '5', ':', 'é'), fc.string())
const join = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((all) => all.join(''))

const sep = fc.oneof({ weight: 9, arbitrary: fc.constant('-') }, fc.constantFrom('/', '.'))
const iso = join(year, sep, two(1, 12), sep, two(1, 31), fc.constantFrom('T', ' ', 't'), clock, seconds, zone, rest)
const slashed = join(year, fc.constant('/'), two(1, 12), fc.constant('/'), two(1, 31), fc.constant(' '), clock, seconds, zone, rest)
const month = fc.constantFrom('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec', 'jan', 'Xyz')
const common = join(two(1, 31), fc.constant('/'), month, fc.constant('/'), year, fc.constant(':'), clock, seconds, zone, rest)
const epoch = join(fc.stringMatching(/^\d{7,22}$/), fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{0,10}$/)), fc.constantFrom('', '', '', 'x', '.', 'e9'))

/** One that mostly stands as it is, with sometimes a byte replaced. */
const broken = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.option(fc.tuple(fc.nat(30), fc.string({ maxLength: 1 })), { freq: 4 })).map(([all, change]) => {
    if (!change) return all
    return all.slice(0, change[0]) + change[1] + all.slice(change[0] + 1)
  })

describe('properties: time', () => {
  const cases: readonly (readonly [string, fc.Arbitrary<string>, TimeLayout['kind'], (text: string) => PlainStamp])[] = [
    ['ISO', fc.oneof(iso, slashed), 'iso', plainIso],
    ['common', common, 'common', plainCommon],
    ['epoch', epoch, 'epoch', plainEpoch],
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
          if (!Number.isNaN(time)) assert.equal(reader.end, from + expected.end)
        }),
        { numRuns: 5000 },
      )
    })
  }

  it('several kinds are tried in turn', () => {
    const reader = compileTime([{ kind: 'iso' }, { kind: 'epoch' }, { kind: 'common' }])
    fc.assert(
      fc.property(broken(fc.oneof(iso, common, epoch)), (text) => {
        const bytes = Buffer.from(text)
        const shown = bytes.toString('latin1')
        const expected = [plainIso(shown), plainEpoch(shown), plainCommon(shown)].find(({ time }) => !Number.isNaN(time))
        assert.equal(reader.read(bytes, 0, bytes.length), expected?.time ?? NaN)
        if (expected) assert.equal(reader.end, expected.end)
      }),
    )
  })
})
