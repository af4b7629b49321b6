import { toErrorData } from '../../common/errors.ts'
import { MAX_PAGE_ROWS } from '../../common/constants.ts'
import { Page } from '../../common/page.ts'
import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { SideQueries, SideQuery } from './sideQueries.ts'

/** A small table that a side query has given so far. */
export interface SideTable {
  readonly columns: readonly string[]
  /** The first rows, at most MAX_PAGE_ROWS; undefined before there are any. */
  readonly rows?: readonly (readonly (string | undefined)[])[]
  /** No more will change. */
  readonly done: boolean
  /** Share of the files that has been read, 0 to 1. */
  readonly fraction: number
  readonly error?: string
}

/** Partial tables are fetched at most this often, in milliseconds. */
const REFRESH_EVERY = 500

const nothing: SideTable = { columns: [], done: false, fraction: 0 }

/** Runs a side query and keeps its table, while it grows. */
export class SideTableQuery {
  private readonly name: string
  private readonly sides: SideQueries
  private readonly host: Proxy<PanelHostApi>
  private readonly tell: (table: SideTable) => void
  private table = nothing
  private fetched: { run: number; version: number; done: boolean } | undefined
  private fetching = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private latest: SideQuery | undefined

  constructor(name: string, sides: SideQueries, host: Proxy<PanelHostApi>, tell: (table: SideTable) => void) {
    this.name = name
    this.sides = sides
    this.host = host
    this.tell = tell
  }

  /** Runs the query once the pass of the list's query has ended. The rows of the table before stay until there are others. */
  run(query: string): void {
    this.fetched = undefined
    this.change({ done: false, fraction: 0, error: undefined })
    this.sides.run(this.name, query, (state) => this.onChange(state), true)
  }

  end(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.latest = undefined
    this.table = nothing
    this.sides.end(this.name)
  }

  private onChange(state: SideQuery): void {
    this.latest = state
    const { result, progress, error } = state
    if (error !== undefined) return this.change({ error, done: true })
    if (!result || !progress) return
    this.change({ fraction: progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0 })
    if (progress.state === 'failed') return this.change({ error: progress.message ?? '', done: true })
    this.refresh()
  }

  /** Fetches what is new, now or as soon as it may. */
  private refresh(): void {
    const { result, progress } = this.latest ?? {}
    if (!result || !progress || this.fetching) return
    const done = progress.state !== 'running'
    const { fetched } = this
    if (fetched?.run === result.run && fetched.version === progress.version && (fetched.done || !done)) return
    if (!done && this.timer !== undefined) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.refresh()
    }, REFRESH_EVERY)
    this.fetching = true
    void this.fetch(result.run, result.columns, progress.version, done)
  }

  private async fetch(run: number, columns: readonly string[], version: number, done: boolean): Promise<void> {
    try {
      const { page } = await this.host.fetch({ run, from: { at: 'start' }, skip: 0, count: MAX_PAGE_ROWS })
      if (this.latest?.result?.run !== run) return
      this.fetched = { run, version, done }
      const rows = tableRows(new Page(page))
      // A table that is only begun says less than the one before.
      if (rows.length > 0 || done) this.change({ columns, rows, done })
    } catch (error) {
      const { code, message } = toErrorData(error)
      if (this.latest?.result?.run === run && code !== 'outdated' && code !== 'cancelled' && code !== 'disposed') this.change({ error: message, done: true })
    } finally {
      this.fetching = false
      this.refresh()
    }
  }

  private change(next: Partial<SideTable>): void {
    this.table = { ...this.table, ...next }
    this.tell(this.table)
  }
}

export function tableRows(page: Page): readonly (readonly (string | undefined)[])[] {
  return Array.from({ length: page.rows }, (_, row) => Array.from({ length: page.columns }, (_, column) => page.cell(row, column)))
}
