import { isNumber } from '../../query/number.ts'
import type { FieldValue } from '../../records/batch.ts'

/** Rows of `values` group values and then results: the largest first result first, then by the values; what is missing last. */
export function sortedRows(rows: FieldValue[][], values: number): FieldValue[][] {
  const numeric = Array.from({ length: values }, (_, i) => rows.every((row) => row[i] === undefined || isNumber(String(row[i]))))
  return rows.sort((a, b) => compareResults(b[values], a[values]) || compareValues(a, b, numeric))
}

function compareResults(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  return Number(a) - Number(b)
}

/** As numbers where all of a field's are, else as texts. */
function compareValues(a: readonly FieldValue[], b: readonly FieldValue[], numeric: readonly boolean[]): number {
  for (let i = 0; i < numeric.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (x === undefined) return 1
    if (y === undefined) return -1
    const order = (numeric[i] ? compareNumbers(Number(x), Number(y)) : 0) || compareText(String(x), String(y))
    if (order !== 0) return order
  }
  return 0
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** By UTF-16 units: the same everywhere, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
