import { strict as assert } from 'node:assert'
import { QueryHistory } from '../../../src/host/queryHistory.ts'
import { checkLeaks } from '../../support/leaks.ts'

describe('QueryHistory', () => {
  checkLeaks()
  function make(kept?: unknown, limit?: number) {
    let stored = kept
    const history = new QueryHistory({ get: () => stored as string[] | undefined, set: async (entries) => void (stored = entries) }, limit)
    return { history, stored: () => stored }
  }

  it('has the newest first, each once', async () => {
    const { history, stored } = make()
    for (const query of ['a', 'b', 'a', 'a', ' c ']) await history.add(query)
    assert.deepEqual(history.entries, ['c', 'a', 'b'])
    assert.deepEqual(stored(), ['c', 'a', 'b'])
  })

  it('keeps no empty query, and only so many', async () => {
    const { history } = make(undefined, 2)
    for (const query of ['a', '', ' ', 'b', 'c']) await history.add(query)
    assert.deepEqual(history.entries, ['c', 'b'])
  })

  it('tells of changes only', async () => {
    const { history } = make(['a'])
    const told: (readonly string[])[] = []
    const listening = history.onChange.on((entries) => told.push(entries))
    await history.add('a')
    await history.add('b')
    listening.dispose()
    assert.deepEqual(told, [['b', 'a']])
  })

  it('leaves out what it did not write', () => {
    assert.deepEqual(make('text').history.entries, [])
    assert.deepEqual(make(['a', 3, null]).history.entries, ['a'])
  })
})
