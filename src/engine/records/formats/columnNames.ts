/** Finds the names of columns in the lines of a log. */
import { lazily } from '../../../common/lazily.ts'
import { createFactReader } from '../facts.ts'
import { columnName, ColumnReader, type Columns } from '../fields/columns.ts'
import type { LineSpans } from '../fields/extractor.ts'
import { plainKernels } from '../../lines/kernels.ts'
import { ValueKind } from '../spans.ts'
import { nameWithColumns, withSlashes, withTimeColumn } from './columns.ts'
import type { Format } from './format.ts'

/** Lines that are looked at. */
const FIRST_LINES = 50
/** What a name of a column is; anything else is a line of a log, or a sentence. */
const nameOfColumn = lazily(() => /^[\p{L}_@][\p{L}\p{N} _.@/()%#-]{0,39}$/u)
const MOST_WORDS = 3
/** Lines below the names, columns, and columns where none has a time, at least. */
const LEAST_LINES = 2
const LEAST_COLUMNS = 2
const LEAST_WITHOUT_TIME = 3
/** Part of the lines that have as many values as there are names. */
const MOST = 0.9

/** Formats of `known` by their names with choices; see registry.ts. */
type Named = (name: string) => Format | undefined

/** The format of a log with names of columns, by the first lines of it; undefined where these name none. */
export function withColumnNames(known: readonly Format[], named: Named, bytes: Buffer, all: LineSpans): Format | undefined {
  const lines = { ...all, count: Math.min(all.count, FIRST_LINES) }
  const texts = Array.from({ length: lines.count }, (_, i) => bytes.toString('utf8', lines.starts[i], lines.ends[i]))
  for (const { name, layout } of known) {
    if (layout.kind !== 'columns' || layout.names.length > 0) continue
    const found = layout.notes ? ofNotes(name, texts) : ofHeader(name, layout, named, bytes, lines)
    const format = found === undefined ? undefined : named(found)
    if (format) return format
  }
  return undefined
}

/** Of the notes of W3C and Zeek logs. */
function ofNotes(name: string, texts: readonly string[]): string | undefined {
  const notes = texts.filter((text) => text.startsWith('#'))
  if (name === 'zeek') {
    const fields = notes.find((text) => text.startsWith('#fields\t'))
    return fields && nameWithColumns(name, fields.split('\t').slice(1))
  }
  const fields = notes.find((text) => /^#fields:/i.test(text))?.replace(/^#fields:\s*/i, '').trim()
  if (fields === undefined || fields === '') return undefined
  const names = fields.split(/\s+/)
  const hasDate = names.some((each) => /^date/i.test(each))
  const day = /^#(?:Start-)?Date:\s*(\d{4}-\d\d-\d\d)/im.exec(notes.join('\n'))?.[1]
  return nameWithColumns(name, names) + (hasDate || day === undefined ? '' : ` until=${day}`)
}

/** Of a first line that names what is below it. */
function ofHeader(name: string, layout: Columns, named: Named, bytes: Buffer, lines: LineSpans): string | undefined {
  if (lines.count <= LEAST_LINES) return undefined
  const reader = new ColumnReader(layout)
  const countAt = (row: number): number => reader.read(bytes, lines.starts[row], lines.ends[row], Infinity)
  const names = Array.from({ length: countAt(0) }, (_, i) => {
    return reader.kinds[i] === ValueKind.Text ? bytes.toString('utf8', reader.starts[i], reader.ends[i]).replace(/^\ufeff"?/, '') : ''
  })
  const isNamed = names.length >= LEAST_COLUMNS && names.every((each) => nameOfColumn().test(each) && each.split(' ').length <= MOST_WORDS)
  if (!isNamed || new Set(names.map(columnName)).size < names.length) return undefined
  // The last one may be cut off.
  const rows = Array.from({ length: lines.count - 2 }, (_, i) => i + 1)
  if (rows.filter((row) => countAt(row) === names.length).length < MOST * rows.length) return undefined
  const found = nameWithColumns(name, names)
  const format = named(found)
  // Numbers are of anything, where the name of a column does not say that they are times.
  const isTimed = (each: Format | undefined, numbers: boolean): boolean => {
    if (!each?.time) return false
    const layouts = each.time.layouts.filter(({ kind }) => numbers || kind !== 'epoch')
    const { times } = createFactReader({ ...each, time: { ...each.time, layouts } }, plainKernels)(bytes, lines)
    return rows.filter((row) => !Number.isNaN(times[row])).length >= MOST * rows.length
  }
  // Which order of day and month it is shows from all of the log.
  const withOrder = (shown: string, each: Format, numbers: boolean): string | undefined => {
    if (isTimed(each, numbers)) return shown
    return isTimed(withSlashes(each), numbers) ? `${shown} order=mdy` : undefined
  }
  if (!format) return found
  if (format.time) return withOrder(found, format, true) ?? found
  for (const field of names.map(columnName)) {
    const dated = withTimeColumn(format, field)
    const shown = dated && withOrder(`${found} time=${field}`, dated, false)
    if (shown !== undefined) return shown
  }
  return names.length >= LEAST_WITHOUT_TIME ? found : undefined
}
