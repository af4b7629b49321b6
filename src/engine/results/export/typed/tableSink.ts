import type { Cell, ColumnType } from './columnTypes.ts'

export interface TableColumn {
  readonly name: string
  readonly type: ColumnType
}

/** Where rows of typed columns are written to; synchronous, in a thread of its own. */
export interface TableSink {
  /** Every value is of its column's type, or can be read as one. */
  write(rows: readonly (readonly Cell[])[]): void
  /** No more rows come. */
  finish(): void
  /** Lets go of the file as it is. */
  close(): void
}
