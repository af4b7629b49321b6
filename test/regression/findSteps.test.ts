/** Presses of find's keys were lost while the answer to one before was on its way: ten of them came to three steps. */
import { strict as assert } from 'node:assert'
import type { Session } from '../../src/engine/session.ts'
import { FindFeature } from '../../src/webview/find/findFeature.ts'
import type { ScrollAction } from '../../src/webview/scroll/reducer.ts'
import { openSession, runToEnd } from '../support/sessions.ts'
import { TemporaryFolder } from '../support/temporary.ts'
import { makeStore } from '../support/webviewStore.ts'

describe('steps of find', () => {
  const folder = new TemporaryFolder()
  let session: Session
  const before = (globalThis as { getSelection?: unknown }).getSelection
  after(() => {
    Object.assign(globalThis, { getSelection: before })
    session.close()
    folder.remove()
  })

  it('are as many as the key was pressed, and while it is held as many as rows are found', async () => {
    Object.assign(globalThis, { getSelection: () => null })
    const lines = Array.from({ length: 100 }, (_, i) => `row ${String(i).padStart(2, '0')}`)
    session = await openSession([folder.file('a.log', `${lines.join('\n')}\n`)])
    const { id } = await runToEnd(session, '| search /row .5/')
    const { store } = makeStore()
    const result = { run: id, columns: ['raw'], table: false, chosen: false }
    store.update({ result, shown: result, runQuery: '' })
    const sides = { run: (_side: string, _query: string, tell: (news: object) => void) => tell({ result, progress: { state: 'done', rowsMatched: 10, exact: true } }), end: () => undefined }
    // The list takes its time: the row is gone to, and not there yet.
    const scroll = (action: ScrollAction): void => {
      if (action.type === 'goTo') store.update({ scroll: { ...store.current.scroll, jump: { ...action, skip: 0, blocked: false, searching: false, patient: false } } })
    }
    const answers: Promise<unknown>[] = []
    const fetch = (...params: Parameters<Session['fetch']>): ReturnType<Session['fetch']> => {
      const answer = session.fetch(...params)
      answers.push(answer)
      return answer
    }
    const find = new FindFeature({ store, host: { fetch } as never, sides: sides as never, scroll })
    const settled = async (): Promise<number | undefined> => {
      for (let seen = -1; seen < answers.length; ) {
        seen = answers.length
        await Promise.allSettled(answers)
        await new Promise((next) => setImmediate(next))
      }
      return store.current.find.at
    }
    find.open()
    find.set({ text: 'row .5', regex: true })
    // Faster than what is typed is looked for: its first row comes first.
    for (let i = 0; i < 3; i++) find.step(1)
    assert.equal(await settled(), 4)
    for (const way of [1, 1, -1, 1, -1, -1, -1] as const) find.step(way)
    assert.equal(await settled(), 3)
    for (let i = 0; i < 5; i++) find.step(1, true)
    assert.equal(await settled(), 4)
    for (let i = 0; i < 8; i++) find.step(-1)
    assert.equal(await settled(), 6)
    find.close()
  })
})
