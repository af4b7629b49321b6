import { strict as assert } from 'node:assert'
import { withoutScripts } from '../../../../src/engine/language/withoutScripts.ts'
import { parse } from '../../../../src/engine/stages/registry.ts'

describe('engine/language/withoutScripts', () => {
  it('switches script stages off, and leaves the others as they are', () => {
    const query = 'error | script "./a.mjs" key=1 | head 5 | script "b.mjs"'
    const safe = withoutScripts(query)
    assert.ok(safe !== undefined)
    const stages = parse(safe).query.stages.map(({ node, on }) => [node.name, on])
    assert.deepEqual(stages, [['search', true], ['script', false], ['head', true], ['script', false]])
  })

  it('changes nothing without them, and gives nothing for what cannot be read', () => {
    assert.equal(withoutScripts('error  | head 5'), 'error  | head 5')
    assert.equal(withoutScripts('error | nosuch'), undefined)
  })
})
