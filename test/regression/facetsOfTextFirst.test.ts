import { strict as assert } from 'node:assert'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import { FacetsRun } from '../../src/engine/stages/aggregate/facets/facetsRun.ts'
import { silentContext } from '../../src/engine/stages/contract.ts'

describe('facets of a field with too many values whose next part begins with one that is no number', () => {
  it('has no ranges', () => {
    const run = new FacetsRun({ fields: ['b'], limit: 1, budget: 1 }, silentContext)
    run.add(new TableBatch({ columns: ['b'], rows: [['0'], ['1']] }))
    const whole = new FacetsRun({ fields: ['b'], limit: 1, budget: 1 }, silentContext)
    whole.merge(run.take())
    run.add(new TableBatch({ columns: ['b'], rows: [['1e-323'], ['2']] }))
    whole.merge(run.take())
    assert.deepEqual(whole.table().rows.map((row) => [row[0], row[2], row[7]]), [['b', 4, 'many']])
  })
})
