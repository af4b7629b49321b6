/** A search that began anew (its key pressed again, a run) forgot to go to the first row of what had just been typed. */
import { strict as assert } from 'node:assert'
import { FindFeature } from '../../src/webview/find/findFeature.ts'
import { makeStore } from '../support/webviewStore.ts'

describe('find that begins anew', () => {
  const before = (globalThis as { getSelection?: unknown }).getSelection
  afterEach(() => Object.assign(globalThis, { getSelection: before }))

  it('goes to the first row of what was typed', () => {
    Object.assign(globalThis, { getSelection: () => null })
    const { store } = makeStore()
    const result = { run: 1, columns: ['raw'], table: false, chosen: false }
    store.update({ result, shown: result, runQuery: '' })
    const asked: number[] = []
    let heard: (news: object) => void = () => undefined
    const host = { fetch: ({ run }: { run: number }) => (asked.push(run), new Promise(() => undefined)) }
    const sides = { run: (_side: string, _query: string, listener: typeof heard) => void (heard = listener), end: () => undefined }
    const find = new FindFeature({ store, host: host as never, sides: sides as never, scroll: () => undefined })
    find.open()
    find.set({ text: 'needle' })
    find.open()
    heard({ result: { run: 2 }, progress: { state: 'done', rowsMatched: 3, exact: true } })
    assert.deepEqual(asked, [2])
    find.close()
  })
})
