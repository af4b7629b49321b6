import { strict as assert } from 'node:assert'
import { applyEdit, chipsOf, readStage, samePipeline, stageOffers } from '../../../../src/webview/panel/pipeline.ts'

const QUERY = 'error timeout | parse "user=* " as user | /* head 10 */'

describe('pipeline', () => {
  it('has a chip for every stage', () => {
    assert.deepEqual(chipsOf(QUERY).map(({ text, on }) => [text, on]), [
      ['error timeout', true],
      ['parse "user=* " as user', true],
      ['head 10', false],
    ])
    assert.deepEqual(chipsOf('').map(({ label, text }) => [label, text]), [['all rows', '']])
  })

  it('puts a mistake to the chip it is in', () => {
    const chips = chipsOf('error | head ten | tail 5')
    assert.deepEqual(chips.map(({ mistakes }) => mistakes.length), [0, 1, 0])
  })

  it('changes the text through the chips', () => {
    assert.equal(applyEdit(QUERY, { type: 'toggle', index: 2 }), 'error timeout | parse "user=* " as user | head 10')
    assert.equal(applyEdit(QUERY, { type: 'remove', index: 1 }), 'error timeout | /* head 10 */')
    assert.equal(applyEdit(QUERY, { type: 'move', from: 2, to: 1 }), 'error timeout | /* head 10 */ | parse "user=* " as user')
    assert.equal(applyEdit(QUERY, { type: 'add', index: 3, text: 'tail 5' }), `${QUERY} | tail 5`)
    assert.equal(applyEdit('a', { type: 'replace', index: 0, text: 'b' }), 'b')
  })

  it('does not take white space for a change', () => {
    assert.ok(samePipeline('a | head 1', ' a|head 1 '))
    assert.ok(!samePipeline('a | head 1', 'a | /* head 1 */'))
    assert.ok(!samePipeline('a b', 'a  c'))
  })

  it('places the mistakes of a stage in its own text', () => {
    const { diagnostics, tokens } = readStage('head ten', false)
    assert.deepEqual([diagnostics[0].start, diagnostics[0].end], [5, 8])
    assert.deepEqual([tokens[0].start, tokens[0].end], [0, 4])
    assert.deepEqual(readStage('', false).diagnostics, [])
    assert.equal(readStage('a b', true).diagnostics.length, 0)
  })

  it('offers stages whose templates can be read', () => {
    assert.ok(stageOffers().length >= 6)
    for (const { name, template } of stageOffers()) assert.deepEqual(readStage(template.text, false).diagnostics, [], name)
  })
})
