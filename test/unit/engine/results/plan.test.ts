import { strict as assert } from 'node:assert'
import type { SluiceError } from '../../../../src/common/errors.ts'
import { makePlan, runsExpressions, runsThemOnRows } from '../../../../src/engine/results/plan.ts'
import { parseOrThrow } from '../../../../src/engine/stages/registry.ts'

/** Segments as text: local stages by place and name, then the end. */
function shape(query: string): string[] {
  return makePlan(parseOrThrow(query)).segments.map(({ local, end }) => {
    const stages = local.map(({ index, node }) => `${index}${node.name}`)
    return [...stages, ...(end ? [`${index(end)}=${end.kind}`] : [])].join(' ')
  })
}
const index = (end: { index: number; node: { name: string } }): string => `${end.index}${end.node.name}`

describe('engine/results/plan', () => {
  it('keeps block-local stages together', () => {
    assert.deepEqual(shape(''), ['0search'])
    assert.deepEqual(shape('error | parse "a=*" as a | fields a'), ['0search 1parse 2fields'])
  })

  it('ends a segment with each ordered stage and each aggregate', () => {
    assert.deepEqual(shape('error | head 3 | search a | tail 2'), ['0search 1head=ordered', '2search 3tail=ordered', ''])
    assert.deepEqual(shape('| stats count() by raw | head 1 | fields raw'), ['0search 1stats=aggregate', '2head=ordered', '3fields'])
  })

  it('leaves out stages that are off, and keeps their places', () => {
    const plan = makePlan(parseOrThrow('/* error */ | head 3 | /* search a */ | search b'))
    assert.equal(plan.stages, 4)
    assert.deepEqual(
      plan.segments.map(({ local, end }) => [local.map((stage) => stage.index), end?.index]),
      [
        [[], 1],
        [[3], undefined],
      ],
    )
  })

  it('knows the columns before anything runs', () => {
    const columns = (query: string) => makePlan(parseOrThrow(query)).columns
    assert.deepEqual(columns('x'), { names: ['raw'], chosen: false, table: false })
    assert.deepEqual(columns('| parse "a=* b=*" as a, b'), { names: ['raw', 'a', 'b'], chosen: false, table: false })
    assert.deepEqual(columns('| parse "a=*" as a | fields a | head 1'), { names: ['a'], chosen: true, table: false })
    assert.deepEqual(columns('| parse "a=*" as a | /* fields a */'), { names: ['raw', 'a'], chosen: false, table: false })
    assert.deepEqual(columns('| stats count() as n by raw'), { names: ['raw', 'n'], chosen: true, table: true })
  })

  it('knows whether it runs expressions of a person', () => {
    const runs = (query: string): boolean => runsExpressions(makePlan(parseOrThrow(query)))
    for (const query of ['', 'a OR "b" c=1 | parse "x=*" as x | head 3 | search x:y | stats count() by x', '| /* search /x/ */']) assert.equal(runs(query), false, query)
    for (const query of ['/x/', 'a OR NOT (b /x/)', 'a=/x/', '| parse /(?<x>.)/', '| replace /x/ with "y"', '| head 3 | search /x/']) assert.equal(runs(query), true, query)
  })

  it('knows whether it runs them on rows, or bytes decide', () => {
    const runs = (query: string): boolean => runsThemOnRows(makePlan(parseOrThrow(query)))
    for (const query of ['', 'a b', '/x|why/', '/error.*timeout/', '/error.*timeout/ | stats count()']) assert.equal(runs(query), false, query)
    for (const query of ['/x\\d/', '/x/i', 'a /x/', '| parse /(?<x>.)/', '/x/ | replace /x/ with "y"', '| head 3 | search /x/']) {
      assert.equal(runs(query), true, query)
    }
  })

  it('is plain data that crosses threads', () => {
    const plan = makePlan(parseOrThrow('a /b/i c="d" | parse /(?<x>.)/ | replace /x/g with "y" | stats count() by x'))
    assert.deepEqual(structuredClone(plan), plan)
  })

  it('refuses a query that would show no column', () => {
    assert.throws(() => makePlan(parseOrThrow('error | fields - raw')), (error: SluiceError) => {
      assert.equal(error.code, 'query')
      assert.deepEqual(error.details, [{ start: 8, end: 20, message: 'expected at least one column to stay: this leaves none' }])
      return true
    })
  })
})
