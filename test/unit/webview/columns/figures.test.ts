import { strict as assert } from 'node:assert'
import { figureColumns } from '../../../../src/webview/columns/figures.ts'
import { layOutColumns } from '../../../../src/webview/list/columns.ts'

describe('columns of computed numbers', () => {
  it('are those of functions that give numbers, by the names that they have', () => {
    assert.deepEqual([...figureColumns('error | stats count(), p95(ms) as slow, first(order), list(id) by status')], ['count()', 'slow'])
    assert.deepEqual([...figureColumns('| timechart span=1m avg(ms), count() by user')], ['avg(ms)', 'count()'])
    assert.deepEqual([...figureColumns('| top user')], ['count', 'percent'])
    assert.deepEqual([...figureColumns('| where ms > 5')], [])
    assert.deepEqual([...figureColumns('| stats count( | ')], [])
  })

  it('have room for the marks between their digits', () => {
    const samples = new Map([['order', ['1234567890']], ['sum(ms)', ['1234567890']]])
    const [, order, sum] = layOutColumns({ names: ['order', 'sum(ms)'], table: true, figures: new Set(['sum(ms)']), sources: [], widths: {}, charWidth: 8, largestNumber: 1, samples, timeLength: 0, viewWidth: 900, spare: [] })
    assert.deepEqual([order.grouped, sum.grouped, (sum.width ?? 0) - (order.width ?? 0)], [undefined, true, 24])
  })
})
