import { MAX_PAGE_BYTES, MAX_PAGE_ROW_BYTES } from '../../common/constants.ts'
import { encodePage, LINE_FIELD, markedColumn, RAW_COLUMN, REST_COLUMN, RowFlag, type PageRow } from '../../common/page.ts'
import type { FieldValue, RecordBatch } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'
import { rowsOfSpan, type Program } from './program.ts'
import { restOf } from './restFields.ts'
import type { RowDetail, RowWant } from './scannerApi.ts'
import { shownValue } from './sparkline.ts'

/** Time that the rows of one page may take before what there is goes out. */
const PAGE_MILLISECONDS = 100

const NONE: readonly number[] = []

/** Fields that say where a row is: they are no part of it, and no search looks there for words. */
const OF_PLACE: readonly string[] = [LINE_FIELD, 'source']

/** Pairs of start and end of what is to be highlighted in a text, which may be the value of a field; `whole`: all of it, if a comparison holds for it. */
export type Marker = (text: string, field?: string, whole?: boolean) => readonly number[]

/** Rows of the last segment as an encoded page. At least one row, however long it takes. */
export function pageOf(
  program: Program,
  segment: number,
  columns: readonly string[],
  wants: readonly RowWant[],
  marker: Marker,
  milliseconds = PAGE_MILLISECONDS,
): { page: ArrayBuffer; truncated: boolean } {
  const started = performance.now()
  const rows: PageRow[] = []
  let bytes = 0
  const full = (): boolean =>
    rows.length > 0 && (bytes >= MAX_PAGE_BYTES || performance.now() - started > milliseconds)
  for (const want of wants) {
    if (full()) return { page: encodePage(rows, columns.length), truncated: true }
    const source = program.origin(segment, want.block)?.source ?? 0
    let place = want.from
    for (const { batch, line } of wantedRows(program, segment, want)) {
      const times = batch.times?.()
      if (batch instanceof LineBatch && columns.length > 1) batch.readAhead(columns)
      for (let i = 0; i < batch.length; i++) {
        if (bytes >= MAX_PAGE_BYTES) return { page: encodePage(rows, columns.length), truncated: true }
        const row = pageRow(batch, i, line, columns, want, marker)
        if (times) row.time = times[i]
        row.block = want.block
        row.row = place++
        row.source = (batch instanceof LineBatch ? batch.source(i) : undefined) ?? source
        if (!Number.isNaN(row.time) && program.hasProvisionalTimes(row.source)) row.flags |= RowFlag.TimeProvisional
        for (const cell of row.cells) bytes += cell?.length ?? 0
        rows.push(row)
      }
    }
  }
  return { page: encodePage(rows, columns.length), truncated: false }
}

interface Wanted {
  readonly batch: RecordBatch
  /** Lines of the block above the batch's only row, where only that was read. */
  readonly line?: number
}

/** The rows of a want: read one by one where their places are known, else with their block. */
function* wantedRows(program: Program, segment: number, { block, from, count, places = [] }: RowWant): Generator<Wanted> {
  let done = 0
  for (const place of places) {
    const before = done
    for (const batch of program.rowAt(block, place) ?? []) {
      if (batch.length !== 1) continue
      done++
      yield { batch, line: place.line }
      break
    }
    // The file has changed.
    if (done === before) break
  }
  if (done < count) for (const batch of rowsOfSpan(program.rows(segment, block), from + done, count - done)) yield { batch }
}

function pageRow(batch: RecordBatch, i: number, lineAbove: number | undefined, columns: readonly string[], want: RowWant, marker: Marker): PageRow {
  const markedAt = markedColumn(columns)
  let marked: string | undefined
  const lines = batch instanceof LineBatch ? batch : undefined
  const line = lines ? want.linesAbove + (lineAbove ?? lines.lineAbove(i)) + 1 : 0
  let flags = lines && !want.linesExact ? RowFlag.LineEstimated : 0
  const text = batch.text(i)
  const shown = cutText(text)
  const otherMarks = columns.map(() => NONE)
  const cells = columns.map((name, at) => {
    if (name === REST_COLUMN) {
      const rest = lines && restOf(lines, i, text, marker)
      otherMarks[at] = rest?.marks ?? []
      return rest && Buffer.from(rest.text)
    }
    const cell = lines && name === RAW_COLUMN ? shown : cutCell(isOwnLine(name, batch) ? `${want.linesExact ? '' : '~'}${line}` : shownValue(name, batch.field(name, i)))
    if (cell === undefined) return undefined
    if (cell.cut) flags |= RowFlag.Cut
    if (at === markedAt) marked = cell.text
    else if (!OF_PLACE.includes(name) && cell.text !== '') otherMarks[at] = marker(cell.text, name)
    return cell.bytes
  })
  if (batch.changed(i)) flags |= RowFlag.Changed
  if (lines?.isLong(i)) flags |= RowFlag.TooLong | RowFlag.Cut
  if (lines && shown.text.includes('\ufffd')) flags |= RowFlag.Invalid
  if (lines && matchesBelow(shown.text, marker)) flags |= RowFlag.MatchBelow
  return {
    line,
    offset: lines ? lines.block.sourceOffset(lines.start(i)) : -1,
    time: NaN,
    block: 0,
    row: 0,
    source: 0,
    more: lines ? newlines(text) : 0,
    flags,
    level: lines?.level(i) ?? 0,
    cells,
    marks: marked === undefined ? [] : marker(marked, columns[markedAt]),
    otherMarks,
  }
}

