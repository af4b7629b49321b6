import { strict as assert } from 'node:assert'
import { encodePage, Page } from '../../../../src/common/page.ts'
import type { PanelHostApi } from '../../../../src/common/panelProtocol.ts'
import type { Proxy } from '../../../../src/common/rpc.ts'
import { Scroller } from '../../../../src/webview/panel/scroller.ts'
import { initialScroll, rowKey, type WindowRow } from '../../../../src/webview/scroll/state.ts'
import { numericColumns } from '../../../../src/webview/selection/figures.ts'
import { makeStore } from '../../../support/webviewStore.ts'

const COLUMNS = 1000
const ROWS = 50
const names = Array.from({ length: COLUMNS }, (_, i) => `metric_${i}`)

/** Counts how often it is asked where a column is, and for a cell. */
class CountingPage extends Page {
  asked = 0
  decoded = 0

  override columnOf(name: string): number {
    this.asked++
    return super.columnOf(name)
  }

  override cell(row: number, column: number): string | undefined {
    this.decoded++
    return super.cell(row, column)
  }
}

function wide(drawn = names): { page: CountingPage; rows: readonly WindowRow[] } {
  const cells = Array.from({ length: drawn.length }, () => new TextEncoder().encode('7'))
  const encoded = Array.from({ length: ROWS }, (_, row) => ({ line: row + 1, offset: row, time: NaN, block: 0, row, source: 0, more: 0, flags: 0, level: 0, cells, marks: [] }))
  const page = new CountingPage(encodePage(encoded, drawn.length), drawn)
  return { page, rows: encoded.map(({ row: index }) => ({ key: rowKey(0, index), block: 0, row: index, page, index, pos: 0 })) }
}

describe('the list over a thousand columns', () => {
  it('looks once in each page for columns that it lacks, not in every row for each', () => {
    for (const [drawn, requests] of [[names, 0], [names.slice(0, -1), 1]] as const) {
      const { page, rows } = wide(drawn)
      const { store } = makeStore({
        result: { run: 1, columns: names, table: false },
        shown: { run: 1, columns: names, table: false },
        scroll: { ...initialScroll, run: 1, rows, stale: false, viewHeight: 400, rowHeight: 20, atStart: true, atEnd: true },
      })
      const asked: unknown[] = []
      const host = { fetch: (params: unknown) => (asked.push(params), new Promise(() => undefined)) } as unknown as Proxy<PanelHostApi>
      new Scroller(store, host, () => undefined).refetch()
      assert.equal(asked.length, requests)
      assert.ok(page.asked > 0 && page.asked <= COLUMNS, `${page.asked} questions`)
    }
  })

  it('knows the marks of a cell without looking through their names', () => {
    let looked = 0
    const { page } = wide()
    const watched = new Page(page.buffer, new Proxy(names, { get: (target, key, all) => (key === 'includes' && looked++, Reflect.get(target, key, all) as unknown) }))
    for (let row = 0; row < ROWS; row++) for (let column = 0; column < 40; column++) assert.equal(watched.marksOfCell(row, column).length, 0)
    assert.ok(looked <= 1, `looked ${looked} times`)
  })

  it('takes few rows to tell which columns are numbers where there are many', () => {
    const { page, rows } = wide()
    assert.deepEqual(numericColumns(names, rows), names)
    assert.ok(page.decoded <= 7 * COLUMNS, `${page.decoded} values`)
  })
})
