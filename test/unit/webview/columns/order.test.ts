import { strict as assert } from 'node:assert'
import type { RunResult } from '../../../../src/common/protocol.ts'
import { added, chosenAs, drawnColumns, moved } from '../../../../src/webview/columns/order.ts'

const run: RunResult = { run: 1, columns: ['raw', 'user', 'ms'], table: false }

describe('columns/order', () => {
  it('draws the text behind the fields that were taken from it, unless somebody chose', () => {
    assert.deepEqual(drawnColumns(run, { view: {} }), ['user', 'ms', 'raw'])
    assert.deepEqual(drawnColumns({ ...run, chosen: true }, { view: {} }), ['raw', 'user', 'ms'])
    assert.deepEqual(drawnColumns({ ...run, table: true }, { view: {} }), ['raw', 'user', 'ms'])
    assert.deepEqual(drawnColumns(run, { view: { columns: ['level', 'raw'] } }), ['level', 'user', 'ms', 'raw'])
  })

  it('moves a column by places, or to where another is, and never out of the list', () => {
    const names = ['a', 'b', 'c', 'd']
    assert.deepEqual(moved(names, 'b', 1), ['a', 'c', 'b', 'd'])
    assert.deepEqual(moved(names, 'b', -1), ['b', 'a', 'c', 'd'])
    assert.deepEqual(moved(names, 'a', -1), names)
    assert.deepEqual(moved(names, 'd', 5), names)
    assert.deepEqual(moved(names, 'a', 'c'), ['b', 'c', 'a', 'd'])
    assert.deepEqual(moved(names, 'd', 'a'), ['d', 'a', 'b', 'c'])
    assert.deepEqual(moved(names, 'x', 1), names)
  })

  it('adds a column in front of the text, once', () => {
    assert.deepEqual(added(['time', 'message'], 'user'), ['time', 'user', 'message'])
    assert.deepEqual(added(['message', 'time'], 'user'), ['message', 'time', 'user'])
    assert.deepEqual(added(['time', 'user'], 'user'), ['time', 'user'])
  })

  it('remembers which fields of stages are not to be shown', () => {
    for (const names of [['ms', 'raw'], ['raw', 'user', 'ms'], ['level']]) {
      const view = chosenAs(names, run, { hidden: ['user'], raw: true })
      assert.deepEqual(drawnColumns(run, { view }), names)
    }
    // Also of stages that the query does not have at the moment.
    assert.deepEqual(chosenAs(['raw'], { ...run, columns: ['raw'] }, { hidden: ['user'] }).hidden, ['user'])
  })
})
