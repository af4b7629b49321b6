import type { RecordBatch } from '../records/batch.ts'

/** The value of a field as text, undefined where the row has none. */
export function fieldText(batch: RecordBatch, name: string, row: number): string | undefined {
  const value = batch.field(name, row)
  return value === undefined ? undefined : String(value)
}
