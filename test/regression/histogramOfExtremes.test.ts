import { strict as assert } from 'node:assert'
import { TableBatch } from '../../src/engine/records/tableBatch.ts'
import type { AggregateStage } from '../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../src/engine/stages/registry.ts'
import { NotingContext } from '../support/runStages.ts'

/** Buckets of numbers, of which the last comes when the others are counted in steps already. */
function bucketsOf(last: number): unknown {
  const { node } = parseOrThrow('| histogram(x) bins=2').stages[1]
  const run = (stageOf(node) as AggregateStage).create(node, new NotingContext())
  run.add(new TableBatch({ columns: ['x'], rows: [...Array.from({ length: 1200 }, (_, i) => [i / 100]), [last]] }))
  return run.table().rows
}

describe('histogram of numbers and one at the end of all numbers', () => {
  it('has both, also where the step of the last one would be infinity', () => {
    assert.deepEqual(bucketsOf(-1.797693134862316e307), [[-2e307, 0, 1], [0, 2e307, 1200]])
  })

  it('has both, also where its step would begin before all numbers', () => {
    assert.deepEqual(bucketsOf(-1.7900000000000002e308), [[-Infinity, 0, 1], [0, Infinity, 1200]])
  })
})
