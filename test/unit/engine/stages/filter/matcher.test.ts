import { strict as assert } from 'node:assert'
import type { SearchNode } from '../../../../../src/engine/query/ast.ts'
import { createMatcher } from '../../../../../src/engine/stages/filter/matcher.ts'
import { highlighter } from '../../../../../src/engine/stages/highlight.ts'
import { parseOrThrow } from '../../../../../src/engine/stages/registry.ts'

function ranges(query: string, text: string, field?: string, whole?: boolean): number[] {
  return createMatcher((parseOrThrow(query).stages[0].node as SearchNode).expr).positiveRanges(text, undefined, field, whole)
}

describe('highlights', () => {
  it('are all places of the terms', () => {
    assert.deepEqual(ranges('error', 'Error, ERROR'), [0, 5, 7, 12])
    assert.deepEqual(ranges('Error', 'Error, ERROR'), [0, 5])
    assert.deepEqual(ranges('/\\d+/ OR a', 'a 12 b 3'), [0, 1, 2, 4, 7, 8])
    assert.deepEqual(ranges('😀', 'x😀'), [1, 3])
  })

  it('leave out what stands under NOT, and matches of nothing', () => {
    assert.deepEqual(ranges('a -b', 'a b'), [0, 1])
    assert.deepEqual(ranges('NOT NOT a', 'a b'), [0, 1])
    assert.deepEqual(ranges('/x*/ a', 'ba'), [1, 2])
    assert.deepEqual(ranges('* "" u=a', 'ba'), [])
  })

  it('are in the value of a field what is looked for in it, or anywhere', () => {
    assert.deepEqual(ranges('user:ann b', 'joann b', 'user'), [2, 5, 6, 7])
    assert.deepEqual(ranges('user:ann b', 'joann b', 'other'), [6, 7])
    assert.deepEqual(ranges('user:ann b', 'joann b'), [6, 7])
    assert.deepEqual(ranges('user=/n+/', 'joann', 'user'), [3, 5])
    // What holds for all of it is not a part of it.
    assert.deepEqual(ranges('user=joann OR NOT user:x OR user>a OR user:*', 'joann x', 'user'), [])
  })

  it('are all of a value for which a comparison holds, where that is asked for', () => {
    assert.deepEqual(ranges('ms>100', '120.5', 'ms', true), [0, 5])
    assert.deepEqual(ranges('ms>100 OR user=ann', '20', 'ms', true), [])
    assert.deepEqual(ranges('ms>100 OR user=ann', 'ann', 'user', true), [0, 3])
    assert.deepEqual(ranges('ms>100', '120', 'other', true), [])
    assert.deepEqual(ranges('ms>100', '120', undefined, true), [])
    // What is said of nearly all rows tells none of them.
    assert.deepEqual(ranges('NOT ms>100 ms!=3 ms:*', '4', 'ms', true), [])
  })

  it('do not overlap, and are few', () => {
    assert.deepEqual(ranges('abc OR bcd OR de', 'abcde'), [0, 5])
    assert.equal(ranges('a', 'a '.repeat(4000)).length, 400)
    assert.equal(ranges('a OR b', 'a b '.repeat(4000)).length, 400)
  })

  it('come from all search stages of a plan', () => {
    const stages = parseOrThrow('a | parse "*" as x | search b').stages.map(({ node }, index) => ({ index, node }))
    const beats: number[] = []
    assert.deepEqual(highlighter(stages, (stage) => beats.push(stage))('b a'), [0, 1, 2, 3])
    assert.equal(beats.length, 2)
  })
})
