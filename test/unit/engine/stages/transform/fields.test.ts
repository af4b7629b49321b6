import { strict as assert } from 'node:assert'
import type { Columns } from '../../../../../src/engine/stages/contract.ts'
import { parseOrThrow, stageOf } from '../../../../../src/engine/stages/registry.ts'
import { NotingContext, textsOf } from '../../../../support/runStages.ts'

function columns(stage: string, before: Partial<Columns> = {}): Columns {
  const { node } = parseOrThrow(`| ${stage}`).stages[1]
  return stageOf(node).columns(node, { names: ['raw', 'user', 'ms'], chosen: false, table: false, ...before })
}

describe('fields', () => {
  it('chooses columns, in the order they are named', () => {
    assert.deepEqual(columns('fields ms, user'), { names: ['ms', 'user'], chosen: true, table: false })
    assert.deepEqual(columns('fields + nosuch'), { names: ['nosuch'], chosen: true, table: false })
  })

  it('takes columns away', () => {
    assert.deepEqual(columns('fields - ms'), { names: ['raw', 'user'], chosen: false, table: false })
    assert.deepEqual(columns('fields - raw'), { names: ['user', 'ms'], chosen: true, table: false })
    assert.deepEqual(columns('fields - user', { chosen: true, table: true }), { names: ['raw', 'ms'], chosen: true, table: true })
  })

  it('lets all rows through, and tells which fields there are', async () => {
    const context = new NotingContext()
    assert.deepEqual(await textsOf('| parse "u=*" as u | fields u, v, raw', 'a\nu=1\nu=2\n', context), ['a', 'u=1', 'u=2'])
    assert.deepEqual(context.seen, ['u'])
  })
})
