/** Reads messages, times and levels of rows, from the bytes of the log where the rows have them there. */
import { LEVELS, type Level } from '../../../../common/page.ts'
import type { RecordBatch } from '../../../records/batch.ts'
import { LineBatch } from '../../../records/lineBatch.ts'
import { ValueKind, type SpanColumn } from '../../../records/spans.ts'

/** Takes the message bytes[start, end) of a row; `time` is NaN for none, `level` an index into LEVELS. */
export type TakeMessage = (bytes: Buffer, start: number, end: number, time: number, level: number, row: number) => void

/**
 * Gives the value of `field` of each row; the text of rows that have none if `orText`, else they are not given. Returns the number of rows that had
 * the field.
 */
export function readMessages(batch: RecordBatch, field: string, orText: boolean, take: TakeMessage): number {
  const [column, levels] = batch.spans?.([field, 'level']) ?? []
  const times = batch.times?.()
  const levelAt = levelReader(batch, levels)
  const rows = batch instanceof LineBatch ? batch.ownRows : undefined
  let seen = 0
  for (let row = 0; row < batch.length; row++) {
    const time = times ? times[row] : NaN
    if (column && column.kinds[row] === ValueKind.Text) {
      take(column.bytes, column.starts[row], column.ends[row], time, levelAt(row), row)
      seen++
      continue
    }
    const value = field === 'raw' && rows ? undefined : batch.field(field, row)
    if (value !== undefined) {
      seen++
      const bytes = Buffer.from(String(value))
      take(bytes, 0, bytes.length, time, levelAt(row), row)
    } else if (orText || field === 'raw') {
      if (rows) take((batch as LineBatch).block.bytes, rows.starts[row], rows.ends[row], time, levelAt(row), row)
      else {
        const bytes = Buffer.from(batch.text(row))
        take(bytes, 0, bytes.length, time, levelAt(row), row)
      }
    }
  }
  return field === 'raw' ? batch.length : seen
}

function levelReader(batch: RecordBatch, column: SpanColumn | undefined): (row: number) => number {
  if (!column && !batch.has('level')) return () => 0
  const valueOf = column ? (row: number) => column.value(row) : (row: number) => batch.field('level', row)
  const named = (row: number): number => Math.max(0, LEVELS.indexOf(valueOf(row) as Level))
  if (!column) return named
  const { bytes, starts, ends, kinds } = column
  return (row) => {
    const kind = kinds[row]
    if (kind === ValueKind.Missing) return 0
    return kind === ValueKind.Text ? levelNamed(bytes, starts[row], ends[row]) : named(row)
  }
}

const levelBytes = LEVELS.map((name) => new TextEncoder().encode(name))
/** No two levels begin with the same byte. */
const byFirstByte = new Uint8Array(256)
levelBytes.forEach((name, level) => {
  if (level > 0) byFirstByte[name[0]] = level
})

/** The level whose name bytes[start, end) is; 0 for none. Without making a text of it. */
function levelNamed(bytes: Buffer, start: number, end: number): number {
  const level = start < end ? byFirstByte[bytes[start]] : 0
  const name = levelBytes[level]
  if (name.length !== end - start) return 0
  for (let i = 1; i < name.length; i++) if (bytes[start + i] !== name[i]) return 0
  return level
}
