/** Which columns the list has, and how wide they are. */
import { isText, PINNED } from '../../common/listColumns.ts'
import { RAW_COLUMN, type Page } from '../../common/page.ts'
import { formatNumber } from '../status/format.ts'
import { strings } from '../strings.ts'

/** `text` is the row's text or its message; `gap` stands for columns that are out of view. */
export type ColumnKind = 'number' | 'source' | 'time' | 'level' | 'field' | 'text' | 'gap'

export interface Column {
  /** Where a width that a person chose is kept under. */
  readonly id: string
  readonly title: string
  readonly kind: ColumnKind
  /** Values are numbers: they stand at the right. */
  readonly numeric: boolean
  /** They were computed: their digits are grouped. */
  readonly grouped?: boolean
  /** Pixels; undefined for the column that takes the rest. */
  readonly width: number | undefined
  /** Pixels from the left edge at which it stays when the list is scrolled sideways; undefined for one that moves. */
  readonly left?: number
  /** Among all columns, counted from 0, where only some are drawn. */
  readonly place?: number
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
  /** Of the fields, in order. */
  readonly names: readonly string[]
  readonly table: boolean
  /** Columns of numbers that were computed. */
  readonly figures?: ReadonlySet<string>
  readonly sources: readonly string[]
  /** Widths that a person chose, by id. */
  readonly widths: Readonly<Record<string, number>>
  /** Pixels of one character. */
  readonly charWidth: number
  /** Largest row number to show. */
  readonly largestNumber: number
  /** Some values of each field. */
  readonly samples: ReadonlyMap<string, readonly string[]>
  /** Characters of a time as it is shown; 0: as many as its values have. */
  readonly timeLength: number
  /** Of the part of the list that is in view, in pixels. */
  readonly viewWidth: number
  /** Fields that nobody asked for: the last of them give way where the text would have little room. */
  readonly spare: readonly string[]
}

/** Where a page has what a column shows: a page that was asked for before the fields were known has only the text, which is better than nothing. */
export function placeIn(page: Pick<Page, 'columnOf'>, { id, kind }: Pick<Column, 'id' | 'kind'>): number {
  const place = page.columnOf(id)
  return place < 0 && kind === 'text' ? page.columnOf(RAW_COLUMN) : place
}

/** Pixels that the text needs; with less than the second there is nothing to read. */
const LEAST_TEXT = 260
const NO_TEXT = 120
/** What stays in view may take this part of it. */
const MOST_PINNED = 0.6

export function layOutColumns(input: ColumnInput): readonly Column[] {
  const { names, charWidth, widths } = input
  const columns: Column[] = [numberColumn(input)]
  if (input.sources.length > 1 && !input.table && !names.includes('source')) {
    const width = widths['#source'] ?? fit([...input.sources, 'source'], charWidth)
    columns.push({ id: '#source', title: 'source', kind: 'source', numeric: false, width })
  }
  names.forEach((name, place) => columns.push(fieldColumn(input, name, place === names.length - 1)))
  return pinned(roomy(columns, input), input)
}

function roomy(columns: readonly Column[], { spare, viewWidth }: ColumnInput): readonly Column[] {
  if (columns.at(-1)?.width !== undefined) return columns
  let left = viewWidth - columns.reduce((sum, { width = 0 }) => sum + width, 0)
  const kept = [...columns]
  for (let at = kept.length - 1; at > 0 && left < LEAST_TEXT; at--) {
    const { kind, id, width = 0 } = kept[at]
    if (kind !== 'field' || !spare.includes(id)) continue
    kept.splice(at, 1)
    left += width
  }
  // Between two panes: what rows say comes before where they are from.
  for (const gone of ['#source', 'level', 'time']) {
    const at = kept.findIndex(({ id }) => id === gone)
    if (at > 0 && spare[0] && left < NO_TEXT) left += kept.splice(at, 1)[0].width ?? 0
  }
  return kept
}

/** The number of a row, and where and when it comes from, stay in view, as far as these columns come first and leave room for others. */
function pinned(columns: readonly Column[], { table, viewWidth }: ColumnInput): readonly Column[] {
  let left = 0
  let open = true
  return columns.map((column) => {
    const { kind, title, width = Infinity } = column
    open &&= kind === 'number' || (!table && PINNED.includes(title) && left + width <= MOST_PINNED * viewWidth)
    if (!open) return column
    left += width
    return { ...column, left: left - width }
  })
}

