import { strict as assert } from 'node:assert'
import { encodePage, Page } from '../../../../src/common/page.ts'
import type { Around, AroundRows, LogRow } from '../../../../src/webview/context/aroundRows.ts'
import { canGrow, PANE, RowContexts } from '../../../../src/webview/context/rowContext.ts'
import type { BytePlace } from '../../../../src/webview/nav/trail.ts'
import { makeStore } from '../../../support/webviewStore.ts'

const LAST = 2000

function rowAt(offset: number): LogRow {
  const row = { line: offset, offset, time: NaN, block: 0, row: offset, source: 0, more: 0, flags: 0, level: 0, cells: [undefined], marks: [] }
  return { page: new Page(encodePage([row], 1)), index: 0 }
}

const offsets = (rows: readonly LogRow[]): number[] => rows.map(({ page, index }) => page.offset[index])
const settled = async (): Promise<void> => void (await new Promise((resolve) => setImmediate(resolve)))

/** A log of rows 0 to LAST, a byte each. */
function contexts() {
  const { store } = makeStore({ runQuery: 'hit', shown: { run: 1, columns: ['raw'], table: false } })
  let failing = false
  const give = async (from: number, to: number, end: boolean): Promise<Around> => {
    if (failing) throw new Error('gone')
    return { rows: Array.from({ length: Math.max(0, to - from) }, (_, i) => rowAt(from + i)), end }
  }
  const around = {
    above: ({ offset }: BytePlace, count: number) => give(Math.max(0, offset - count), offset, offset - count <= 0),
    below: ({ offset }: BytePlace, count: number) => give(offset + 1, Math.min(LAST + 1, offset + 1 + count), offset + count >= LAST),
  } as unknown as AroundRows
  const said: string[] = []
  return { store, said, rows: new RowContexts(store, around, (text) => said.push(text), () => undefined), fail: (on: boolean) => (failing = on) }
}

describe('webview/context/rowContext', () => {
  it('opens five rows before and after, more when asked, and closes', async () => {
    const { store, rows } = contexts()
    rows.toggle('k', { source: 0, offset: 100 })
    assert.equal(store.current.contexts.get('k')?.above.loading, true)
    await settled()
    const now = () => store.current.contexts.get('k')!
    assert.deepEqual([offsets(now().above.rows), offsets(now().below.rows)], [[95, 96, 97, 98, 99], [101, 102, 103, 104, 105]])
    await rows.more('k', 'above')
    assert.deepEqual(offsets(now().above.rows), Array.from({ length: 25 }, (_, i) => 75 + i))
    await rows.more('k', 'below')
    assert.deepEqual(offsets(now().below.rows), Array.from({ length: 25 }, (_, i) => 101 + i))
    rows.toggle('k', { source: 0, offset: 100 })
    assert.equal(store.current.contexts.size, 0)
  })

  it('holds a bounded number of rows', async () => {
    const { store, rows } = contexts()
    rows.toggle('k', { source: 0, offset: 1000 })
    rows.openInPane({ source: 0, offset: 1000 })
    await settled()
    for (let i = 0; i < 200; i++) {
      await rows.more('k', 'above')
      await rows.more(PANE, 'below')
    }
    const [inList, inPane] = [store.current.contexts.get('k')!.above, store.current.contexts.get(PANE)!.below]
    assert.deepEqual([inList.rows.length, canGrow('k', inList)], [205, false])
    assert.deepEqual([inPane.rows.length, inPane.end, canGrow(PANE, inPane)], [1000, true, false])
  })

  it('says what went wrong, and can be asked again', async () => {
    const { store, rows, fail } = contexts()
    fail(true)
    rows.toggle('k', { source: 0, offset: 3 })
    await settled()
    assert.equal(store.current.contexts.get('k')?.below.error, 'gone')
    fail(false)
    await rows.more('k', 'below')
    assert.equal(store.current.contexts.get('k')?.below.rows.length, 20)
    assert.equal(store.current.contexts.get('k')?.below.error, undefined)
  })

  it('does not open where all rows are shown, or for rows of a table', () => {
    const { store, rows, said } = contexts()
    rows.toggle('k', { source: 0, offset: -1 })
    store.update({ runQuery: ' ' })
    rows.toggle('k', { source: 0, offset: 3 })
    assert.deepEqual([store.current.contexts.size, said.length], [0, 2])
  })

  it('closes with the run, but for what the pane shows; and what comes too late is dropped', async () => {
    const { store, rows } = contexts()
    rows.toggle('k', { source: 0, offset: 3 })
    rows.openInPane({ source: 0, offset: 3 })
    rows.onRun()
    assert.deepEqual([...store.current.contexts.keys()], [PANE])
    rows.openInPane({ source: 0, offset: 50 })
    await settled()
    assert.deepEqual(offsets(store.current.contexts.get(PANE)!.above.rows).at(-1), 49)
  })
})
