import { strict as assert } from 'node:assert'
import type { Progress } from '../../../../src/common/protocol.ts'
import { MOST_UNASKED, Sorting } from '../../../../src/webview/columns/sorting.ts'
import { makeStore } from '../../../support/webviewStore.ts'

function sorting(query: string, { table = false, rows = 10, exact = true } = {}) {
  const progress = { run: 1, state: 'done', rowsMatched: rows, exact } as Omit<Progress, 'analysis'>
  const { store } = makeStore({ query, runQuery: query, shown: { run: 1, columns: ['raw'], table }, progress })
  const made = new Sorting(store, (next) => {
    store.update({ query: next, runQuery: next })
    made.onRun()
  })
  return { store, made, query: () => store.current.query }
}

describe('webview/columns/sorting', () => {
  it('turns round by a click, and ends by the third, however it began', () => {
    for (const direction of ['ascending', 'descending'] as const) {
      const { made, query } = sorting('error')
      const signs = direction === 'ascending' ? ['', '- '] : ['- ', '']
      made.to('ms', direction)
      assert.equal(query(), `error | sort ${signs[0]}ms`)
      made.toggle('ms', true)
      assert.equal(query(), `error | sort ${signs[1]}ms`)
      made.toggle('ms', true)
      assert.equal(query(), 'error')
    }
  })

  it('of a table begins by a click: numbers from the greatest, texts from the first', () => {
    const { made, query } = sorting('| stats count() by user', { table: true, rows: 2 * MOST_UNASKED, exact: false })
    const seen = [true, true, true, false, false, false].map((numeric) => {
      made.toggle(numeric ? 'count()' : 'user', numeric)
      return query().slice('| stats count() by user'.length)
    })
    assert.deepEqual(seen, [' | sort - count()', ' | sort count()', '', ' | sort user', ' | sort - user', ''])
  })

  it('goes on from a sort that was typed', () => {
    const { made, query } = sorting('| sort - ms')
    made.toggle('ms', false)
    assert.equal(query(), '| sort ms')
    made.toggle('ms', false)
    assert.equal(query(), '')
  })

  it('asks first where there are very many rows, or nobody knows how many', () => {
    for (const how of [{ rows: MOST_UNASKED + 1 }, { exact: false }]) {
      const { made, store, query } = sorting('error', how)
      made.to('ms', 'ascending')
      assert.deepEqual([query(), store.current.sortQuestion], ['error', { column: 'ms', direction: 'ascending' }])
      made.answer(false)
      assert.deepEqual([query(), store.current.sortQuestion], ['error', undefined])
      made.to('ms', 'ascending')
      made.answer(true)
      assert.deepEqual([query(), store.current.sortQuestion], ['error | sort ms', undefined])
      // To end it costs nothing.
      made.to('ms', undefined)
      assert.equal(query(), 'error')
    }
  })

  it('leaves a query alone that is being typed', () => {
    const { made, store, query } = sorting('error')
    store.update({ query: 'error OR' })
    made.to('ms', 'ascending')
    assert.equal(query(), 'error OR')
  })
})
