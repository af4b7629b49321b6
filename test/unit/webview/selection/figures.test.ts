import { strict as assert } from 'node:assert'
import { encodePage, Page } from '../../../../src/common/page.ts'
import type { PanelHostApi } from '../../../../src/common/panelProtocol.ts'
import type { RunState } from '../../../../src/common/protocol.ts'
import type { Proxy } from '../../../../src/common/rpc.ts'
import { initialScroll, rowKey, type WindowRow } from '../../../../src/webview/scroll/state.ts'
import { FiguresFeature, numericColumns } from '../../../../src/webview/selection/figures.ts'
import { formatNumber, formatSpan } from '../../../../src/webview/status/format.ts'
import { makeStore } from '../../../support/webviewStore.ts'

const names = ['time', 'ms', 'size', 'user', 'status', 'message']
const cells = [
  ['2024-05-01 12:00:00', '1,200', '10KB', 'ann', '-', '12'],
  ['2024-05-01 12:00:01', '-3.5', '1.5 MiB', '7', undefined, '13'],
]
const PLACE = { block: 0, source: 0, more: 0, flags: 0, level: 0, marks: [] }
const page = new Page(
  encodePage(cells.map((row, i) => ({ ...PLACE, line: i + 1, offset: i, time: i, row: i, cells: row.map((cell) => (cell === undefined ? undefined : new TextEncoder().encode(cell))) })), names.length),
  names,
)
const rows = cells.map((_, index): WindowRow => ({ key: rowKey(0, index), block: 0, row: index, page, index, pos: 0 }))

/** The same rows, of a page with other columns. */
function narrowed(of: readonly WindowRow[], columns: readonly string[]): WindowRow[] {
  const other = new Page(encodePage(of.map((_, i) => ({ ...PLACE, line: i + 1, offset: i, time: i, row: i, cells: columns.map(() => undefined) })), columns.length), columns)
  return of.map((row) => ({ ...row, page: other }))
}

function feature(drawn = names, shown: readonly WindowRow[] = rows) {
  const { store, frame } = makeStore({ shown: { run: 4, columns: names, table: false }, scroll: { ...initialScroll, rows: shown } })
  const asked: unknown[] = []
  const signals: AbortSignal[] = []
  let answer: (figures: object) => void = () => undefined
  const host = {
    figures: (params: unknown, signal: AbortSignal) => {
      asked.push(params)
      signals.push(signal)
      return new Promise((resolve) => (answer = resolve))
    },
  } as unknown as Proxy<PanelHostApi>
  const timers = new Map<number, () => void>()
  let lastTimer = 0
  globalThis.setTimeout = ((run: () => void) => (timers.set(++lastTimer, run), lastTimer)) as unknown as typeof setTimeout
  globalThis.clearTimeout = ((timer: number) => timers.delete(timer)) as typeof clearTimeout
  const wait = (): void => {
    const due = [...timers.values()]
    timers.clear()
    due.forEach((run) => run())
  }
  const made = new FiguresFeature(store, host, () => drawn)
  const select = (to: number): void => {
    const distance = to
    store.update({ scroll: { ...store.current.scroll, selection: { anchor: rows[0], focus: rows[to], distance } } })
    frame()
  }
  return { store, frame, made, select, asked, signals, wait, answer: async (figures: object) => {
    answer(figures)
    await new Promise((resolve) => setImmediate(resolve))
  } }
}

