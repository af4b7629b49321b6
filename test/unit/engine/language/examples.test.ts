import { strict as assert } from 'node:assert'
import { allExamples, putExamples } from '../../../../src/engine/language/examples.ts'
import { stageHelp } from '../../../../src/engine/language/help.ts'
import { stages } from '../../../../src/engine/stages/registry.ts'

describe('engine/language/examples', () => {
  it('are those of every stage and function, and are put back as they were', () => {
    const given = allExamples()
    assert.deepEqual(Object.keys(given.stages), stages.map(({ names }) => names[0]))
    assert.ok([...Object.values(given.stages), ...Object.values(given.functions)].every(({ summary, examples }) => summary !== '' && examples.length > 0))
    const [stage] = stages
    const before = stageHelp(stage)
    try {
      putExamples({ stages: { [stage.names[0]]: { summary: '', examples: [] } }, functions: {} })
      assert.deepEqual([stage.summary, stageHelp(stage).examples], ['', []])
    } finally {
      putExamples(structuredClone(given))
    }
    assert.deepEqual(stageHelp(stage), before)
  })
})
