import { errorOf } from '../../../common/errorTexts.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { StageContext } from '../contract.ts'
import { Quantity, readAs } from '../expression/values.ts'

/** Different values of fields that a stage remembers at most. */
export const MOST_KEYS = 2_000_000

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

/** Throws `tooManyGroups` where a stage would have to remember more than it may. */
export function checkKeys(count: number, stage: string): void {
  if (count <= MOST_KEYS) return
  throw errorOf('tooManyGroups', 'tooManyValues', { stage, most: MOST_KEYS })
}
