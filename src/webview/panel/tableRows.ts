import { toErrorData } from '../../common/errors.ts'
import { MAX_PAGE_ROWS } from '../../common/constants.ts'
import { Page } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Progress, RunResult } from '../../common/protocol.ts'
import type { Proxy } from '../../common/rpc.ts'

/** A small table, as far as it is known. */
export interface TableSoFar {
  readonly columns: readonly string[]
  /** The first rows, at most MAX_PAGE_ROWS; undefined before there are any. */
  readonly rows?: readonly (readonly (string | undefined)[])[]
  /** No more will change. */
  readonly done: boolean
  readonly error?: string
}

type RunProgress = Pick<Progress, 'state' | 'version'>

/** Partial tables are fetched at most this often, in milliseconds. */
const REFRESH_EVERY = 500

/** Fetches the first rows of a run's table, again and again while they change. */
export class TableRows {
  private readonly host: Proxy<PanelHostApi>
  private readonly tell: (change: Partial<TableSoFar>) => void
  private wanted: { readonly result: RunResult; readonly progress: RunProgress } | undefined
  private fetched: { run: number; version: number; done: boolean } | undefined
  private fetching = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(host: Proxy<PanelHostApi>, tell: (change: Partial<TableSoFar>) => void) {
    this.host = host
    this.tell = tell
  }

  /** How far the run is. */
  note(result: RunResult, progress: RunProgress): void {
    this.wanted = { result, progress }
    this.refresh()
  }

  /** The run is of no interest any more. */
  forget(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.wanted = undefined
    this.fetched = undefined
  }

  /** Fetches what is new, now or as soon as it may. */
  private refresh(): void {
    const { wanted, fetched } = this
    if (!wanted || this.fetching) return
    const { result, progress } = wanted
    const done = progress.state !== 'running'
    if (fetched?.run === result.run && fetched.version === progress.version && (fetched.done || !done)) return
    if (!done && this.timer !== undefined) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.refresh()
    }, REFRESH_EVERY)
    this.fetching = true
    void this.fetch(result, progress.version, done)
  }

  private async fetch({ run, columns }: RunResult, version: number, done: boolean): Promise<void> {
    const isWanted = (): boolean => this.wanted?.result.run === run
    try {
      const { page } = await this.host.fetch({ run, from: { at: 'start' }, skip: 0, count: MAX_PAGE_ROWS, columns })
      if (!isWanted()) return
      this.fetched = { run, version, done }
      const rows = tableRows(new Page(page))
      // A table that is only begun says less than the one before.
      if (rows.length > 0 || done) this.tell({ columns, rows, done })
    } catch (error) {
      const { code, message } = toErrorData(error)
      if (isWanted() && code !== 'outdated' && code !== 'cancelled' && code !== 'disposed') this.tell({ error: message, done: true })
    } finally {
      this.fetching = false
      this.refresh()
    }
  }
}

export function tableRows(page: Page): readonly (readonly (string | undefined)[])[] {
  return Array.from({ length: page.rows }, (_, row) => Array.from({ length: page.columns }, (_, column) => page.cell(row, column)))
}
