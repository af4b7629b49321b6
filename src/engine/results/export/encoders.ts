/** Rows as text, JSON Lines, CSV and the like. An encoder appends to a ByteWriter; what it writes needs no other row. */
import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import { LineBatch } from '../../records/lineBatch.ts'
import { isoText } from '../../records/time/isoText.ts'
import { SPARKLINE } from '../../stages/aggregate/patterns/node.ts'
import type { Columns } from '../../stages/contract.ts'
import type { RenderFormat } from '../scannerApi.ts'
import { isSparkline, shownValue } from '../sparkline.ts'
import { storedRows } from './storedRows.ts'
import { eachOther, exportNames, exportValue, hasMore, MORE, moreOf, type ExportLayout, type RowOrigin } from './values.ts'
import type { ByteWriter } from './writer.ts'

export interface Encoder {
  /** Rows need the line number in their source. */
  readonly needsLines: boolean
  /** What comes before the first row. */
  readonly header: string
  write(out: ByteWriter, batch: RecordBatch, row: number, origin: RowOrigin | undefined): void
}

export function makeEncoder(format: RenderFormat, layout: ExportLayout): Encoder {
  switch (format) {
    case 'text':
      return textEncoder(layout)
    case 'jsonl':
      return jsonEncoder(layout)
    case 'csv':
      return cellEncoder(layout, CSV)
    case 'tsv':
      return cellEncoder(layout, TSV)
    case 'markdown':
      return cellEncoder(layout, MARKDOWN)
    case 'rows':
      return rowEncoder(layout)
  }
}

/** Whether a format names its columns before the first row, and nobody chose them: then it has to know of the fields of the files. */
export function needsFields(format: RenderFormat, { table, chosen }: Columns): boolean {
  return format !== 'text' && format !== 'jsonl' && !table && !chosen
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

/** All fields that a row has, where nobody chose some. */
function jsonEncoder(layout: ExportLayout): Encoder {
  const { columns } = layout
  const all = !columns.table && !columns.chosen
  let fields: readonly string[] | undefined
  let names: readonly string[] = []
  let keys: readonly string[] = []
  let known: ReadonlySet<string> = new Set()
  const adopt = (found: readonly string[]): void => {
    fields = found
    names = exportNames(layout, found)
    keys = names.map((name) => `${JSON.stringify(name)}:`)
    known = new Set([...names, 'source'])
  }
  adopt([])
  const fromBytes = columns.table && !names.includes(SPARKLINE) ? storedRows(names) : undefined
  return {
    needsLines: !columns.table,
    header: '',
    write(out, batch, row, origin) {
      if (fromBytes?.(out, batch, row)) return
      const lines = all && batch instanceof LineBatch ? batch : undefined
      // The same list for all rows of a file.
      if (lines && lines.fieldNames !== fields) adopt(lines.fieldNames)
      let text = '{'
      for (let i = 0; i < names.length; i++) {
        const value = exportValue(names[i], batch, row, origin, columns)
        // A group of rows without the field has null as its key; a row without a field has no key.
        if (value === undefined && !columns.table) continue
        if (text.length > 1) text += ','
        text += keys[i] + (isSparkline(names[i], value) ? value : JSON.stringify(value ?? null))
      }
      if (lines?.isOpen) eachOther(known, lines, row, (name, value) => (text += `${text.length > 1 ? ',' : ''}${JSON.stringify(name)}:${JSON.stringify(value)}`))
      out.text(`${text}}\n`)
    },
  }
}

/** How cells are written into a line. */
interface CellStyle {
  cell(value: FieldValue): string
  readonly start: string
  readonly separator: string
  readonly end: string
  /** What stands below the names of the columns. */
  below?(columns: number): string
}

const CSV: CellStyle = { cell: (value) => csvCell(value), start: '', separator: ',', end: '\n' }
const TSV: CellStyle = { ...CSV, cell: (value) => csvCell(value, '\t'), separator: '\t' }
/** A table of GitHub's Markdown. */
const MARKDOWN: CellStyle = { cell: markdownCell, start: '| ', separator: ' | ', end: ' |\n', below: (columns) => `|${' --- |'.repeat(columns)}\n` }

function cellEncoder(layout: ExportLayout, { cell, start, separator, end, below }: CellStyle): Encoder {
  const { columns, fields } = layout
  const names = exportNames(layout, fields?.names ?? [])
  const known = new Set([...names, 'source'])
  const more = hasMore(layout)
  const lineOf = (values: readonly FieldValue[]): string => start + values.map(cell).join(separator) + end
  const head = [...names, ...(more ? [MORE] : [])]
  return {
    needsLines: !columns.table,
    header: lineOf(head) + (below?.(head.length) ?? ''),
    write(out, batch, row, origin) {
      const values = names.map((name) => exportValue(name, batch, row, origin, columns))
      if (more) values.push(moreOf(known, batch, row))
      out.text(lineOf(values))
    },
  }
}

/**
 * A cell by RFC 4180, or the same with tabs between cells. A text that a spreadsheet would run as a formula (it starts with = + - @, tab or CR, and is no
 * number) gets an apostrophe before it, as OWASP's "CSV injection" page advises: log text is hostile.
 */
export function csvCell(value: FieldValue, separator = ','): string {
  if (value === undefined) return ''
  let text = String(value)
  if (/^[=+\-@\t\r]/.test(text) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) text = `'${text}`
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Whatever is in a cell is text there: it makes no markup, no link and no other cell. */
function markdownCell(value: FieldValue): string {
  if (typeof value === 'number') return String(value)
  const text = (value ?? '').replace(/[\\|`*_[\]<>~]/g, '\\$&').replace(/&/g, '&amp;')
  return text.replace(/\r?\n|\r/g, '<br>')
}

/** Times in UTC, where the log has them. */
function rowEncoder(layout: ExportLayout): Encoder {
  const { columns, fields } = layout
  const names = exportNames(layout, fields?.names ?? [])
  const known = new Set([...names, 'source'])
  const more = hasMore(layout)
  let current: RecordBatch | undefined
  let times: Float64Array | undefined
  return {
    needsLines: !columns.table,
    header: `${JSON.stringify([...names, ...(more ? [MORE] : [])])}\n`,
    write(out, batch, row, origin) {
      if (batch !== current) {
        current = batch
        times = names.includes('time') ? batch.times?.() : undefined
      }
      const values = names.map((name) => {
        const time = name === 'time' && times ? isoText(times[row]) : undefined
        return time ?? exportValue(name, batch, row, origin, columns) ?? null
      })
      if (more) values.push(moreOf(known, batch, row) ?? null)
      out.text(`${JSON.stringify(values)}\n`)
    },
  }
}

/** Text as a block of code of Markdown, with a fence that it does not hold. */
export function fencedText(text: string): string {
  let longest = 2
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}\n`
}