/** Whether something behind the first line of a text matches. */
function matchesBelow(text: string, marker: Marker): boolean {
  const first = text.indexOf('\n')
  return first >= 0 && (marker(text).at(-1) ?? 0) > first
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

interface CutText {
  readonly text: string
  readonly bytes: Buffer
  readonly cut: boolean
}

/** The first MAX_PAGE_ROW_BYTES of a text, never ending within a character. */
function cutText(text: string): CutText {
  // A UTF-16 unit has at least one byte.
  const whole = text.length <= MAX_PAGE_ROW_BYTES
  const bytes = Buffer.from(whole ? text : text.slice(0, MAX_PAGE_ROW_BYTES), 'utf8')
  if (whole && bytes.length <= MAX_PAGE_ROW_BYTES) return { text, bytes, cut: false }
  let end = Math.min(bytes.length, MAX_PAGE_ROW_BYTES)
  while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) === 0x80) end--
  const head = bytes.subarray(0, end)
  return { text: head.toString('utf8'), bytes: head, cut: true }
}

/** The column is the number that rows have by themselves, and no field of that name. */
function isOwnLine(name: string, batch: RecordBatch): boolean {
  return name === LINE_FIELD && batch instanceof LineBatch && !batch.isMade(name)
}

function cutCell(value: FieldValue): CutText | undefined {
  return value === undefined ? undefined : cutText(String(value))
}

/** Fields of a row that are given at most, and characters of their names and values together: a hostile row may have any number. */
const MOST_FIELDS = 10_000
const MOST_FIELD_TEXT = 4 * 2 ** 20

/** One row whole, with all of its fields; undefined if the block has no such row. */
export function rowDetail(
  program: Program,
  segment: number,
  columns: readonly string[],
  block: number,
  row: number,
  marker: Marker,
): RowDetail | undefined {
  for (const batch of rowsOfSpan(program.rows(segment, block), row, 1)) {
    const text = batch.text(0)
    const fields = fieldsOf(batch, columns)
    return { text, tooLong: batch instanceof LineBatch && batch.isLong(0), fields, ...marksOf(text, fields, marker) }
  }
  return undefined
}

/** Of the text and of all fields together so much is looked at for marks, in UTF-16 units. */
const MARKED_TEXT = 16 * 1024

function marksOf(text: string, fields: RowDetail['fields'], marker: Marker): Pick<RowDetail, 'marks'> {
  const found: Record<string, readonly number[]> = {}
  let left = MARKED_TEXT
  for (const [name, value] of fields) {
    if (!value || value.length > left || OF_PLACE.includes(name)) continue
    left -= value.length
    const marks = marker(value, name)
    if (marks.length > 0) found[name] = marks
  }
  const ofText = marker(text.slice(0, MARKED_TEXT), RAW_COLUMN)
  return ofText.length > 0 || Object.keys(found).length > 0 ? { marks: { text: ofText, fields: found } } : {}
}

/** Those of the log's format in its order, then what only this row has, then what stages have made. Columns are there also without a value. */
function fieldsOf(batch: RecordBatch, columns: readonly string[]): RowDetail['fields'] {
  const lines = batch instanceof LineBatch ? batch : undefined
  lines?.readAhead([...columns, ...lines.fieldNames])
  const fields = new Map<string, string | undefined>()
  let room = MOST_FIELD_TEXT
  const add = (name: string, value: string | undefined): void => {
    const length = name.length + (value?.length ?? 0)
    if (fields.has(name) || fields.size >= MOST_FIELDS || room < length) return
    room -= length
    fields.set(name, value)
  }
  const addNamed = (name: string): void => {
    const value = shownValue(name, batch.field(name, 0))
    if (value !== undefined || columns.includes(name)) add(name, value === undefined ? undefined : String(value))
  }
  const chosen = columns.filter((name) => (name !== RAW_COLUMN || batch.kind === 'table') && !isOwnLine(name, batch))
  if (!lines) chosen.forEach(addNamed)
  lines?.fieldNames.forEach(addNamed)
  lines?.others(0, (name, value) => {
    if (value !== undefined) add(name, String(value))
  })
  chosen.forEach(addNamed)
  batch.made().filter((name) => name !== RAW_COLUMN).forEach(addNamed)
  return [...fields]
}
