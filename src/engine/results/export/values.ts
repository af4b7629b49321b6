import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { Columns } from '../../stages/contract.ts'

/** What every row of an export is made of. */
export interface ExportLayout {
  readonly columns: Columns
  /** Names of the sources, where there are several. */
  readonly sources: readonly string[] | undefined
}

/** A row's own line number and source; absent for rows of a table. */
export interface RowOrigin {
  readonly line: number
  readonly source: string | undefined
}

/** Names of the columns of a row in JSON and CSV: where it comes from, then what it holds. */
export function exportNames(layout: ExportLayout): readonly string[] {
  const { columns, sources } = layout
  if (columns.table) return columns.names
  const own = sources ? ['line', 'source'] : ['line']
  return [...own.filter((name) => !columns.names.includes(name)), ...columns.names]
}

/** The value under a name of `exportNames`. */
export function exportValue(
  name: string,
  batch: RecordBatch,
  row: number,
  origin: RowOrigin | undefined,
  columns: Columns,
): FieldValue {
  if (origin && !columns.names.includes(name)) {
    if (name === 'line') return origin.line
    if (name === 'source') return origin.source
  }
  // A person may choose the row's own number as a column: `fields line, raw`.
  return name === 'line' && origin && !batch.has(name) ? origin.line : batch.field(name, row)
}
