import { strict as assert } from 'node:assert'
import { hover } from '../../../../src/engine/language/language.ts'
import { FUNCTIONS } from '../../../../src/engine/stages/expression/functions/functions.ts'
import { stages } from '../../../../src/engine/stages/registry.ts'

describe('hover', () => {
  it('tells of every stage, by each of its names', () => {
    for (const { names, summary, template } of stages) {
      for (const name of names) {
        const text = `| ${template.text.replace(/^\w+/, name)}`
        const found = hover(text, 3)
        assert.deepEqual([found?.start, found?.end], [2, 2 + name.length])
        assert.ok(found?.help.summary.startsWith(summary), name)
      }
    }
  })

  it('tells of every function', () => {
    for (const { name, summary, examples } of FUNCTIONS) {
      const found = hover(`| eval x = ${examples[0].expression}`, 11 + examples[0].expression.toLowerCase().indexOf(`${name}(`))
      assert.ok(found?.help.summary.startsWith(summary), name)
    }
  })

  it('tells of functions of aggregates what the stage says of them', () => {
    assert.match(hover('| stats p95(ms) by user', 8)?.help.usage ?? '', /^p95\(/)
  })

  it('tells where a field comes from, and shows a value of it', () => {
    const fields = [{ name: 'user', example: 'ann' }]
    assert.deepEqual(hover('| where user = "x"', 9, fields)?.help.examples, [{ code: 'ann', about: 'a value of it' }])
    assert.match(hover('| parse "a*" as b | where b = 1', 26)?.help.summary ?? '', /'parse "a\*" as b' makes/)
    assert.match(hover('raw:x', 1)?.help.summary ?? '', /text/)
  })

  it('has nothing to say of what it does not know', () => {
    for (const [text, at] of [['error', 2], ['| nosuch', 4], ['| where nosuch = 1', 10], ['', 0], ['error |', 7]] as const) assert.equal(hover(text, at), undefined, text)
  })
})
