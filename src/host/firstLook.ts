import { pageColumns } from '../common/listColumns.ts'
import type { PanelState } from '../common/panelProtocol.ts'
import type { FetchResult, FieldInfo, RunResult } from '../common/protocol.ts'
import type { Analysis } from './analysis.ts'

/** Rows of the first page: those in view, and some to scroll to. */
const FIRST_ROWS = 150
/** What is not there within this time is asked for by the page itself, which meanwhile shows what it has. In milliseconds. */
const PATIENCE = 100

/** What a panel shows first. */
export interface First {
  readonly run: RunResult
  /** The first rows, or those at the place that was kept; undefined where finding them takes longer. */
  readonly page: FetchResult | undefined
  /** Columns of the page, if these are not those of the run. */
  readonly columns?: readonly string[]
  readonly fields?: readonly FieldInfo[]
}

/** Time that a page takes to draw what it was handed, in milliseconds: a pass on all cores would be in its way. */
const DRAWING = 250

type Wanted = Pick<PanelState, 'query' | 'top' | 'view'>
type FirstPage = Pick<First, 'page' | 'columns' | 'fields'>

/** Runs a panel's query and fetches its first rows while VS Code still loads the page that is to show them. */
export class FirstLook {
  private readonly analysis: Analysis
  private readonly wanted: Wanted
  private readonly patience: number
  private readonly run: Promise<RunResult | undefined>
  private readonly page: Promise<FirstPage | undefined>

  constructor(analysis: Analysis, wanted: Wanted, patience = PATIENCE) {
    this.analysis = analysis
    this.wanted = wanted
    this.patience = patience
    // What goes wrong here goes wrong again, and is told, when the page asks for it.
    this.run = analysis.start(wanted.query, undefined, true).catch(() => undefined)
    this.page = this.run.then((run) => run && this.fetch(run)).catch(() => undefined)
  }

  /** What has been found, if it is what `state` wants; undefined if there is nothing yet, or never will be. */
  async take(state: Wanted): Promise<First | undefined> {
    const { query, top } = this.wanted
    if (state.query !== query || state.top?.source !== top?.source || state.top?.offset !== top?.offset) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, this.patience, undefined)))
    const run = await Promise.race([this.run, late])
    const page = run && (await Promise.race([this.page, late]))
    clearTimeout(timer)
    if (!run) return undefined
    setTimeout(() => void this.analysis.ask('begin', {}).catch(() => undefined), DRAWING)
    return { page: undefined, ...page, run }
  }

  private async fetch(result: RunResult): Promise<FirstPage> {
    const { top, view = {} } = this.wanted
    const from = top ? ({ at: 'byte', ...top } as const) : ({ at: 'start' } as const)
    const fields = await this.analysis.ask('fields', {}).catch(() => undefined)
    const columns = pageColumns(result, fields, view)
    const page = await this.analysis.ask('fetch', { run: result.run, from, skip: 0, count: FIRST_ROWS, columns })
    return { page, columns, fields }
  }
}
