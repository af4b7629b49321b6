import { strict as assert } from 'node:assert'
import { addStage, joinStages, moveStage, removeStage, replaceStage, sortBy, sortingOf, stageTexts, toggleStage } from '../../../../src/engine/query/editing.ts'

const QUERY = 'error OR "a | b" | parse "u=* " as user |   stats count()   by user'

describe('editing a query by its chips', () => {
  it('sees the stages as text', () => {
    assert.deepEqual(stageTexts('a | /* head 3 */ |'), [{ text: 'a', on: true }, { text: 'head 3', on: false }, { text: '', on: true }])
    assert.deepEqual(stageTexts(''), [{ text: '', on: true }])
    assert.equal(joinStages(stageTexts('a|/*head 3 */')), 'a | /* head 3 */')
  })

  it('adds', () => {
    assert.equal(addStage('', 1, 'head 3'), '| head 3')
    assert.equal(addStage('a | head', 1, 'tail'), 'a | tail | head')
    assert.equal(addStage('a | head', 9, 'tail'), 'a | head | tail')
    assert.equal(addStage('a | head', 0, 'tail'), 'a | tail | head')
  })

  it('replaces, and keeps whether it is on', () => {
    assert.equal(replaceStage(QUERY, 2, 'head'), 'error OR "a | b" | parse "u=* " as user | head')
    assert.equal(replaceStage('a | /* head */', 1, 'tail'), 'a | /* tail */')
    assert.equal(replaceStage('a | head', 1, ' '), 'a')
    assert.equal(replaceStage('a | head', 0, ''), '| head')
  })

  it('switches off and on', () => {
    const off = toggleStage(QUERY, 1)
    assert.equal(off, 'error OR "a | b" | /* parse "u=* " as user */ | stats count()   by user')
    assert.equal(toggleStage(off, 1), 'error OR "a | b" | parse "u=* " as user | stats count()   by user')
    assert.equal(toggleStage('| head', 0), '/* */ | head')
    assert.equal(toggleStage('/* */ | head', 0), '| head')
  })

  it('moves, but not the search', () => {
    assert.equal(moveStage('a | head | tail | fields x', 3, 1), 'a | fields x | head | tail')
    assert.equal(moveStage('a | head | tail | fields x', 1, 3), 'a | tail | fields x | head')
    assert.equal(moveStage('a | head', 0, 1), 'a | head')
    assert.equal(moveStage('a | head', 1, 0), 'a | head')
  })

  it('removes, and empties the search', () => {
    assert.equal(removeStage('a | head | tail', 1), 'a | tail')
    assert.equal(removeStage('a | head', 0), '| head')
    assert.equal(removeStage('a', 7), 'a')
  })

  it('leaves stages with mistakes as they are', () => {
    assert.equal(removeStage('( a OR | hed 3 | tail', 2), '( a OR | hed 3')
    assert.equal(toggleStage('a | hed 3 | parse "*', 1), 'a | /* hed 3 */ | parse "*')
  })

  it('quotes words that would change their meaning', () => {
    assert.equal(toggleStage('a */b', 0), '/* a "*/b" */')
    assert.equal(addStage('/tmp', 1, 'search x/ y'), '"/tmp" | search x/ y')
    assert.equal(toggleStage('/* /*x */', 0), '"/*x"')
  })

  it('knows the ends of expressions', () => {
    const query = "a | where b / c > 1 and d = 'x|y' // why | not\n| eval e = b / 2, f = \"|\" | head"
    assert.deepEqual(stageTexts(query).map(({ text }) => text), ['a', "where b / c > 1 and d = 'x|y'", 'eval e = b / 2, f = "|"', 'head'])
    assert.equal(toggleStage('a | where b / c > 1 | eval d = 1 / 2', 1), 'a | /* where b / c > 1 */ | eval d = 1 / 2')
    assert.equal(toggleStage('a | /* where b / c > 1 */ | eval d = 1 / 2', 1), 'a | where b / c > 1 | eval d = 1 / 2')
  })

  it('leaves out comments that would hide the next stage', () => {
    assert.equal(replaceStage('a | head 3 | tail', 1, 'head 4 // four'), 'a | head 4 | tail')
    assert.equal(replaceStage('a | tail', 0, 'b // c'), 'b | tail')
    assert.equal(addStage('a // first\n| tail', 1, '// more\n head'), 'a // first\n| head | tail')
    assert.equal(replaceStage('a | tail', 1, 'where b = 1 // c\n and d = 2'), 'a | where b = 1 // c\n and d = 2')
  })

  it('keeps the comments between stages with theirs', () => {
    const query = '// all errors\nerror // of today\n// and more\n| // the first\n  head 3 // three\n| /* tail */ // off | x\n| fields raw'
    assert.equal(toggleStage(toggleStage(query, 1), 1), '// all errors\nerror // of today\n// and more\n| // the first\nhead 3 // three\n| /* tail */ // off | x\n| fields raw')
    assert.equal(moveStage(query, 1, 3), '// all errors\nerror // of today\n// and more\n| /* tail */ // off | x\n| fields raw | // the first\nhead 3 // three')
    assert.equal(removeStage(query, 1), '// all errors\nerror // of today\n// and more\n| /* tail */ // off | x\n| fields raw')
    assert.equal(replaceStage('a | head 3 // three', 1, 'head 5'), 'a | head 5 // three')
    assert.equal(removeStage('// why\na', 0), '// why')
  })

  it('sorts by a column, in place of what sorted by one before', () => {
    assert.equal(sortBy('a | stats count() by user', 'user', 'ascending'), 'a | stats count() by user | sort user')
    assert.equal(sortBy('a | stats count() | sort user', 'count()', 'descending'), 'a | stats count() | sort - count()')
    assert.equal(sortBy('a | stats count() | sort -user | /* head 3 */', 'user', undefined), 'a | stats count() | /* head 3 */')
    assert.equal(sortBy('| sort a, - b', 'b', 'ascending'), '| sort a, - b | sort b')
    assert.equal(sortBy('| sort a | head 3', 'a', 'descending'), '| sort a | head 3 | sort - a')
    assert.equal(sortBy('sort x', 'x', 'ascending'), 'sort x | sort x')
  })

  it('says how a query sorts', () => {
    assert.equal(sortingOf('| sort - `count()`')('count()'), 'descending')
    assert.equal(sortingOf('| sort - Count( )')('count()'), 'descending')
    assert.equal(sortingOf('| sort num(ms)')('ms'), undefined)
    assert.equal(sortingOf('| SORT +user')('user'), 'ascending')
    assert.equal(sortingOf('| sort `user`')('user'), 'ascending')
    assert.equal(sortingOf('| sort `tick``s`')('tick`s'), 'ascending')
    assert.equal(sortingOf('| sort user | head 3')('user'), undefined)
    assert.equal(sortingOf('| sort user | /* head 3 */')('user'), 'ascending')
    assert.equal(sortingOf('| sort user, b')('user'), undefined)
    assert.equal(sortingOf('sort user')('user'), undefined)
    for (const name of ['a', 'a b', 'x`y', 'count()', 'p95(ms)', 'a-b']) {
      for (const direction of ['ascending', 'descending'] as const) assert.equal(sortingOf(sortBy('x', name, direction))(name), direction, name)
    }
  })
})
