import { strict as assert } from 'node:assert'
import { errorOf } from '../../../src/common/errorTexts.ts'
import { Emitter } from '../../../src/common/lifecycle.ts'
import type { PanelHostApi, PanelSettings } from '../../../src/common/panelProtocol.ts'
import type { CallContext, Handlers } from '../../../src/common/rpc.ts'
import { inEnglish, setTranslation } from '../../../src/host/l10n.ts'
import { WebviewLink, type WebviewPort } from '../../../src/host/webviewLink.ts'
import { checkLeaks } from '../../support/leaks.ts'

interface Posted {
  readonly t: string
  readonly id: number
  readonly method?: string
  readonly value?: unknown
  readonly error?: unknown
}

describe('WebviewLink', () => {
  const settings: PanelSettings = { fontFamily: '', fontSize: 12, rowHeight: 20, renderAnsi: true, history: [], examples: true, highlighters: [] }
  const ready = { title: 'a.log', uris: [], sources: [], query: '', settings, columnWidths: {} }
  let posted: Posted[]
  let live: boolean
  let messages: Emitter<unknown>
  let port: WebviewPort
  let link: WebviewLink
  let expanding: { context: CallContext; finish: () => void }[]

  checkLeaks(() => link.dispose())

  beforeEach(() => {
    posted = []
    live = true
    messages = new Emitter()
    expanding = []
    const handlers = {
      ready: () => ready,
      fetch: () => {
        throw errorOf('changed', 'shorter', { name: 'a.log' })
      },
      expand: (_: unknown, context: CallContext) =>
        new Promise((resolve) => expanding.push({ context, finish: () => resolve({ text: 'row', tooLong: false, fields: [] }) })),
    }
    port = {
      post: async (message) => void posted.push(message as Posted),
      onMessage: (listener) => messages.on(listener),
      isLive: () => live,
    }
    link = new WebviewLink(port, handlers as unknown as Handlers<PanelHostApi>)
  })

  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const call = (id: number, method: string): void => messages.fire({ t: 'call', id, method, params: {} })

  it('asks nothing about a page that is gone', async () => {
    call(1, 'ready')
    await settle()
    link.dispose()
    // VS Code throws then.
    Object.defineProperty(port, 'isLive', { value: () => assert.fail('the webview is disposed') })
    link.emit('bound', {})
    await settle()
    assert.equal(posted.length, 1)
  })

  it('answers the page', async () => {
    call(1, 'ready')
    await settle()
    assert.deepEqual(posted, [{ t: 'result', id: 1, value: ready }])
  })

  it('tells the page of errors in the language of VS Code', async () => {
    setTranslation((text) => text.replace('has become', 'ist nun'), 'de', true)
    try {
      call(1, 'ready')
      call(2, 'fetch')
      await settle()
      assert.deepEqual(posted.find(({ id }) => id === 2), { t: 'error', id: 2, error: { code: 'changed', details: undefined, message: 'a.log ist nun shorter since it was opened.' } })
    } finally {
      setTranslation(inEnglish)
    }
  })

  it('says nothing before there is a page, or while it is hidden', async () => {
    link.emit('settings', settings)
    call(1, 'ready')
    await settle()
    live = false
    link.emit('settings', settings)
    assert.equal(posted.length, 1)
    live = true
    link.emit('settings', settings)
    assert.equal(posted[1].method, 'settings')
  })

  it('does not give the answers of one page to the next', async () => {
    call(1, 'ready')
    call(2, 'expand')
    await settle()
    call(1, 'ready')
    assert.equal(expanding[0].context.signal.aborted, true)
    call(2, 'expand')
    await settle()
    expanding[0].finish()
    await settle()
    assert.deepEqual(posted.map(({ id }) => id), [1, 1])
    expanding[1].finish()
    await settle()
    assert.deepEqual(posted.map(({ id }) => id), [1, 1, 2])
  })

  it('ignores what comes from no page, and what is no call', async () => {
    call(1, 'expand')
    for (const odd of [null, 'text', 3, {}]) messages.fire(odd)
    await settle()
    assert.deepEqual(posted, [])
  })

  it('is silent once it is disposed of', async () => {
    call(1, 'ready')
    call(2, 'expand')
    await settle()
    link.dispose()
    expanding[0].finish()
    link.emit('settings', settings)
    await settle()
    assert.equal(posted.length, 1)
  })
})
