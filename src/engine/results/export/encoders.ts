/** Rows as text, JSON Lines or CSV. An encoder appends to a ByteWriter; what it writes needs no other row. */
import type { ExportFormat } from '../../../common/protocol.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { isSparkline, shownValue } from '../sparkline.ts'
import { exportNames, exportValue, type ExportLayout, type RowOrigin } from './values.ts'
import type { ByteWriter } from './writer.ts'

export interface Encoder {
  /** Rows need the line number in their source. */
  readonly needsLines: boolean
  /** What comes before the first row. */
  readonly header: string
  write(out: ByteWriter, batch: RecordBatch, row: number, origin: RowOrigin | undefined): void
}

export function makeEncoder(format: ExportFormat, layout: ExportLayout): Encoder {
  switch (format) {
    case 'text':
      return textEncoder(layout)
    case 'jsonl':
      return jsonEncoder(layout)
    case 'csv':
      return csvEncoder(layout)
  }
}

/** Raw bytes of the row with the line end it has in the file; chosen columns joined by tabs. */
function textEncoder(layout: ExportLayout): Encoder {
  const { names } = layout.columns
  const joined = !isRawText(layout)
  return {
    needsLines: joined && names.includes('line'),
    header: '',
    write(out, batch, row, origin) {
      if (joined) out.text(`${names.map((name) => shownValue(name, exportValue(name, batch, row, origin, layout.columns)) ?? '').join('\t')}\n`)
      else if (batch instanceof LineBatch && !batch.changed(row)) writeRaw(out, batch, row)
      else out.text(`${batch.text(row)}\n`)
    },
  }
}

/** Whether rows as text are their texts, and not columns that somebody chose. */
export function isRawText({ columns: { chosen, names } }: ExportLayout): boolean {
  return !chosen || (names.length === 1 && names[0] === 'raw')
}

/** Writes a row as the source has it, with a line end. */
export function writeRaw(out: ByteWriter, batch: LineBatch, row: number): void {
  const { block } = batch
  const { bytes, stop, longLine } = block
  const start = batch.start(row)
  if (batch.isLong(row)) {
    out.bytes(bytes, start, longLine)
    out.reference(block.sourceOffset(longLine))
    return
  }
  let end = batch.end(row)
  if (end < stop && bytes[end] === 13) end++
  if (end < stop) out.bytes(bytes, start, end + 1)
  else {
    // The last line of the file, without a newline of its own.
    out.bytes(bytes, start, end)
    out.text('\n')
  }
}

function jsonEncoder(layout: ExportLayout): Encoder {
  const names = exportNames(layout)
  const keys = names.map((name) => `${JSON.stringify(name)}:`)
  const { columns } = layout
  return {
    needsLines: !columns.table,
    header: '',
    write(out, batch, row, origin) {
      let text = '{'
      for (let i = 0; i < names.length; i++) {
        const value = exportValue(names[i], batch, row, origin, columns)
        // A group of rows without the field has null as its key; a row without a field has no key.
        if (value === undefined && !columns.table) continue
        if (text.length > 1) text += ','
        text += keys[i] + (isSparkline(names[i], value) ? value : JSON.stringify(value ?? null))
      }
      out.text(`${text}}\n`)
    },
  }
}

function csvEncoder(layout: ExportLayout): Encoder {
  const names = exportNames(layout)
  const { columns } = layout
  return {
    needsLines: !columns.table,
    header: `${names.map(csvCell).join(',')}\n`,
    write(out, batch, row, origin) {
      out.text(`${names.map((name) => csvCell(exportValue(name, batch, row, origin, columns))).join(',')}\n`)
    },
  }
}

/**
 * A cell by RFC 4180. A text that a spreadsheet would run as a formula (it starts with = + - @, tab or CR, and is no number) gets an
 * apostrophe before it, as OWASP's "CSV injection" page advises: log text is hostile.
 */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return ''
  let text = String(value)
  if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) text = `'${text}`
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
