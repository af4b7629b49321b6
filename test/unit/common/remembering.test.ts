import { strict as assert } from 'node:assert'
import { remembering } from '../../../src/common/remembering.ts'
import { parse } from '../../../src/engine/stages/registry.ts'

describe('what is made of the last text', () => {
  it('is made once for as long as it is asked of the same text', () => {
    const made: string[] = []
    const shout = remembering((text) => (made.push(text), text.toUpperCase()))
    assert.deepEqual(['a', 'a', '', '', 'b', 'a', 'a'].map(shout), ['A', 'A', '', '', 'B', 'A', 'A'])
    assert.deepEqual(made, ['a', '', 'b', 'a'])
  })

  it('holds for a query, which is read once for all that is drawn of it', () => {
    const query = `| fields ${Array.from({ length: 50 }, (_, i) => `metric_${i}`).join(', ')}`
    assert.equal(parse(query), parse(`${query}`))
    assert.notEqual(parse(query), parse(`${query}, x`))
  })
})
