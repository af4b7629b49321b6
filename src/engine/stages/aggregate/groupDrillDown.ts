import type { TableRow } from '../contract.ts'
import { rowsWith, type Key } from './drillDown.ts'
import { keyColumn, type GroupKey } from './groupKey.ts'
import { isCalendar, timeBuckets, valueBuckets, type SpanWidth } from './spanWidth.ts'

/** The stage that keeps the rows of the group that a row of a table is; undefined where no search finds these. */
export function rowsWithGroup(by: readonly GroupKey[], row: TableRow): readonly string[] | undefined {
  const keys = by.map((key) => keyOf(key, row))
  return keys.every((key) => key !== undefined) ? rowsWith(keys) : undefined
}

function keyOf(key: GroupKey, row: TableRow): Key | undefined {
  const column = keyColumn(key)
  if (!row.has(column)) return undefined
  const value = row.value(column)
  const { field, span } = key
  if (!span) return { field, is: value }
  // Not only rows without the field are in no bucket.
  if (value === undefined) return undefined
  return field === 'time' ? timesOf(span, value) : numbersOf(field, span, value)
}

/** Days and longer as dates: those of the same clocks that the start of the bucket is said by. */
function timesOf(span: SpanWidth, value: string): Key | undefined {
  const from = Date.parse(isCalendar(span) ? value.slice(0, 10) : value)
  const buckets = timeBuckets(span)
  if (Number.isNaN(from) || !buckets) return undefined
  const below = new Date(buckets.start(buckets.indexOf(from) + 1)).toISOString()
  return isCalendar(span) ? { field: 'time', from: value.slice(0, 10), below: below.slice(0, 10) } : { field: 'time', from: value, below }
}

function numbersOf(field: string, span: SpanWidth, value: string): Key | undefined {
  const buckets = valueBuckets(span)
  const from = Number(value)
  if (buckets?.kind !== 'number' || Number.isNaN(from)) return undefined
  return { field, from, below: buckets.start(buckets.indexOf(from) + 1) }
}
