import fc from 'fast-check'

/** Time stamps of several kinds, most of them as they should be. */
const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
/** Mostly a number of the range, sometimes any two digits. */
const two = (from: number, to: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0')) },
    { weight: 1, arbitrary: digits(2) },
  )
const join = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...parts).map((all) => all.join(''))

const year = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1890, max: 2110 }).map(String) }, { weight: 1, arbitrary: digits(4) })
const clock = join(two(0, 23), fc.constant(':'), two(0, 59))
const seconds = fc.oneof(
  fc.constant(''),
  join(fc.constant(':'), two(0, 60)),
  join(fc.constant(':'), two(0, 60), fc.constantFrom('.', ','), fc.stringMatching(/^\d{0,12}$/)),
)
const zone = fc.oneof(
  fc.constantFrom('', 'Z', ' UTC', ' - 5', '+', '-0', '+01:3', '+01:305', ' +0130', ' +0130', ' +01305', ' +0130x', ' +01:30', ' -08:305', ' +05:4', ' +05:'),
  join(fc.constantFrom('+', '-', ' +', ' -'), two(0, 14), fc.constantFrom('', ':'), fc.oneof(fc.constant(''), two(0, 59))),
)
const sep = fc.oneof({ weight: 9, arbitrary: fc.constant('-') }, { weight: 1, arbitrary: fc.constantFrom('/', '.') })
const dashed = join(year, sep, two(1, 12), sep, two(1, 31), fc.constantFrom('T', 'T', ' ', 't'), clock, seconds, zone)
const slashed = join(year, fc.constant('/'), two(1, 12), fc.constant('/'), two(1, 31), fc.constant(' '), clock, seconds, zone)
const month = fc.constantFrom('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec', 'jan', 'Xyz')

export const isoStamp = fc.oneof({ weight: 3, arbitrary: dashed }, { weight: 1, arbitrary: slashed })
export const commonStamp = join(two(1, 31), fc.constant('/'), month, fc.constant('/'), year, fc.constant(':'), clock, seconds, zone)
export const epochStamp = join(
  fc.stringMatching(/^\d{7,22}$/),
  fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{0,10}$/)),
  fc.constantFrom('', '', '', 'x', '.', 'e9'),
)

/** A text with now and then a character replaced. */
export const broken = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.option(fc.tuple(fc.nat(30), fc.string({ maxLength: 1 })), { freq: 4 })).map(([all, change]) => {
    if (!change) return all
    return all.slice(0, change[0]) + change[1] + all.slice(change[0] + 1)
  })
