import { strict as assert } from 'node:assert'
import { parse } from '../../../../src/engine/stages/registry.ts'
import { expressionOf, keepsPlaces, queryOf, type Term } from '../../../../src/webview/find/term.ts'

const term = (text: string, more: Partial<Term> = {}): Term => ({ text, matchCase: false, word: false, regex: false, ...more })
const query = (of: Term, before = ''): string => {
  const expression = expressionOf(of)
  return expression && 'source' in expression ? queryOf(before, of, expression) : ''
}

describe('webview/find/term', () => {
  it('becomes a search behind the query', () => {
    assert.equal(query(term('time out'), 'error').trim(), 'error | search "time out"')
    assert.equal(query(term('Time')).trim(), '| search /Time/iu')
    assert.equal(query(term('Time', { matchCase: true })).trim(), '| search "Time"')
    assert.equal(query(term('time', { matchCase: true })).trim(), '| search /time/u')
    assert.equal(query(term('a/b', { word: true })).trim(), '| search /\\b(?:a\\/b)\\b/iu')
    for (const text of ['a"b\\', 'x | y', '/* a', '// b', '/tmp/']) assert.deepEqual(parse(query(term(text), 'error // why')).diagnostics, [], text)
  })

  it('says what is wrong with an expression', () => {
    assert.match((expressionOf(term('(', { regex: true })) as { problem: string }).problem, /Unterminated group/)
    assert.equal(expressionOf(term('')), undefined)
  })

  it('knows whose rows are found again by their bytes', () => {
    for (const text of ['', 'error | head 3', 'a | eval x=1']) assert.equal(keepsPlaces(text), true, text)
    assert.equal(keepsPlaces('error | sort level'), false)
  })
})
