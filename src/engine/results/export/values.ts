import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { Columns } from '../../stages/contract.ts'

/** Column that is true of a row that continues one before. */
const CONTINUED = 'continued'

/** What every row of an export is made of. */
export interface ExportLayout {
  readonly columns: Columns
  /** Names of the sources, where there are several. */
  readonly sources: readonly string[] | undefined
  /** Rows may be lines that continue one that was given before, and say so. */
  readonly follows?: boolean
}

/** A row's own line number and source; absent for rows of a table. */
export interface RowOrigin {
  readonly line: number
  readonly source: string | undefined
  readonly continued?: boolean
}

/** Names of the columns of a row in JSON and CSV: where it comes from, then what it holds. */
export function exportNames(layout: ExportLayout): readonly string[] {
  const { columns, sources, follows } = layout
  if (columns.table) return columns.names
  const own = ['line', ...(sources ? ['source'] : []), ...(follows ? [CONTINUED] : [])]
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
    if (name === CONTINUED) return origin.continued ? 'true' : undefined
  }
  // A person may choose the row's own number as a column: `fields line, raw`.
  return name === 'line' && origin && !batch.has(name) ? origin.line : batch.field(name, row)
}
