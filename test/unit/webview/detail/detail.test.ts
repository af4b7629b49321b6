import { strict as assert } from 'node:assert'
import type { PanelHostApi } from '../../../../src/common/panelProtocol.ts'
import type { Proxy } from '../../../../src/common/rpc.ts'
import { RowContexts } from '../../../../src/webview/context/rowContext.ts'
import { DetailPane } from '../../../../src/webview/detail/detail.ts'
import type { ScrollAction } from '../../../../src/webview/scroll/reducer.ts'
import { initialScroll } from '../../../../src/webview/scroll/state.ts'
import { Driver, ModelHost } from '../scroll/modelHost.ts'
import { makeStore } from '../../../support/webviewStore.ts'

const settled = async (): Promise<void> => void (await new Promise((resolve) => setImmediate(resolve)))

function pane() {
  const { store, frame } = makeStore({ shown: { run: 1, columns: ['raw'], table: false } })
  const driver = new Driver(initialScroll, new ModelHost(100))
  const asked: string[] = []
  const host = {
    async expand({ block, row }: { block: number; row: number }) {
      asked.push(`${block}:${row}`)
      return { text: `text ${block}:${row}`, tooLong: false, fields: [['a', '1']] }
    },
  } as unknown as Proxy<PanelHostApi>
  const scroll = (action: ScrollAction): void => {
    driver.act(action)
    driver.settle()
    store.update({ scroll: driver.state })
  }
  const contexts = new RowContexts(store, undefined as never, () => undefined, () => undefined)
  const detail = new DetailPane({ store, host, scroll, contexts, setView: (change) => store.update({ view: { ...store.current.view, ...change } }) })
  scroll({ type: 'resize', viewHeight: 600, rowHeight: 20 })
  scroll({ type: 'run', run: 1 })
  const shown = async (): Promise<string | undefined> => {
    frame()
    await settled()
    frame()
    return store.current.detail?.text
  }
  return { store, detail, scroll, asked, shown }
}

describe('webview/detail/detail', () => {
  it('asks for nothing while it is closed', async () => {
    const { scroll, asked, shown } = pane()
    scroll({ type: 'move', rows: 0, extend: false })
    assert.equal(await shown(), undefined)
    assert.equal(asked.length, 0)
  })

  it('shows the first row in view where none is selected, and the one that is selected then', async () => {
    const { detail, scroll, shown, store } = pane()
    detail.open()
    assert.equal(await shown(), 'text 0:0')
    detail.step(1)
    assert.equal(await shown(), 'text 0:1')
    scroll({ type: 'move', rows: 10, extend: false })
    assert.equal(await shown(), 'text 1:4')
    assert.equal(store.current.detail?.offset, 1100)
  })

  it('asks once for each row, and for the last only of those passed within a frame', async () => {
    const { detail, asked, shown } = pane()
    detail.open('json')
    await shown()
    for (let i = 0; i < 5; i++) detail.step(1)
    assert.equal(await shown(), 'text 0:5')
    await shown()
    assert.deepEqual(asked, ['0:0', '0:5'])
  })

  it('keeps the row that it shows when a run begins, which has no selection', async () => {
    const { detail, scroll, store, shown } = pane()
    detail.open()
    await shown()
    store.update({ shown: { run: 2, columns: ['raw'], table: false } })
    scroll({ type: 'run', run: 2 })
    assert.equal(await shown(), 'text 0:0')
  })

  it('reads the row of a table again when the table changes', async () => {
    const { detail, store, asked, shown } = pane()
    store.update({ shown: { run: 1, columns: ['a'], table: true } })
    detail.open()
    await shown()
    detail.onProgress({ version: 3 } as never)
    await shown()
    assert.deepEqual(asked, ['0:0', '0:0'])
    assert.equal(store.current.detail?.number, 1)
  })
})
