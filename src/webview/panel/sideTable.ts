import type { PanelHostApi } from '../../common/panelProtocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { SideQueries, SideQuery } from './sideQueries.ts'
import { TableRows, type TableSoFar } from './tableRows.ts'

/** A small table that a side query has given so far. */
export interface SideTable extends TableSoFar {
  /** Share of the files that has been read, 0 to 1. */
  readonly fraction: number
}

const nothing: SideTable = { columns: [], done: false, fraction: 0 }

/** Runs a side query and keeps its table, while it grows. */
export class SideTableQuery {
  private readonly name: string
  private readonly sides: SideQueries
  private readonly rows: TableRows
  private readonly tell: (table: SideTable) => void
  private table = nothing

  constructor(name: string, sides: SideQueries, host: Proxy<PanelHostApi>, tell: (table: SideTable) => void) {
    this.name = name
    this.sides = sides
    this.tell = tell
    this.rows = new TableRows(host, (change) => this.change(change))
  }

  /** Runs the query once the pass of the list's query has ended. The rows of the table before stay until there are others. */
  run(query: string): void {
    this.rows.forget()
    this.change({ done: false, fraction: 0, error: undefined })
    this.sides.run(this.name, query, (state) => this.onChange(state), true)
  }

  end(): void {
    this.rows.forget()
    this.table = nothing
    this.sides.end(this.name)
  }

  private onChange({ result, progress, error }: SideQuery): void {
    if (error !== undefined) return this.change({ error, done: true })
    if (!result || !progress) return
    this.change({ fraction: progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0 })
    if (progress.state === 'failed') return this.change({ error: progress.message ?? '', done: true })
    this.rows.note(result, progress)
  }

  private change(next: Partial<SideTable>): void {
    this.table = { ...this.table, ...next }
    this.tell(this.table)
  }
}
