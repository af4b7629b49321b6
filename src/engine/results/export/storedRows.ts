/** Rows of a table as JSON, from the bytes that their texts are stored as. */
import type { RecordBatch } from '../../records/batch.ts'
import { TableBatch, type StoredColumn } from '../../records/tableBatch.ts'
import type { ByteWriter } from './writer.ts'

/** Longer texts are not copied byte by byte. */
const SHORT = 256
const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20
const DELETE = 0x7f

/** Writes a row of a table with these columns, if it is stored: else false, and nothing has been written. */
export function storedRows(names: readonly string[]): (out: ByteWriter, batch: RecordBatch, row: number) => boolean {
  // Before each value: what is between it and the one before, and its name.
  const before = names.map((name, i) => Buffer.from(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`))
  let current: RecordBatch | undefined
  let columns: readonly StoredColumn[] | undefined
  return (out, batch, row) => {
    if (batch !== current) {
      current = batch
      columns = batch instanceof TableBatch && names.length > 0 ? batch.storedColumns(names) : undefined
    }
    if (!columns) return false
    for (let i = 0; i < before.length; i++) {
      out.fewBytes(before[i], 0, before[i].length)
      writeValue(out, columns[i], row)
    }
    out.ascii('}\n')
    return true
  }
}

function writeValue(out: ByteWriter, column: StoredColumn, row: number): void {
  if (column.isText(row)) {
    const [start, end] = [column.start(row), column.end(row)]
    if (end - start <= SHORT && isPlain(column.texts, start, end)) {
      out.ascii('"')
      out.fewBytes(column.texts, start, end)
      out.ascii('"')
      return
    }
  }
  const value = column.value(row)
  if (typeof value === 'number') out.ascii(Number.isFinite(value) ? String(value) : 'null')
  else out.text(JSON.stringify(value ?? null))
}

/** Whether bytes are in JSON as they are. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]
    if (byte < SPACE || byte >= DELETE || byte === QUOTE || byte === BACKSLASH) return false
  }
  return true
}
