import { strict as assert } from 'node:assert'
import { slice } from '../../../../src/engine/records/batch.ts'
import { TableBatch } from '../../../../src/engine/records/tableBatch.ts'

const table = { columns: ['user', 'count()'], rows: [['ann', 3], [undefined, 2], ['bob', 1]] as const }

describe('engine/records/tableBatch', () => {
  it('gives cells as fields, and all of them as text', () => {
    const batch = new TableBatch(table)
    assert.deepEqual([batch.kind, batch.length], ['table', 3])
    assert.deepEqual([batch.text(0), batch.text(1), batch.field('raw', 2)], ['ann\t3', '\t2', 'bob\t1'])
    assert.deepEqual([batch.field('count()', 0), batch.field('user', 1), batch.field('line', 0)], [3, undefined, undefined])
  })

  it('has its own column where that is called raw', () => {
    const batch = new TableBatch({ columns: ['raw', 'n'], rows: [['x', 1], [undefined, 2]] })
    assert.deepEqual([batch.field('raw', 0), batch.field('raw', 1), batch.text(0)], ['x', undefined, 'x\t1'])
  })

  it('is selected from and cut as lines are', () => {
    const batch = new TableBatch(table).select(Uint32Array.of(0, 2))
    assert.equal(batch.field('user', 1), 'bob')
    assert.equal(batch.select(Uint32Array.of(1)).field('user', 0), 'bob')
    assert.equal(slice(new TableBatch(table), 1, 2).text(0), '\t2')
  })

  it('takes texts and fields of stages', () => {
    const batch = new TableBatch(table).select(Uint32Array.of(1, 2)).withFields(['user'], (text, row) => [`${row}:${text}`])
    assert.deepEqual([batch.field('user', 0), batch.field('user', 1)], ['0:\t2', '1:bob\t1'])
    const changed = batch.withText((text) => text.trim())
    assert.deepEqual([changed.text(0), changed.changed(0), changed.changed(1)], ['2', true, false])
  })
})
