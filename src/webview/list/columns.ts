/** Which columns the list has, and how wide they are. */
import { RAW_COLUMN } from '../../common/page.ts'

export type ColumnKind = 'number' | 'source' | 'field' | 'raw'

export interface Column {
  /** Where a width that a person chose is kept under. */
  readonly id: string
  readonly title: string
  readonly kind: ColumnKind
  /** Place among the page's cells; -1 for columns that do not come from one. */
  readonly cell: number
  /** Values are numbers: they stand at the right. */
  readonly numeric: boolean
  /** Pixels; undefined for the column that takes the rest. */
  readonly width: number | undefined
}

export const MIN_COLUMN_WIDTH = 40
export const MAX_COLUMN_WIDTH = 4000
/** Space left and right of a cell's text, both together. */
export const CELL_PADDING = 20
/** Room for the arrow beside the name of a column that the rows are sorted by. */
const ARROW_WIDTH = 16
/** Room for the control that expands a row, beside its number. */
export const EXPANDER_WIDTH = 18
const LARGEST_FIT = 320
/** Of a table, where no text of the row takes what is left. */
const LARGEST_FIT_OF_TABLE = 480

export interface ColumnInput {
  readonly names: readonly string[]
  /** Nobody chose an order: the text, which takes the rest of the width, comes behind the fields taken from it. */
  readonly rawLast: boolean
  readonly table: boolean
  readonly sources: readonly string[]
  /** Widths that a person chose, by id. */
  readonly widths: Readonly<Record<string, number>>
  /** Pixels of one character. */
  readonly charWidth: number
  /** Largest row number to show. */
  readonly largestNumber: number
  /** Some cells of each column. */
  readonly samples: readonly (readonly string[])[]
}

export function layOutColumns(input: ColumnInput): readonly Column[] {
  const { names, charWidth, widths } = input
  const columns: Column[] = [numberColumn(input)]
  if (input.sources.length > 1 && !input.table && !names.includes('source')) {
    const width = widths['#source'] ?? fit([...input.sources, 'source'], charWidth)
    columns.push({ id: '#source', title: 'source', kind: 'source', cell: -1, numeric: false, width })
  }
  const order = names.map((_, cell) => cell)
  if (input.rawLast) order.sort((a, b) => Number(names[a] === RAW_COLUMN) - Number(names[b] === RAW_COLUMN))
  order.forEach((cell, place) => columns.push(cellColumn(input, cell, place === order.length - 1)))
  return columns
}

function numberColumn({ largestNumber, charWidth, table }: ColumnInput): Column {
  const digits = Math.max(5, String(Math.max(1, Math.floor(largestNumber))).length)
  const characters = digits + Math.floor((digits - 1) / 3) + 1
  const width = Math.ceil(characters * charWidth) + CELL_PADDING + EXPANDER_WIDTH
  return { id: '#number', title: table ? 'row' : 'line', kind: 'number', cell: -1, numeric: true, width }
}

function cellColumn({ names, widths, charWidth, samples, table }: ColumnInput, cell: number, last: boolean): Column {
  const name = names[cell]
  const raw = name === RAW_COLUMN
  const values = samples[cell] ?? []
  const named = fit([name], charWidth) + (table ? ARROW_WIDTH : 0)
  const fitting = raw ? 480 : Math.max(named, fit(values, charWidth, table ? LARGEST_FIT_OF_TABLE : LARGEST_FIT))
  // The text goes on to the edge and beyond it; anything else needs no more room than its values.
  const width = raw && last ? undefined : (widths[name] ?? fitting)
  const numeric = !raw && values.length > 0 && values.every(isNumeric)
  return { id: name, title: name, kind: raw ? 'raw' : 'field', cell, numeric, width }
}

function fit(texts: readonly string[], charWidth: number, largest = LARGEST_FIT): number {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0)
  return Math.max(60, Math.min(largest, Math.ceil(longest * charWidth) + CELL_PADDING + 4))
}

/** Columns of a monospaced font that a text takes, about: what lies beyond the Hangul jamo counts twice. */
export function displayWidth(text: string): number {
  let width = 0
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) >= 0x1100 ? 2 : 1
  return width
}

export function isNumeric(text: string): boolean {
  return /^\s*[-+]?\d[\d,_]*(?:\.\d+)?(?:e[-+]?\d+)?\s*$/i.test(text)
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(MIN_COLUMN_WIDTH, Math.min(MAX_COLUMN_WIDTH, width)))
}

/** The columns as the value of `grid-template-columns`. `wrap`: the text breaks at the edge instead of going beyond. */
export function gridTemplate(columns: readonly Column[], wrap: boolean): string {
  const tracks = columns.map(({ width }) => (width === undefined ? (wrap ? 'minmax(200px, 1fr)' : 'minmax(max-content, 1fr)') : `${width}px`))
  // Without a column that takes the rest, an empty one does, so that rows reach the edge.
  return columns.some(({ width }) => width === undefined) ? tracks.join(' ') : `${tracks.join(' ')} 1fr`
}
