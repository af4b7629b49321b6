import { strict as assert } from 'node:assert'
import { REST_COLUMN } from '../../../src/common/page.ts'
import { Analysis } from '../../../src/host/analysis.ts'
import { FirstLook } from '../../../src/host/firstLook.ts'
import { fakeEngine, until, type FakeEngine } from '../../support/hostEngine.ts'
import { checkLeaks } from '../../support/leaks.ts'

/** Milliseconds: longer than a busy machine takes. */
const PATIENT = 20_000

describe('FirstLook', function () {
  this.timeout(30_000)
  let engine: FakeEngine
  let analysis: Analysis

  beforeEach(() => {
    engine = fakeEngine([])
    analysis = new Analysis(engine.client, ['a'])
  })
  checkLeaks(async () => {
    analysis.dispose()
    await engine.end()
  })

  it('has the run and the first rows ready for the page that wants just these', async () => {
    const look = new FirstLook(analysis, { query: 'short' }, PATIENT)
    await analysis.open()
    const first = await look.take({ query: 'short' })
    assert.equal(first?.run, analysis.run?.result)
    assert.equal(first?.page?.run, first?.run.run)
    await until(() => engine.journal().includes('begin a'))
  })

  it('asks for the columns that the panel has chosen, and gives the fields of the files', async () => {
    const view = { columns: ['time', 'message'] }
    const look = new FirstLook(analysis, { query: 'short', view }, PATIENT)
    await analysis.open()
    const first = await look.take({ query: 'short', view })
    assert.deepEqual([first?.columns, first?.fields], [[...view.columns, REST_COLUMN], await analysis.ask('fields', {})])
  })

  it('has nothing for a page that wants something else', async () => {
    const look = new FirstLook(analysis, { query: 'short', top: { source: 0, offset: 5 } }, PATIENT)
    await analysis.open()
    assert.equal(await look.take({ query: 'other', top: { source: 0, offset: 5 } }), undefined)
    assert.equal(await look.take({ query: 'short', top: { source: 0, offset: 6 } }), undefined)
    assert.equal(await look.take({ query: 'short' }), undefined)
    assert.ok(await look.take({ query: 'short', top: { source: 0, offset: 5 } }))
  })

  it('does not let the page wait for what does not come, or fails', async () => {
    analysis.dispose()
    analysis = new Analysis(engine.client, ['missing'])
    const failing = new FirstLook(analysis, { query: 'short' })
    await assert.rejects(analysis.open())
    assert.equal(await failing.take({ query: 'short' }), undefined)
  })
})
