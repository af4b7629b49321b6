import { strict as assert } from 'node:assert'
import { levelSpan } from '../../../../src/webview/text/levels.ts'

describe('levelSpan', () => {
  it('finds the word that names the level', () => {
    assert.deepEqual(levelSpan('12:00 ERROR it failed', 'error'), [6, 11])
    assert.deepEqual(levelSpan('level=warn msg=x', 'warning'), [6, 10])
    assert.deepEqual(levelSpan('<crit> disk', 'fatal'), [1, 5])
  })

  it('finds words only, and only near the start', () => {
    assert.equal(levelSpan('terrors', 'error'), undefined)
    assert.equal(levelSpan(`${'x '.repeat(300)}ERROR`, 'error'), undefined)
  })

  it('needs a level', () => {
    assert.equal(levelSpan('ERROR', ''), undefined)
  })
})
