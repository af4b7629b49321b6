import { RELATIVE_ERROR } from './buckets.ts'
import type { ComputedColumn } from './groups.ts'
import { EXACT_NUMBERS } from './sketches.ts'

const ERROR = `1/${1 / RELATIVE_ERROR}`

/** How `stats` works, for `--explain`. `inBytes`: whether a field's values are read from the bytes of the log, and not made by a stage. */
export function explainStats(columns: readonly ComputedColumn[], by: readonly string[], inBytes: (name: string) => boolean): string[] {
  const fieldsOf = (wanted: (column: ComputedColumn) => boolean): readonly string[] => [
    ...new Set(columns.flatMap((column) => (column.field !== undefined && wanted(column) ? column.field : []))),
  ]
  const numbers = fieldsOf(({ measure }) => measure.kind !== 'count')
  const sketched = fieldsOf(({ measure }) => measure.kind === 'percentile')
  const say = (names: readonly string[], fromBytes: string, decoded: string): string[] => {
    const native = names.filter(inBytes)
    const made = names.filter((name) => !inBytes(name))
    return [
      ...(native.length > 0 ? [`${fromBytes}: ${native.join(', ')}`] : []),
      ...(made.length > 0 ? [`${decoded}: ${made.join(', ')}`] : []),
    ]
  }
  const lines = [
    ...say(by, 'group keys interned from bytes', 'group keys decoded'),
    ...say(numbers, 'numbers parsed from bytes', 'numbers decoded'),
    ...say(fieldsOf(({ measure }) => measure.kind === 'count'), 'looked for in bytes', 'looked for in decoded rows'),
  ]
  if (sketched.length > 0) {
    const exact = `exact up to ${EXACT_NUMBERS} numbers a group`
    lines.push(`percentiles (${sketched.join(', ')}): ${exact}, then a histogram for each field, error at most ${ERROR}`)
  }
  return lines.length > 0 ? lines : ['rows are counted, nothing of them is read']
}
