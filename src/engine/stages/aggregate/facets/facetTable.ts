import { isNumber } from '../../../query/number.ts'
import type { FieldValue } from '../../../records/batch.ts'
import type { TableData } from '../../../records/tableBatch.ts'
import { quantityText } from '../quantities.ts'
import { compareValues } from '../sortedRows.ts'
import type { FacetField } from './facetField.ts'
import { niceRanges } from './niceRanges.ts'

/**
 * - kind: `value`: of the rows that have this value; `range`: of those whose number is from `from` on and below `to`; `frequent`: of those that surely have this value, of too many to be
 *   counted: there may be more, but not more than `most`; `many`: there are too many values for any of them to be counted, and none stands out.
 * - percent: of the rows that have the field, which are `rows`; `total`: all rows.
 * - exact: whether `distinct`, how many different values the field has, is exact. All else is, but for the counts of frequent values.
 */
export const FACET_COLUMNS: readonly string[] = ['field', 'value', 'count', 'percent', 'distinct', 'rows', 'total', 'kind', 'from', 'to', 'exact', 'most']

type Line = readonly [value: FieldValue, count: number, kind: 'value' | 'range' | 'frequent' | 'many', from?: FieldValue, to?: FieldValue, most?: number]

/** The table of fields in this order, with at most `limit` rows of each. */
export function facetTable(fields: readonly FacetField[], total: number, limit: number): TableData {
  const rows = fields.flatMap((field) => {
    const distinct = field.distinct()
    const exact = String(field.isExact)
    return linesOf(field, distinct, limit).map(([value, count, kind, from, to, most]) => [field.name, value, count, percentOf(count, field.rows), distinct, field.rows, total, kind, from, to, exact, most])
  })
  return { columns: FACET_COLUMNS, rows }
}

function linesOf(field: FacetField, distinct: number, limit: number): readonly Line[] {
  const values = field.values()
  const numbers = distinct > limit || !field.isExact ? field.ranges() : undefined
  if (numbers) {
    const { ranges, kind } = numbers
    return niceRanges(ranges.cells(), limit).map((range) => {
      const [from, to] = [range.from, range.to].map((bound) => (bound === undefined ? undefined : quantityText(kind, bound)))
      return [rangeText(from, to), range.count, 'range', from, to]
    })
  }
  if (!values) {
    const frequent = field.frequent().slice(0, limit)
    if (frequent.length === 0) return [[undefined, field.rows, 'many']]
    return frequent.map(({ text, least, most }) => [text, least, 'frequent', undefined, undefined, Math.min(most, field.rows)])
  }
  const { texts, counts } = values
  const order = [texts.every(isNumber)]
  const lines = texts.map((text, i): Line => [text, counts[i], 'value'])
  return lines.sort((a, b) => b[1] - a[1] || compareValues([a[0]], [b[0]], order)).slice(0, limit)
}

function rangeText(from: FieldValue, to: FieldValue): string {
  if (from === undefined) return to === undefined ? '*' : `< ${to}`
  return to === undefined ? `>= ${from}` : `${from} .. ${to}`
}

/** With two digits behind the point. */
function percentOf(count: number, rows: number): number {
  return Math.round((10_000 * count) / rows) / 100
}
