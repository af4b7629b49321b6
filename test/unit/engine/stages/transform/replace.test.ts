import { strict as assert } from 'node:assert'
import { NotingContext, runQuery, textsOf, valuesOf } from '../../../../support/runStages.ts'

describe('replace', () => {
  it('replaces every place', async () => {
    assert.deepEqual(await textsOf('| replace /\\d+/ with "N"', 'a 1 b 22\nc\n'), ['a N b N', 'c'])
    assert.deepEqual(await textsOf('| replace /A/i with ""', 'aAb\n'), ['b'])
  })

  it('knows $1, $<name>, $& and $$', async () => {
    assert.deepEqual(await textsOf('| replace /u=(\\w)(?<rest>\\w*)/ with "<$<rest>$1> $& $$"', 'u=ann\n'), ['<nna> u=ann $'])
  })

  it('is seen by the stages behind it', async () => {
    assert.deepEqual(await valuesOf('| replace /=/ with ":" | parse "u:*" as u', 'u', 'u=1\n'), ['1'])
    assert.deepEqual(await textsOf('| replace /^/ with "> " | replace /$/ with " <"', 'a\n'), ['> a <'])
  })

  it('tells of the rows it looks at', async () => {
    const context = new NotingContext()
    const batch = await runQuery('b OR c | replace /b/ with "x"', 'a\nb\nc\n', context)
    assert.deepEqual([batch.changed(0), batch.changed(1), context.beats], [true, false, [0, 1]])
  })
})
