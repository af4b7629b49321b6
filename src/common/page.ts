/**
 * A page: the rows of a result that are shown together, as one ArrayBuffer that travels from the
 * scan worker to the webview without being decoded on the way.
 *
 * Layout (little endian, every array aligned to 8 bytes):
 *   u32[8]  magic, rows, columns, text bytes, marks, other marks, 0, 0
 *   f64     line[rows]      line number in the source, 1-based; 0 for rows of a table
 *   f64     offset[rows]    byte offset of the row in its source; -1 for rows of a table
 *   f64     time[rows]      milliseconds since 1970 in UTC; NaN for a row without time
 *   u32     block[rows]     with `row`: the row's anchor in the result
 *   u32     row[rows]
 *   u32     markEnd[rows]   end of the row's part of `marks`, in pairs
 *   u32     cellEnd[rows * columns]  end of each cell's text, in bytes of `text`
 *   u32     marks[2 * marks]         start and end of each highlight, in UTF-16 units of the cell of `markedColumn`
 *   u32     otherEnd[rows * columns] end of each cell's part of `others`, in pairs; of a page without other marks none
 *   u32     others[2 * other marks]  start and end of each highlight in cells of other columns
 *   u16     source[rows]    index of the source
 *   u16     more[rows]      lines of the row behind its first; 65535 for more than that
 *   u8      flags[rows]     RowFlag
 *   u8      level[rows]     index into LEVELS
 *   u8      present[rows * columns]  0: the row has no such field
 *   u8      text[]          UTF-8, cells row by row
 */

