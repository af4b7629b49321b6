import { LINE_FIELD } from '../../../common/page.ts'
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import type { Columns } from '../../stages/contract.ts'
import type { ExportFields } from './fields.ts'

/** Column that is true of a row that continues one before. */
const CONTINUED = 'continued'
/** Column for what a row has besides the other columns, as JSON. */
export const MORE = '_more'
/** Come first, where there are any. */
const USUAL = ['time', 'level', 'message']

/** What every row of an export is made of. */
export interface ExportLayout {
  readonly columns: Columns
  /** Names of the sources, where there are several. */
  readonly sources: readonly string[] | undefined
  /** Rows may be lines that continue one that was given before, and say so. */
  readonly follows?: boolean
  /** Of the files, for formats whose columns are named before the first row. */
  readonly fields?: ExportFields
}

/** The columns of an export: those that were asked for, else those of the query. */
export function shownColumns(columns: Columns, asked: readonly string[] | undefined): Columns {
  return asked ? { names: asked, chosen: true, table: columns.table } : columns
}

/** A row's own line number and source; absent for rows of a table. */
export interface RowOrigin {
  readonly line: number
  readonly source: string | undefined
  readonly continued?: boolean
}

/**
 * Names of the columns of a row in JSON and CSV: where it comes from, then what it holds. Columns that nobody chose are the usual fields, those of the query, and the others in
 * `fields`.
 */
export function exportNames({ columns, sources, follows }: ExportLayout, fields: readonly string[]): readonly string[] {
  if (columns.table) return columns.names
  const own = [LINE_FIELD, ...(sources ? ['source'] : []), ...(follows ? [CONTINUED] : [])].filter((name) => !columns.names.includes(name))
  if (columns.chosen) return [...own, ...columns.names]
  const usual = USUAL.filter((name) => fields.includes(name) && !columns.names.includes(name))
  const before = [...own, ...usual, ...columns.names]
  const known = new Set([...before, 'source'])
  return [...before, ...fields.filter((name) => !known.has(name))]
}

/** Whether rows have fields beside those of the columns, which nobody has chosen. */
export function hasMore({ columns, fields }: ExportLayout): boolean {
  return !columns.table && !columns.chosen && fields?.open === true
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
    if (name === LINE_FIELD) return origin.line
    if (name === 'source') return origin.source
    if (name === CONTINUED) return origin.continued ? 'true' : undefined
  }
  // A person may choose the row's own number as a column: `fields line, raw`.
  return name === LINE_FIELD && origin && !batch.isMade(name) ? origin.line : batch.field(name, row)
}

/** What a row has besides fields that are `known`, as JSON of an object; undefined for nothing. */
export function moreOf(known: ReadonlySet<string>, batch: RecordBatch, row: number): string | undefined {
  if (!(batch instanceof LineBatch)) return undefined
  let text = ''
  eachOther(known, batch, row, (name, value) => (text += `${text === '' ? '{' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`))
  return text === '' ? undefined : `${text}}`
}

/** Gives the fields of a row that the log's format does not name and that are not `known`, each once. */
export function eachOther(known: ReadonlySet<string>, batch: LineBatch, row: number, give: (name: string, value: string | number) => void): void {
  let seen: Set<string> | undefined
  batch.others(row, (name, value) => {
    if (known.has(name) || seen?.has(name)) return
    // The first one counts, also where it has no value.
    seen ??= new Set()
    seen.add(name)
    if (value !== undefined) give(name, value)
  })
}
