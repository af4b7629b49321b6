import { strict as assert } from 'node:assert'
import { SluiceError } from '../../../../src/common/errors.ts'
import { PanelController } from '../../../../src/webview/panel/controller.ts'
import { initialModel } from '../../../../src/webview/panel/model.ts'
import { makeStore } from '../../../support/webviewStore.ts'

interface Call {
  readonly query: string
  answer(run: number): Promise<void>
  fail(code: 'query' | 'cancelled'): Promise<void>
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const FIRST = { title: 'a.log', uris: [], query: '', sources: [], settings: initialModel.settings, columnWidths: {} }
const resultOf = (run: number) => ({ run, columns: ['raw'], table: false, chosen: false })

/** A panel whose host answers when the test says so; what was typed runs when it says so, too. */
function panel() {
  const { store } = makeStore()
  const calls: Call[] = []
  let ready: (first: object) => void = () => undefined
  const host = new Proxy({}, {
    get: (_, method) => (params: { query: string }) => {
      if (method === 'ready') return new Promise((resolve) => (ready = resolve))
      if (method !== 'run') return new Promise(() => undefined)
      return new Promise((resolve, reject) => {
        calls.push({
          query: params.query,
          answer: (run) => (resolve(resultOf(run)), turn()),
          fail: (code) => (reject(new SluiceError(code, 'No.')), turn()),
        })
      })
    },
  })
  const timers = new Map<number, () => void>()
  let last = 0
  Object.assign(globalThis, { document: { addEventListener: () => undefined } })
  globalThis.setTimeout = ((run: () => void) => (timers.set(++last, run), last)) as unknown as typeof setTimeout
  globalThis.clearTimeout = ((timer: number) => timers.delete(timer)) as typeof clearTimeout
  const controller = new PanelController(store, host as never, () => undefined)
  const type = (query: string): void => {
    controller.setQuery(query)
    const due = [...timers.values()]
    timers.clear()
    due.forEach((run) => run())
  }
  return { store, controller, calls, type, ready: async (first: object) => (ready({ ...FIRST, ...first }), turn()) }
}

describe('webview/panel/controller', () => {
  const { setTimeout, clearTimeout } = globalThis
  afterEach(() => {
    Object.assign(globalThis, { setTimeout, clearTimeout })
    delete (globalThis as { document?: unknown }).document
  })

  const opened = async () => {
    const made = panel()
    void made.controller.start(undefined)
    await made.ready({})
    await made.calls[0].answer(1)
    return made
  }
  const state = ({ store: { current } }: ReturnType<typeof panel>) => [current.query, current.runQuery, current.result?.run, current.asked]

  it('runs what is typed, and says what is awaited until the answer is there', async () => {
    const made = await opened()
    made.type('error')
    assert.deepEqual(state(made), ['error', '', 1, 'error'])
    await made.calls[1].answer(2)
    assert.deepEqual(state(made), ['error', 'error', 2, undefined])
    made.type('error ')
    assert.equal(made.calls.length, 2)
  })

  it('goes back to the query that is shown when another is still on its way', async () => {
    const made = await opened()
    made.type('error')
    made.type('')
    assert.deepEqual(made.calls.map(({ query }) => query), ['', 'error', ''])
    await made.calls[1].answer(2)
    await made.calls[2].answer(3)
    assert.deepEqual(state(made), ['', '', 3, undefined])
  })

  it('runs a query again that could not be run, also when that is not told', async () => {
    const made = await opened()
    made.type('error')
    await made.calls[1].fail('cancelled')
    assert.deepEqual(state(made), ['error', '', 1, undefined])
    made.type('error')
    assert.equal(made.calls.length, 3)
  })

  it('keeps what was typed before the host has said what to show, and runs it behind that', async () => {
    const made = panel()
    void made.controller.start(undefined)
    made.type('error')
    void made.controller.run()
    assert.equal(made.calls.length, 0)
    await made.ready({ first: { run: resultOf(1), page: undefined, columns: undefined, fields: [] } })
    assert.deepEqual(made.calls.map(({ query }) => query), ['error'])
    await made.calls[0].answer(2)
    assert.deepEqual(state(made), ['error', 'error', 2, undefined])
  })
})
