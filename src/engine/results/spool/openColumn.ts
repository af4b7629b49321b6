/** The fields of a row that only the row names, as they are with all that stages have done to them, in one value of a column: JSON of a list of names and values. */
import type { FieldValue, RecordBatch } from '../../records/batch.ts'

export function openText(batch: RecordBatch, row: number): string | undefined {
  const fields = batch.openFields(row)
  if (fields.size === 0) return undefined
  // A number that JSON has no text for stays what it is shown as. Null: the row has no such field, whatever its log says.
  return JSON.stringify(Array.from(fields, ([name, value]) => [name, typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null)]))
}

type Stored = ReadonlyMap<string, string | number | null>

/** The rows of a batch with what `openText` gave of them. */
export function withOpenTexts(batch: RecordBatch, textOf: (row: number) => FieldValue): RecordBatch {
  return batch.withOpenFields<Stored>(
    (row) => {
      const text = textOf(row)
      return typeof text === 'string' ? new Map(JSON.parse(text) as [string, string | number | null][]) : undefined
    },
    (fields, name) => fields.get(name),
    (fields) => fields.keys(),
  )
}
