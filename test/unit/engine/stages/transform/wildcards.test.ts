import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { fillWildcards, matchWhole, matchWildcards, readWildcards } from '../../../../../src/engine/stages/transform/wildcards.ts'

describe('wildcards', () => {
  it('match what lazy groups of a regular expression match', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ') })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '*') })
    fc.assert(
      fc.property(pattern, text, (stars, line) => {
        const source = stars.replace(/\*$/, '(.*)$').replace(/\*(?!\)\$$)/g, '(.*?)')
        const expected = new RegExp(/^\*/.test(stars) ? `^${source}` : source).exec(line)?.slice(1)
        assert.deepEqual(matchWildcards(readWildcards(stars), line), expected)
      }),
      { numRuns: 2000 },
    )
  })

  it('match all of a text, and are filled with what they stand for', () => {
    const unit = fc.constantFrom('a', 'b', ' ', '*')
    fc.assert(
      fc.property(fc.string({ unit }), fc.string({ unit: fc.constantFrom('a', 'b', ' ') }), (stars, line) => {
        const pattern = readWildcards(stars)
        const found = matchWhole(pattern, line)
        assert.deepEqual(found, new RegExp(`^${stars.replaceAll('*', '(.*?)')}$`).exec(line)?.slice(1))
        if (found) assert.equal(fillWildcards(pattern, found), line)
      }),
      { numRuns: 2000 },
    )
  })
})
