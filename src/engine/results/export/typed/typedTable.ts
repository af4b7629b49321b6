/** Rows on their way into a file with typed columns. */
import type { TypedFormat } from '../../../../common/protocol.ts'
import { ColumnTypes, type Cell, type ColumnType } from './columnTypes.ts'
import { ParquetSink } from './parquetSink.ts'
import { SqliteSink } from './sqliteSink.ts'
import type { TableSink } from './tableSink.ts'

export interface TypedJob {
  readonly path: string
  readonly format: TypedFormat
  /** What a database calls the table. */
  readonly table: string
  /** Of the columns, where they are known from an earlier attempt. */
  readonly types?: readonly (ColumnType | undefined)[]
}

/** By so many rows or characters the types of columns are chosen. */
const FIRST_ROWS = 10_000
const FIRST_TEXT = 4 * 1024 * 1024

/**
 * Chooses types by the first rows and writes. If a later value is of none of these, nothing more is written: the types of all rows are found out, by which another attempt succeeds.
 */
export class TypedTable {
  private readonly job: TypedJob
  private names: readonly string[] = []
  private types = new ColumnTypes([])
  /** Of the columns in the file. */
  private written: readonly ColumnType[] = []
  private sink: TableSink | undefined
  private first: (readonly Cell[])[] = []
  private firstText = 0
  private failed = false

  constructor(job: TypedJob) {
    this.job = job
  }

  /** Takes lines of JSON; the first of all has the names of the columns. */
  async add(text: string): Promise<void> {
    let rows = JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as (readonly Cell[])[]
    if (rows.length === 0) return
    if (this.names.length === 0) {
      this.names = rows[0] as readonly string[]
      this.types = new ColumnTypes(this.names, this.job.types)
      rows = rows.slice(1)
      if (this.job.types) await this.open()
    }
    if (this.sink || this.failed) return this.write(rows)
    for (const row of rows) this.first.push(row)
    this.firstText += text.length
    if (this.first.length >= FIRST_ROWS || this.firstText >= FIRST_TEXT) await this.writeFirst()
  }

  /** The types of all rows, if the file has been written by others and has to be written again. */
  async end(): Promise<readonly (ColumnType | undefined)[] | undefined> {
    if (!this.sink && !this.failed) await this.writeFirst()
    if (this.failed) return this.types.types
    this.sink?.finish()
    this.close()
    return undefined
  }

  close(): void {
    this.sink?.close()
    this.sink = undefined
  }

  private async writeFirst(): Promise<void> {
    for (const row of this.first) this.types.add(row)
    await this.open()
    this.write(this.first)
    this.first = []
  }

  private async open(): Promise<void> {
    const { path, format, table } = this.job
    const columns = this.names.map((name, i) => ({ name, type: this.types.types[i] ?? ('text' as const) }))
    this.written = columns.map(({ type }) => type)
    this.sink = format === 'parquet' ? new ParquetSink(path, columns) : await SqliteSink.open(path, table, columns)
  }

  private write(rows: readonly (readonly Cell[])[]): void {
    let changed = false
    for (const row of rows) if (this.types.add(row)) changed = true
    if (changed && this.types.types.some((type, i) => type !== undefined && type !== this.written[i])) {
      this.failed = true
      this.close()
    }
    this.sink?.write(rows)
  }
}
