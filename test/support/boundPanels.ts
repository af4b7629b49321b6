/** Panels without a page, over rows of which only the times matter, that are bound as the host binds them. */
import { encodePage } from '../../src/common/page.ts'
import type { FetchParams, FetchResult, Place } from '../../src/common/protocol.ts'
import { Bindings, type Side } from '../../src/host/sideBySide/bindings.ts'
import { BoundFeature } from '../../src/webview/bound/boundFeature.ts'
import { Scroller } from '../../src/webview/panel/scroller.ts'
import type { ScrollAction } from '../../src/webview/scroll/reducer.ts'
import { makeStore } from './webviewStore.ts'

export const ROW_HEIGHT = 20
const BLOCK_ROWS = 50

export class BoundPanel implements Side {
  readonly name: string
  readonly store = makeStore().store
  readonly scroller: Scroller
  readonly feature: BoundFeature
  readonly said: string[] = []
  times: readonly number[]
  /** Places that it has told. */
  told = 0
  fetches = 0
  /** Calls that are under way, and the most that ever were. */
  telling = 0
  mostTelling = 0
  private readonly bindings: Bindings
  private readonly work: Work
  private run = 0

  constructor(name: string, times: readonly number[], bindings: Bindings, work: Work) {
    this.name = name
    this.times = times
    this.bindings = bindings
    this.work = work
    const host = { fetch: (params: FetchParams) => work.later(() => this.fetch(params)) }
    this.scroller = new Scroller(this.store, host as never, () => undefined)
    this.feature = new BoundFeature({
      store: this.store,
      host: {
        placed: (params) => {
          if (params.place) this.told++
          this.mostTelling = Math.max(this.mostTelling, ++this.telling)
          return work.later(() => {
            this.bindings.placed(this, params)
            this.telling--
          })
        },
        unbind: () => work.later(() => this.bindings.unbind(this)),
      },
      scroll: (action) => this.scroller.dispatch(action),
      setView: (view) => this.store.update({ view }),
      say: (text) => this.said.push(text),
    })
    this.scroller.onAction = (action) => this.feature.onScroll(action)
    this.act({ type: 'resize', viewHeight: 400, rowHeight: ROW_HEIGHT })
    this.query('')
  }

  emit: Side['emit'] = (event, params) =>
    void this.work.later(() => (event === 'bound' ? this.feature.onBound(params as never) : this.feature.onBoundTo(params as never)))

  act(action: ScrollAction): void {
    this.scroller.dispatch(action)
  }

  /** Runs a query, after which these rows are there. */
  query(query: string, times = this.times, table = false): void {
    this.times = times
    const result = { run: ++this.run, columns: ['raw'], table }
    this.store.update({ result, runQuery: query, query })
    this.act({ type: 'run', run: result.run })
    this.act({ type: 'progress', running: false, stopped: false, refresh: false })
    this.feature.onRun(query)
  }

  get state() {
    return this.store.current.scroll
  }

  /** Number of a row of the window. */
  number(index: number): number {
    const { block, row } = this.state.rows[index]
    return block * BLOCK_ROWS + row
  }

  /** Pixels from the upper edge of the view to the row of this number. */
  heightOf(number: number): number {
    return (number - this.number(0) - this.state.top.index) * ROW_HEIGHT - this.state.top.offset
  }

  private fetch({ run, from, skip, count }: FetchParams): FetchResult {
    this.fetches++
    const { length } = this.times
    const first = Math.max(0, Math.min(length, this.indexOf(from) + skip))
    const rows = Array.from({ length: Math.min(count, length - first) }, (_, i) => first + i)
    const page = encodePage(rows.map((i) => ({ line: i + 1, offset: i * 100, time: this.times[i], block: Math.floor(i / BLOCK_ROWS), row: i % BLOCK_ROWS, source: 0, more: 0, flags: 0, level: 0, cells: [undefined], marks: [] })), 1)
    return { run, page, atStart: first === 0, atEnd: first + rows.length === length, scroll: [first / length, (first + rows.length) / length], ordinal: first, ordinalExact: true }
  }

  private indexOf(place: Place): number {
    const found = place.at === 'time' ? this.times.findIndex((time) => time >= place.value) : place.at === 'byte' ? Math.ceil(place.offset / 100) : place.at === 'row' ? place.block * BLOCK_ROWS + place.row : place.at === 'start' ? 0 : place.at === 'fraction' ? Math.floor(place.value * this.times.length) : -1
    return found < 0 ? this.times.length : found
  }
}

/** What happens later, in its order, when a test says so. */
export class Work {
  private readonly tasks: (() => void)[] = []

  later<T>(task: () => T): Promise<T> {
    return new Promise((resolve) => this.tasks.push(() => resolve(task())))
  }

  /** Does so many tasks, or all, those included that they lead to. */
  async settle(most = Infinity): Promise<void> {
    for (let done = 0; done < most; done++) {
      for (let i = 0; i < 10 && this.tasks.length === 0; i++) await Promise.resolve()
      const task = this.tasks.shift()
      if (!task) return
      if (done > 5000) throw new Error('it never ends')
      task()
    }
  }
}

/** Two panels, bound; the first leads. */
export async function boundPair(first: readonly number[], second: readonly number[], offset = 0): Promise<{ a: BoundPanel; b: BoundPanel; bindings: Bindings; work: Work }> {
  const bindings = new Bindings()
  const work = new Work()
  const [a, b] = [new BoundPanel('a.log', first, bindings, work), new BoundPanel('b.log', second, bindings, work)]
  await work.settle()
  bindings.bind(a, b, offset)
  await work.settle()
  return { a, b, bindings, work }
}
