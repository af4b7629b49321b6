import { strict as assert } from 'node:assert'
import { usageOf } from '../../../../src/engine/query/expression/parser.ts'
import { FUNCTIONS } from '../../../../src/engine/stages/expression/functions/functions.ts'
import { parse, print } from '../../../../src/engine/stages/registry.ts'
import { valuesOf } from '../../../support/runStages.ts'

describe('every function', () => {
  for (const each of FUNCTIONS) {
    describe(usageOf(each), () => {
      it('is told about and has examples', () => {
        assert.match(each.summary, /^[A-Z].*\.$/)
        assert.ok(each.examples.length > 0)
      })

      for (const { expression, gives } of each.examples) {
        it(`${expression} gives '${gives}'`, async () => {
          const query = `| eval x = ${expression}`
          const { query: read, diagnostics } = parse(query)
          assert.deepEqual(diagnostics, [])
          assert.equal(print(parse(print(read)).query), print(read))
          const [value] = await valuesOf(query, 'x', 'a\n')
          assert.equal(String(value ?? ''), gives)
        })
      }
    })
  }

  it('has a name of its own', () => {
    const names = FUNCTIONS.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    assert.equal(new Set(names).size, names.length)
    for (const name of names) assert.equal(name, name.toLowerCase())
  })
})
