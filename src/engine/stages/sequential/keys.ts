import type { RecordBatch } from '../../records/batch.ts'
import type { StageContext } from '../contract.ts'
import { Quantity, readAs } from '../expression/values.ts'

/** The values of some fields of a row as one text, different for different values; undefined where one is missing. */
export type ReadKey = (row: number) => string | undefined

export function keyOf(fields: readonly string[], batch: RecordBatch, context: StageContext): ReadKey {
  const valueOf = (name: string, row: number): string | undefined => {
    const value = batch.field(name, row)
    if (value === undefined) return undefined
    if (name !== 'raw') context.sawField(name)
    return String(value)
  }
  if (fields.length === 1) return (row) => valueOf(fields[0], row)
  return (row) => {
    const values: string[] = []
    for (const name of fields) {
      const value = valueOf(name, row)
      if (value === undefined) return undefined
      values.push(value)
    }
    return JSON.stringify(values)
  }
}

/** Times of a batch's rows in milliseconds since 1970 in UTC, NaN for a row without one: those of the log, or of a field that says them. */
export function timesOf(batch: RecordBatch): Float64Array {
  const times = batch.times?.()
  if (times) return times
  return Float64Array.from({ length: batch.length }, (_, row) => {
    const value = batch.field('time', row)
    const read = value === undefined ? undefined : readAs(String(value), 'time')
    return read instanceof Quantity ? read.value : NaN
  })
}

/** About how much memory a key takes in a map, in bytes. */
export function keyBytes(key: string): number {
  return 100 + key.length
}
