import { strict as assert } from 'node:assert'
import type { FormatProblem } from '../../../src/common/protocol.ts'
import { FormatWarnings } from '../../../src/host/formatWarnings.ts'

describe('host/formatWarnings', () => {
  function make(problemsOf: (declared: unknown) => Promise<readonly FormatProblem[]>) {
    const asked: unknown[] = []
    const shown: string[] = []
    const warnings = new FormatWarnings({
      check: (declared) => {
        asked.push(declared)
        return problemsOf(declared)
      },
      show: async (message) => void shown.push(message),
    })
    return { warnings, asked, shown }
  }

  it('says what is wrong once, and again when the formats have changed', async () => {
    const { warnings, asked, shown } = make(async (declared) => (declared as string[]).map((format) => ({ format, message: 'is wrong' })))
    for (const declared of [['a', 'b'], ['a', 'b'], ['c']]) await warnings.check(declared)
    assert.deepEqual(asked, [['a', 'b'], ['c']])
    assert.deepEqual(shown, ["sluice.formats: 'a': is wrong. 'b': is wrong. Other formats are used.", "sluice.formats: 'c': is wrong. Other formats are used."])
  })

  it('asks nothing where no format is declared, and says nothing where none is wrong', async () => {
    const { warnings, asked, shown } = make(async () => [])
    for (const declared of [undefined, [], [{ name: 'a' }]]) await warnings.check(declared)
    assert.deepEqual([asked, shown], [[[{ name: 'a' }]], []])
  })

  it('says nothing of formats that have been changed meanwhile, and nothing where the engine does not answer', async () => {
    const answers: ((problems: readonly FormatProblem[]) => void)[] = []
    const { warnings, shown } = make((declared) => (declared === 'lost' ? Promise.reject(new Error('gone')) : new Promise((resolve) => answers.push(resolve))))
    const [first, second] = [warnings.check('first'), warnings.check('second')]
    for (const answer of answers) answer([{ format: '', message: 'expected a list of formats' }])
    await Promise.all([first, second])
    assert.deepEqual(shown, ['sluice.formats: expected a list of formats. Other formats are used.'])
    await warnings.check('lost')
    assert.equal(shown.length, 1)
  })
})
