import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { levelInWords, levelOfStatus, levelOfValue } from '../../src/engine/records/levels.ts'
import { levelNames, plainLevelInWords, plainLevelOfStatus, plainLevelOfValue } from '../support/plainLevels.ts'

const anyCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.constantFrom<(text: string) => string>((t) => t.toUpperCase(), (t) => t, (t) => t[0].toUpperCase() + t.slice(1))).map(([t, f]) => f(t))
const name = anyCase(fc.constantFrom(...levelNames))
const key = anyCase(fc.constantFrom('level', 'lvl', 'severity', 'loglevel', 'levels'))
const glue = fc.constantFrom(
  ' ', ' ', ' ', '  ', '   ', '=', ':', '"', "'", '": "', '[', ']', '<', '(', '\t', '_', '-', '1', 'm', 'é', '\u001b', '\u001b[', '\u001b[31m', '\u001b[0m', '\u001b[1;33m',
  '\u001b[111111111111111111111m',
)
const filler = fc.constantFrom('main', 'user', 'x'.repeat(20), 'a b c d e f g h i j k l m n o p ', '0')
export const wordyText = fc
  .array(fc.oneof({ weight: 4, arbitrary: glue }, { weight: 2, arbitrary: name }, { weight: 1, arbitrary: key }, { weight: 2, arbitrary: filler }), { maxLength: 30 })
  .map((parts) => parts.join(''))

describe('properties: levels', () => {
  it('words show the level that expressions find', () => {
    const found = { level: 0, start: 0, end: 0 }
    fc.assert(
      fc.property(fc.oneof(wordyText, fc.string()), fc.nat(40), fc.boolean(), fc.string(), (text, reach, firstCounts, around) => {
        const line = Buffer.from(text)
        const before = Buffer.from(around)
        const bytes = Buffer.concat([before, line, Buffer.from(around)])
        const start = before.length
        const level = levelInWords(bytes, start, start + line.length, start + reach, firstCounts, found)
        assert.equal(level, plainLevelInWords(line.toString('latin1'), reach, firstCounts))
        assert.equal(found.level, level)
        if (level > 0) assert.ok(levelNames.includes(bytes.toString('latin1', found.start, found.end).toLowerCase()))
      }),
      { numRuns: 5000 },
    )
  })

  it('values are the levels that expressions find', () => {
    const value = fc.oneof(name, key, fc.stringMatching(/^[a-zA-Z]\d?$/), fc.stringMatching(/^\d{0,4}$/), fc.string())
    const padded = fc.tuple(value, fc.constantFrom('', '', '', '1', 'x', '\u0011', ' ')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(padded, fc.string(), (text, around) => {
        const line = Buffer.from(text)
        const before = Buffer.from(around)
        const bytes = Buffer.concat([before, line, Buffer.from(around)])
        const start = before.length
        assert.equal(levelOfValue(bytes, start, start + line.length), plainLevelOfValue(line.toString('latin1')))
        assert.equal(levelOfStatus(bytes, start, start + line.length), plainLevelOfStatus(line.toString('latin1')))
      }),
      { numRuns: 5000 },
    )
  })
})
