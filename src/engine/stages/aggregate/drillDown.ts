/** Filters for the rows behind a row of a table. */
import type { CompareOp, SearchExpr, Span } from '../../query/ast.ts'
import { printExpr } from '../../query/printer.ts'
import type { TableRow } from '../contract.ts'

/** What rows have to have in a field: this very text; nothing, where it is undefined; anything; or a value from one on and below another, which are numbers or times. */
export type Key =
  | { readonly field: string; readonly is: string | undefined }
  | { readonly field: string; readonly any: true }
  | { readonly field: string; readonly from?: string | number; readonly below?: string | number }

const NOWHERE: Span = { start: 0, end: 0 }

/** The stage that keeps the rows with all of these keys; none where there are no keys. */
export function rowsWith(keys: readonly Key[]): readonly string[] {
  const items = keys.flatMap(termsOf)
  if (items.length === 0) return []
  const expr: SearchExpr = items.length === 1 ? items[0] : { type: 'and', items, span: NOWHERE }
  return [`search ${printExpr(expr)}`]
}

/** The stage that keeps the rows with the same values in these fields as a row of the table, which has them as columns of the same names. */
export function rowsWithKeys(fields: readonly string[], row: TableRow): readonly string[] | undefined {
  if (!fields.every((field) => row.has(field))) return undefined
  return rowsWith(fields.map((field) => ({ field, is: row.value(field) })))
}

function termsOf(key: Key): SearchExpr[] {
  if ('is' in key) {
    if (key.is !== undefined) return [compare(key.field, '=', key.is)]
    return [{ type: 'not', item: hasAny(key.field), span: NOWHERE }]
  }
  if ('any' in key) return [hasAny(key.field)]
  const { field, from, below } = key
  return [...(from === undefined ? [] : [compare(field, '>=', from)]), ...(below === undefined ? [] : [compare(field, '<', below)])]
}

function hasAny(field: string): SearchExpr {
  return { type: 'compare', field, op: ':', value: { type: 'any' }, span: NOWHERE }
}

/** In quotes a text is one, also if it looks like a number. */
function compare(field: string, op: CompareOp, value: string | number): SearchExpr {
  return { type: 'compare', field, op, value: { type: 'text', text: String(value), quoted: typeof value === 'string' }, span: NOWHERE }
}
