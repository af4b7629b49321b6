import { strict as assert } from 'node:assert'
import { goAlong, noteHere, noTrail, stepOn, type Trail } from '../../../../src/webview/nav/trail.ts'

const queries = ({ steps }: Trail): string[] => steps.map(({ query }) => query)
const trailOf = (...queries: string[]): Trail => queries.reduce((trail, query) => stepOn(trail, { query }), noTrail)

describe('webview/nav/trail', () => {
  it('goes back and forward over its steps, and no further', () => {
    let trail: Trail | undefined = trailOf('a', 'b', 'c')
    assert.equal(goAlong(trail, 1), undefined)
    trail = goAlong(goAlong(trail, -1)!, -1)
    assert.equal(trail?.steps[trail.at].query, 'a')
    assert.equal(goAlong(trail!, -1), undefined)
    assert.equal(goAlong(trail!, 1)?.at, 1)
  })

  it('forgets what was gone back from when another way is taken', () => {
    const back = goAlong(trailOf('a', 'b', 'c'), -1)!
    assert.deepEqual(queries(stepOn(back, { query: 'd' })), ['a', 'b', 'd'])
  })

  it('notes where a step was left', () => {
    const trail = noteHere(trailOf('a', 'b'), { top: { source: 0, offset: 7 } })
    assert.deepEqual(trail.steps.map(({ top }) => top?.offset), [undefined, 7])
    assert.equal(noteHere(noTrail, { query: 'x' }), noTrail)
  })

  it('takes what is typed without a pause as one step', () => {
    let trail = trailOf('a')
    for (const [query, typed] of [['e', 1000], ['er', 2000], ['err', 4500], ['error', 9000]] as const) trail = stepOn(trail, { query, typed })
    assert.deepEqual(queries(trail), ['a', 'err', 'error'])
    assert.deepEqual(queries(stepOn(trail, { query: 'x' })), ['a', 'err', 'error', 'x'])
  })

  it('keeps a bounded number of steps, the latest', () => {
    const trail = trailOf(...Array.from({ length: 500 }, (_, i) => `q${i}`))
    assert.equal(trail.steps.length, 200)
    assert.equal(trail.steps[trail.at].query, 'q499')
  })
})
