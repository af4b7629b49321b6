import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { levelInWords, levelOfStatus, levelOfValue } from '../../src/engine/records/levels.ts'
import { levelKey, levelName, wordyText } from '../support/levelArbitrary.ts'
import { levelNames, plainLevelInWords, plainLevelOfStatus, plainLevelOfValue } from '../support/plainLevels.ts'

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
    const value = fc.oneof(levelName, levelKey, fc.stringMatching(/^[a-zA-Z]\d?$/), fc.stringMatching(/^\d{0,4}$/), fc.string())
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