export const LEVELS = ['', 'trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

export const RowFlag = {
  /** The page holds only the first bytes of the row; `expand` gives the rest. */
  Cut: 1,
  /** The line is longer than MAX_LINE_BYTES; what is beyond is not parsed. */
  TooLong: 2,
  /** The row's text was changed by a stage. */
  Changed: 4,
  /** `line` is an estimate: blocks above are not counted yet. */
  LineEstimated: 8,
  /** The row has bytes that are not valid in the source's encoding. */
  Invalid: 16,
  /** `time` has the latest possible year (day, hour), since its stamp has none: of which it is the file has not been read for yet. */
  TimeProvisional: 32,
  /** A line behind the row's first matches, which the page's text column does not hold. */
  MatchBelow: 64,
} as const

/** The name of the column that holds the row's text. */
export const RAW_COLUMN = 'raw'
/** The number of a row's first line in its file, from 1 on, as a column and a field. */
export const LINE_FIELD = 'line'
/** The name of the column that holds what is left of the first line when time, level and the like are taken from it. */
export const MESSAGE_COLUMN = 'message'

/** The name of the column that holds what else a row says: see restFields.ts. No field of a log has it. */
export const REST_COLUMN = '\0rest'
/** Stands between the fields in it. */
export const REST_BORDER = '\x1f'

/** The column of a page whose text the marks are of: the row's text, else its message. */
export function markedColumn(columns: readonly string[]): number {
  return columns.includes(RAW_COLUMN) ? columns.indexOf(RAW_COLUMN) : columns.indexOf(MESSAGE_COLUMN)
}

const MAGIC = 0x51554c53 // "SLUQ"
const HEADER_BYTES = 32
const MOST_LINES = 0xffff

export interface PageRow {
  line: number
  offset: number
  time: number
  block: number
  row: number
  source: number
  more: number
  flags: number
  level: number
  /** UTF-8 text of each column; undefined where the row has no such field. */
  cells: readonly (Uint8Array | undefined)[]
  /** Pairs of start and end in UTF-16 units of the cell of `markedColumn`. */
  marks: readonly number[]
  /** The same of each column, as far as they are of others. */
  otherMarks?: readonly (readonly number[])[]
}

const align = (bytes: number): number => (bytes + 7) & ~7

/** Bytes of a page; the arrays in the order of the layout, as `Page` takes them. */
function sizeOf(rows: number, columns: number, textBytes: number, marks: number, others: number): number {
  const cells = rows * columns
  const arrays = [8 * rows, 8 * rows, 8 * rows, 4 * rows, 4 * rows, 4 * rows, 4 * cells, 8 * marks, others > 0 ? 4 * cells : 0, 8 * others, 2 * rows, 2 * rows, rows, rows, cells, textBytes]
  return arrays.reduce((at, bytes) => align(at + bytes), HEADER_BYTES)
}

/** Encodes rows; `columns` is the number of cells in each. */
export function encodePage(rows: readonly PageRow[], columns: number): ArrayBuffer {
  let textBytes = 0
  let marks = 0
  let others = 0
  for (const row of rows) {
    marks += row.marks.length >> 1
    for (const pairs of row.otherMarks ?? []) others += pairs.length >> 1
    for (const cell of row.cells) textBytes += cell?.length ?? 0
  }
  const buffer = new ArrayBuffer(sizeOf(rows.length, columns, textBytes, marks, others))
  new Uint32Array(buffer, 0, 8).set([MAGIC, rows.length, columns, textBytes, marks, others])
  const page = new Page(buffer)
  let textEnd = 0
  let markEnd = 0
  let otherEnd = 0
  let cellIndex = 0
  rows.forEach((row, i) => {
    page.line[i] = row.line
    page.offset[i] = row.offset
    page.time[i] = row.time
    page.block[i] = row.block
    page.row[i] = row.row
    page.source[i] = row.source
    page.more[i] = Math.min(MOST_LINES, row.more)
    page.flags[i] = row.flags
    page.level[i] = row.level
    page.marks.set(row.marks, 2 * markEnd)
    markEnd += row.marks.length >> 1
    page.markEnd[i] = markEnd
    for (let c = 0; c < columns; c++) {
      const cell = row.cells[c]
      if (cell) {
        page.present[cellIndex] = 1
        page.text.set(cell, textEnd)
        textEnd += cell.length
      }
      if (others > 0) {
        const pairs = row.otherMarks?.[c] ?? []
        page.others.set(pairs, 2 * otherEnd)
        otherEnd += pairs.length >> 1
        page.otherEnd[cellIndex] = otherEnd
      }
      page.cellEnd[cellIndex++] = textEnd
    }
  })
  return buffer
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A view over an encoded page. Throws RangeError if the buffer is not a page. */
export class Page {
  readonly buffer: ArrayBuffer
  /** Names of its columns, where whoever made this view knows them. */
  readonly names: readonly string[]
  readonly rows: number
  readonly columns: number
  readonly line: Float64Array
  readonly offset: Float64Array
  readonly time: Float64Array
  readonly block: Uint32Array
  readonly row: Uint32Array
  readonly source: Uint16Array
  readonly more: Uint16Array
  readonly flags: Uint8Array
  readonly level: Uint8Array
  readonly markEnd: Uint32Array
  readonly marks: Uint32Array
  /** Empty where there are no other marks. */
  readonly otherEnd: Uint32Array
  readonly others: Uint32Array
  readonly cellEnd: Uint32Array
  readonly present: Uint8Array
  readonly text: Uint8Array
  private places: ReadonlyMap<string, number> | undefined
  private marked: number | undefined

  constructor(buffer: ArrayBuffer, names: readonly string[] = []) {
    const [magic, rows, columns, textBytes, marks, others] = new Uint32Array(buffer, 0, 8)
    if (magic !== MAGIC) throw new RangeError('not a page')
    let at = HEADER_BYTES
    const take = <T extends ArrayBufferView>(Kind: new (buffer: ArrayBuffer, at: number, length: number) => T, length: number): T => {
      const array = new Kind(buffer, at, length)
      at = align(at + array.byteLength)
      return array
    }
    const cells = rows * columns
    this.buffer = buffer
    this.names = names
    this.rows = rows
    this.columns = columns
    this.line = take(Float64Array, rows)
    this.offset = take(Float64Array, rows)
    this.time = take(Float64Array, rows)
    this.block = take(Uint32Array, rows)
    this.row = take(Uint32Array, rows)
    this.markEnd = take(Uint32Array, rows)
    this.cellEnd = take(Uint32Array, cells)
    this.marks = take(Uint32Array, 2 * marks)
    this.otherEnd = take(Uint32Array, others > 0 ? cells : 0)
    this.others = take(Uint32Array, 2 * others)
    this.source = take(Uint16Array, rows)
    this.more = take(Uint16Array, rows)
    this.flags = take(Uint8Array, rows)
    this.level = take(Uint8Array, rows)
    this.present = take(Uint8Array, cells)
    this.text = take(Uint8Array, textBytes)
  }

  /** The place of a column among the cells; -1 for one that the page does not have. */
  columnOf(name: string): number {
    this.places ??= new Map(this.names.map((each, place) => [each, place]))
    return this.places.get(name) ?? -1
  }

  /** The text of a cell, or undefined where the row has no such field. */
  cell(row: number, column: number): string | undefined {
    const bytes = this.cellBytes(row, column)
    return bytes && decoder.decode(bytes)
  }

  cellBytes(row: number, column: number): Uint8Array | undefined {
    if (column < 0) return undefined
    const index = row * this.columns + column
    if (!this.present[index]) return undefined
    return this.text.subarray(index === 0 ? 0 : this.cellEnd[index - 1], this.cellEnd[index])
  }

  /** Pairs of start and end, in UTF-16 units of the cell of `markedColumn`. */
  marksOf(row: number): Uint32Array {
    return this.marks.subarray(row === 0 ? 0 : 2 * this.markEnd[row - 1], 2 * this.markEnd[row])
  }

  /** Pairs of start and end, in UTF-16 units of the cell. */
  marksOfCell(row: number, column: number): Uint32Array {
    if (column >= 0 && column === (this.marked ??= markedColumn(this.names))) return this.marksOf(row)
    const index = column < 0 ? 0 : row * this.columns + column
    const end = column < 0 ? 0 : (this.otherEnd[index] ?? 0)
    return this.others.subarray(index === 0 ? 0 : 2 * (this.otherEnd[index - 1] ?? 0), 2 * end)
  }

  levelOf(row: number): Level {
    return LEVELS[this.level[row]] ?? ''
  }
}

/** A row of a page as plain data; its cells are views into the page. */
export function pageRow(page: Page, row: number): PageRow {
  return {
    line: page.line[row],
    offset: page.offset[row],
    time: page.time[row],
    block: page.block[row],
    row: page.row[row],
    source: page.source[row],
    more: page.more[row],
    flags: page.flags[row],
    level: page.level[row],
    cells: Array.from({ length: page.columns }, (_, c) => page.cellBytes(row, c)),
    marks: [...page.marksOf(row)],
    ...(page.others.length > 0 ? { otherMarks: Array.from({ length: page.columns }, (_, c) => [...page.marksOfCell(row, c)]) } : {}),
  }
}
