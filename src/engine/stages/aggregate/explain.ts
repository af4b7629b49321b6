import { RELATIVE_ERROR } from './buckets.ts'
import { EXACT_VALUES } from './distinct.ts'
import type { GroupKey } from './groupKey.ts'
import { STANDARD_ERROR } from './hyperLogLog.ts'
import type { ComputedColumn } from './measureColumns.ts'
import { EXACT_NUMBERS } from './sketches.ts'

const NUMERIC: readonly string[] = ['sum', 'avg', 'min', 'max', 'percentile', 'variance', 'rate']
const ERROR = `1/${1 / RELATIVE_ERROR}`

/** How `stats` works, for `--explain`. `inBytes`: whether a field's values are read from the bytes of the log, and not made by a stage. */
export function explainStats(columns: readonly ComputedColumn[], by: readonly GroupKey[], inBytes: (name: string) => boolean): string[] {
  const fieldsOf = (wanted: (column: ComputedColumn) => boolean): readonly string[] => [
    ...new Set(columns.flatMap((column) => (column.field !== undefined && wanted(column) ? column.field : []))),
  ]
  const numbers = fieldsOf(({ measure }) => NUMERIC.includes(measure.kind))
  const decoded = fieldsOf(({ measure }) => !NUMERIC.includes(measure.kind) && measure.kind !== 'count' && measure.kind !== 'distinct')
  const distinct = fieldsOf(({ measure }) => measure.kind === 'distinct')
  const sketched = fieldsOf(({ measure }) => measure.kind === 'percentile')
  const say = (names: readonly string[], fromBytes: string, fromValues: string): string[] => {
    const native = names.filter(inBytes)
    const made = names.filter((name) => !inBytes(name))
    return [
      ...(native.length > 0 ? [`${fromBytes}: ${native.join(', ')}`] : []),
      ...(made.length > 0 ? [`${fromValues}: ${made.join(', ')}`] : []),
    ]
  }
  const lines = [
    ...say([...new Set(by.filter(({ span }) => !span).map(({ field }) => field))], 'group keys interned from bytes', 'group keys decoded'),
    ...say(numbers, 'numbers parsed from bytes', 'numbers decoded'),
    ...say(fieldsOf(({ measure }) => measure.kind === 'count'), 'looked for in bytes', 'looked for in decoded rows'),
  ]
  if (decoded.length > 0) lines.push(`decoded where they are kept: ${decoded.join(', ')}`)
  if (distinct.length > 0) {
    const error = `${(100 * STANDARD_ERROR).toFixed(1)} %`
    lines.push(`different values (${distinct.join(', ')}): exact up to ${EXACT_VALUES} a group, then HyperLogLog, standard error ${error}`)
  }
  if (sketched.length > 0) {
    const exact = `exact up to ${EXACT_NUMBERS} numbers a group`
    lines.push(`percentiles (${sketched.join(', ')}): ${exact}, then a histogram for each field, error at most ${ERROR}`)
  }
  return lines.length > 0 ? lines : ['rows are counted, nothing of them is read']
}