function numberColumn({ largestNumber, charWidth, table }: ColumnInput): Column {
  const digits = Math.max(5, String(Math.max(1, Math.floor(largestNumber))).length)
  const characters = digits + Math.floor((digits - 1) / 3) + 1
  const width = Math.ceil(characters * charWidth) + CELL_PADDING + EXPANDER_WIDTH
  return { id: '#number', title: table ? strings.columns.row : 'line', kind: 'number', numeric: true, width }
}

function fieldColumn({ widths, charWidth, samples, table, timeLength, figures }: ColumnInput, name: string, last: boolean): Column {
  const values = samples.get(name) ?? []
  const kind = table ? 'field' : isText(name) ? 'text' : name === 'time' || name === 'level' ? name : 'field'
  const named = fit([name], charWidth) + (kind === 'text' ? 0 : ARROW_WIDTH)
  const numeric = kind === 'field' && values.length > 0 && values.every(isNumeric)
  // The text, or a last field that is as long, goes on to the edge and beyond it; anything else needs no more room than its values.
  const grouped = numeric && figures?.has(name)
  const shown = grouped ? values.map(formatNumber) : values
  const fitted = Math.max(named, fitting())
  const goesOn = last && (kind === 'text' || (kind === 'field' && !numeric && widths[name] === undefined && fitted === mostOf(table)))
  const width = goesOn ? undefined : (widths[name] ?? fitted)
  return { id: name, title: name, kind, numeric, width, ...(grouped && { grouped }) }

  function fitting(): number {
    if (kind === 'text') return 480
    // With room for the mark of one that is provisional, so that nothing moves when it goes.
    if (kind === 'time' && timeLength > 0) return Math.ceil((timeLength + 1) * charWidth) + CELL_PADDING
    if (kind === 'time') return Math.ceil(charWidth) + fit(values, charWidth)
    // The longest level that most logs have comes later than the rows that it is measured by.
    if (kind === 'level') return fit(['warning', ...values], charWidth)
    return fit(shown, charWidth, mostOf(table))
  }
}

const mostOf = (table: boolean): number => (table ? LARGEST_FIT_OF_TABLE : LARGEST_FIT)

function fit(texts: readonly string[], charWidth: number, largest = LARGEST_FIT): number {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0)
  return Math.max(60, Math.min(largest, Math.ceil(longest * charWidth) + CELL_PADDING + 4))
}

/** The width at which the texts of a column, and its name, are whole. */
export function fitWidth(texts: readonly string[], { title }: Column, charWidth: number): number {
  const longest = [title, ...texts].reduce((most, text) => Math.max(most, displayWidth(text)), 0)
  return clampWidth(longest * charWidth + CELL_PADDING + 4)
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

/** The columns that stay in view, the last one, and those between two pixels of the width of all; room in the place of the others. */
export function nearColumns(columns: readonly Column[], from: number, to: number): readonly Column[] {
  const near: Column[] = []
  let x = 0
  columns.forEach((column, place) => {
    const { width = 0, left } = column
    const last = near.at(-1)
    if (left !== undefined || place === columns.length - 1 || (x + width > from && x < to)) near.push({ ...column, place })
    else if (last?.kind === 'gap') near[near.length - 1] = { ...last, width: (last.width ?? 0) + width }
    else near.push({ id: `#gap${place}`, title: '', kind: 'gap', numeric: false, width, place })
    x += width
  })
  return near
}

/** The columns as the value of `grid-template-columns`. `wrap`: the text breaks at the edge instead of going beyond. */
export function gridTemplate(columns: readonly Column[], wrap: boolean): string {
  const tracks = columns.map(({ width }) => (width === undefined ? (wrap ? 'minmax(200px, 1fr)' : 'minmax(max-content, 1fr)') : `${width}px`))
  // Without a column that takes the rest, an empty one does, so that rows reach the edge.
  return columns.some(({ width }) => width === undefined) ? tracks.join(' ') : `${tracks.join(' ')} 1fr`
}