describe('webview/selection/figures', () => {
  const { setTimeout, clearTimeout } = globalThis
  afterEach(() => void Object.assign(globalThis, { setTimeout, clearTimeout }))

  it('are of columns of numbers, durations and sizes', () => {
    assert.deepEqual(numericColumns(names, rows), ['ms', 'size'])
    assert.deepEqual(numericColumns(['user', 'gone'], rows), [])
  })

  it('are asked for when several rows are selected, of the only such column', async () => {
    const { store, select, asked, wait, answer } = feature(['time', 'ms', 'message'])
    select(0)
    wait()
    assert.deepEqual(asked, [])
    select(1)
    wait()
    assert.deepEqual(asked, [{ run: 4, ranges: [{ first: { block: 0, row: 0 }, last: { block: 0, row: 1 } }], column: 'ms' }])
    wait()
    assert.equal(store.current.figures?.busy, true)
    await answer({ rows: 2, sum: '1196.5' })
    assert.deepEqual(store.current.figures, { columns: ['ms'], column: 'ms', found: { rows: 2, sum: '1196.5' }, busy: false })
    select(0)
    assert.equal(store.current.figures, undefined)
  })

  it('are of the column that was clicked, and not waited for any more when they are cancelled', async () => {
    const { store, made, select, asked, signals, wait, answer } = feature()
    select(1)
    wait()
    assert.equal(store.current.figures?.column, undefined)
    made.choose('user')
    made.choose('size', true)
    wait()
    assert.deepEqual(asked.map((each) => (each as { column?: string }).column), [undefined, 'size'])
    assert.equal(signals[0].aborted, true)
    made.cancel()
    assert.equal(signals[1].aborted, true)
    await answer({ rows: 2, sum: '1' })
    assert.equal(store.current.figures?.found, undefined)
  })

  const progress = (state: RunState) => ({ run: 4, state, bytesDone: 1, bytesTotal: 1, rowsScanned: 2, rowsMatched: 2, exact: true, seconds: 1, stages: [], version: 0 })

  it('come while other queries run beside, for which the end of the pass is told again and again', async () => {
    const { store, made, select, asked, signals, wait, answer } = feature(['ms'])
    store.update({ progress: progress('done') })
    select(1)
    made.onProgress(progress('done'))
    wait()
    for (let i = 0; i < 3; i++) made.onProgress(progress('done'))
    assert.equal(asked.length, 1)
    assert.equal(signals[0].aborted, false)
    await answer({ rows: 2, sum: '1196.5' })
    assert.equal(store.current.figures?.found?.sum, '1196.5')
  })

  it('are asked for once more when rows that could not be added up are all there', async () => {
    const { store, made, select, asked, wait, answer } = feature(['ms'])
    const refuse = () => answer(Promise.reject(new Error('The rows are still being sorted.')))
    const told = (state: RunState): void => {
      store.update({ progress: progress(state) })
      made.onProgress(progress(state))
      wait()
    }
    select(1)
    told('running')
    await refuse()
    told('running')
    assert.equal(asked.length, 1)
    told('done')
    assert.equal(asked.length, 2)
    await refuse()
    told('done')
    assert.equal(asked.length, 2)
    assert.equal(store.current.figures?.busy, false)
  })

  it('are asked for once more where the end of the pass is told before the refusal', async () => {
    const { store, made, select, asked, wait, answer } = feature(['ms'])
    store.update({ progress: progress('running') })
    select(1)
    wait()
    store.update({ progress: progress('done') })
    made.onProgress(progress('done'))
    await answer(Promise.reject(new Error('The rows are still being sorted.')))
    wait()
    assert.equal(asked.length, 2)
  })

  it('are not asked for of rows of the run before', () => {
    const { store, select, asked, wait } = feature(['ms'])
    store.update({ scroll: { ...store.current.scroll, stale: true } })
    select(1)
    wait()
    assert.deepEqual(asked, [])
    assert.equal(store.current.figures, undefined)
  })

  it('are of a column that is added to rows that are selected', () => {
    const narrow = narrowed(rows, ['time', 'user'])
    const { store, frame, select, asked, wait } = feature(['time', 'ms'], narrow)
    select(1)
    wait()
    store.update({ scroll: { ...store.current.scroll, rows } })
    frame()
    wait()
    assert.deepEqual(asked.map((each) => (each as { column?: string }).column), [undefined, 'ms'])
  })

  it('are shown so that they can be read', () => {
    assert.deepEqual(['19336', '6445.333333333333', '0.00012345', '1.5s', '123456789012345678901234', ''].map(formatNumber), ['19,336', '6,445.333', '0.000123', '1.5s', '123,456,789,012,345,678,901,234', ''])
    assert.deepEqual([250, 4200, 125_000, 7_500_000, 183_600_000].map(formatSpan), ['250 ms', '4.2 s', '2 min 5 s', '2 h 5 min', '2 d 3 h'])
  })
})
