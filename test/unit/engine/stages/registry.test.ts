import { strict as assert } from 'node:assert'
import { EXPRESSION_STAGES } from '../../../../src/engine/query/segments.ts'
import { parse, print, printStage, stages } from '../../../../src/engine/stages/registry.ts'
import { runQuery } from '../../../support/runStages.ts'

const LOG = 'user=ann took 5ms GET /a?b=1 HTTP\nERROR user=bob took 900ms\n\n** title **\nno match\n'

describe('every stage', () => {
  for (const stage of stages) {
    describe(stage.names[0], () => {
      it('is told about in a line and has examples', () => {
        assert.match(stage.summary, /^[A-Z].*\.$/)
        assert.ok(stage.examples.length > 0)
        assert.ok(stage.usage.length > 0 && stage.icon.length > 0)
      })

      for (const { query } of stage.examples) {
        it(`has an example that runs: ${query}`, async () => {
          assert.deepEqual(parse(query).diagnostics, [])
          const { query: read } = parse(query)
          assert.equal(print(parse(print(read)).query), print(read))
          assert.ok((await runQuery(query, LOG)).length >= 0)
        })
      }

      it('has a template that parses, with a part to select', () => {
        const { text, select } = stage.template
        const { query, diagnostics } = parse(`| ${text}`)
        assert.deepEqual(diagnostics, [])
        assert.equal(query.stages[1].node.name, stage.names[0])
        assert.equal(printStage(query.stages[1].node), text)
        if (select) assert.ok(text.slice(...select).trim() !== '')
      })
    })
  }

  it('has a name of its own', () => {
    const names = stages.flatMap((stage) => stage.names)
    assert.equal(new Set(names).size, names.length)
  })

  it('of expressions is known to what cuts a query into stages', () => {
    for (const name of EXPRESSION_STAGES) assert.ok(stages.some((stage) => stage.names.includes(name)), name)
    for (const { usage, names } of stages) if (/expression|= value/.test(usage)) for (const name of names) assert.ok(EXPRESSION_STAGES.includes(name), name)
  })
})
