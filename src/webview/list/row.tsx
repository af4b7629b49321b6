import { Component, type JSX } from 'preact'
import { RAW_COLUMN, REST_COLUMN, RowFlag } from '../../common/page.ts'
import type { Bookmark } from '../../common/panelProtocol.ts'
import type { RowContext } from '../context/rowContext.ts'
import { ContextRows } from '../context/contextRows.tsx'
import { dayText, timeText, type TimeBase } from '../columns/time.ts'
import type { Expansion } from '../panel/model.ts'
import type { Painter } from '../paint/painter.ts'
import type { WindowRow } from '../scroll/state.ts'
import { formatCount, formatNumber } from '../status/format.ts'
import { strings } from '../strings.ts'
import { levelSpan } from '../text/levels.ts'
import { marksWithin, segmentsOf } from '../text/segments.ts'
import { Segments } from '../text/styled.tsx'
import { plainly } from '../text/symbols.ts'
import { displayWidth, placeIn, type Column } from './columns.ts'
import { ExpandedRow } from './expandedRow.tsx'
import { restText } from './restText.ts'

const NEWLINE = 10
/** Characters: between the text of a row and what else it says, that and what tells of more lines, and of what else it says where lines are wrapped. */
const REST_GAP = 3
const MORE_LINES_ROOM = 20
const WRAPPED_REST = 400
/** So many lines, or more, as pages have it. */
const MOST_LINES = 0xffff
/** Fields that name the level, whatever a log calls them. */
const LEVEL_FIELD = /^(?:raw\.)?(?:log_?)?(?:level|severity)$/i

export interface RowProps {
  readonly row: WindowRow
  /** 0-based number of the row in the result. */
  readonly ordinal: number
  readonly columns: readonly Column[]
  readonly sources: readonly string[]
  readonly table: boolean
  readonly ansi: boolean
  readonly selected: boolean
  /** The keyboard acts on this row. */
  readonly focused: boolean
  /** It is at the time of the row that is selected in the panel that this one scrolls along with. */
  readonly bound: boolean
  /** That the rows are of. */
  readonly query: string
  /** Characters that fit into the column that takes the rest. */
  readonly fits: number
  /** Characters from the left edge of the list to where it is out of view. */
  readonly reach: number
  readonly wrap: boolean
  readonly painter: Painter | undefined
  /** Changes when the painter knows more. */
  readonly painted: number
  readonly expansion: Expansion | undefined
  readonly bookmark: Bookmark | undefined
  /** The rows of the log around it. */
  readonly context: RowContext | undefined
  /** How times are shown, and the time of the row above where that matters. */
  readonly times: TimeBase
  readonly previous: number | undefined
  /** The day that begins with this row, as dayText takes it. */
  readonly day: number | undefined
  /** Of the value by which rows are coloured, and what it is. */
  readonly color: number | undefined
  readonly colorTitle: string | undefined
  /** All lines of the record are shown. */
  readonly unfolded: boolean
}

/** One row. Drawn again only when something of it changes. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { props } = this
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== props[key])
  }

  override render(): JSX.Element {
    const { row, ordinal, columns, selected, focused, bound, expansion, context, day, color } = this.props
    const level = row.page.levelOf(row.index)
    return (
      <div
        class={`row${level ? ` level-${level}` : ''}${color === undefined ? '' : ` valued value-${color}`}${selected ? ' selected' : ''}${focused ? ' focused' : ''}${bound ? ' bound' : ''}`}
        role="row"
        id={`row-${row.key}`}
        aria-rowindex={ordinal + 2}
        aria-selected={selected}
        data-key={row.key}
        data-level={level || undefined}
        data-day={day}
      >
        {day !== undefined && (
          <div class="day" role="gridcell" aria-colspan={columns.length}>
            {dayText(day)}
          </div>
        )}
        {context && <ContextRows like={this.props} context={context} way="above" />}
        <div class="row-line" role="presentation">
          {columns.map((column, i) => this.cell(column, column.place ?? i))}
        </div>
        {expansion && <ExpandedRow key={row.key} expansion={expansion} ansi={this.props.ansi} columns={columns.length} />}
        {context && <ContextRows like={this.props} context={context} way="below" />}
      </div>
    )
  }

  private cell(column: Column, place: number): JSX.Element {
    const { row, sources } = this.props
    switch (column.kind) {
      case 'number':
        return this.numberCell()
      case 'gap':
        return <div key={column.id} aria-hidden="true" />
      case 'source': {
        const name = sources[row.page.source[row.index]] ?? ''
        return (
          <div class={`cell${column.left === undefined ? '' : ' pinned'}${faint(row)}`} role="gridcell" key={column.id} aria-colindex={place + 1} title={name} style={stay(column)}>
            {name}
          </div>
        )
      }
      default:
        return this.textCell(column, place)
    }
  }

  private numberCell(): JSX.Element {
    const { row, ordinal, table, colorTitle, expansion, bookmark } = this.props
    const flags = row.page.flags[row.index]
    const estimated = !table && (flags & RowFlag.LineEstimated) !== 0
    const number = table ? ordinal + 1 : row.page.line[row.index]
    const label = expansion ? strings.collapse : strings.expand
    return (
      <div class="cell number pinned" role="gridcell" key="#number" aria-colindex={1} style={ZERO} title={estimated ? strings.estimated : colorTitle}>
        {bookmark && <span class="bookmark codicon codicon-bookmark" role="img" aria-label={bookmarkText(bookmark)} title={bookmarkText(bookmark)} />}
        <span class="number-text" data-testid="row-number">
          {estimated ? '~' : ''}
          {formatCount(number)}
        </span>
        {this.canExpand() || expansion ? (
          <span class={`expander codicon codicon-chevron-${expansion ? 'down' : 'right'}`} role="button" aria-expanded={expansion !== undefined} aria-label={label} title={label} data-testid="expander" />
        ) : (
          <span class="expander" />
        )}
      </div>
    )
  }

  private canExpand(): boolean {
    const { row, columns, fits, wrap } = this.props
    const { page, index } = row
    if ((page.flags[index] & (RowFlag.Cut | RowFlag.TooLong)) !== 0) return true
    // A record of several lines stands on one until it is expanded.
    if (page.more[index] > 0 && !this.props.unfolded) return true
    const rest = columns.find(({ width }) => width === undefined)
    const place = rest ? placeIn(page, rest) : -1
    const bytes = page.cellBytes(index, place)
    if (!bytes) return false
    if (bytes.includes(NEWLINE) && !this.props.unfolded) return true
    // A text never has more columns than bytes, which are there without decoding.
    return !wrap && bytes.length > fits && displayWidth(page.cell(index, place) ?? '') > fits
  }

  private textCell(column: Column, place: number): JSX.Element {
    const { row, ansi } = this.props
    const { page, index } = row
    const at = placeIn(page, column)
    const isText = column.kind === 'text'
    const whole = page.cell(index, at)
    const text = column.kind === 'time' ? timeText(this.props.times, page.time[index], whole, this.props.previous ?? NaN) : whole !== undefined && isText ? this.linesOf(whole, column) : whole && column.grouped ? formatNumber(whole) : whole
    const level = page.levelOf(index)
    const classes = `cell${column.numeric ? ' numeric' : ''}${isText ? ' text' : ''}${text === undefined ? ' absent' : ''}${column.left === undefined ? '' : ' pinned'}${faint(this.props.row)}`
    const flags = page.flags[index]
    const span = text !== undefined && (column.id === RAW_COLUMN || LEVEL_FIELD.test(column.id)) ? levelSpan(text, level) : undefined
    const shown = shownMarks(page.marksOfCell(index, at), whole, text)
    const marks = isText ? this.marksBehind(shown, whole ?? '', text ?? '') : shown
    const segments = text === undefined ? [] : segmentsOf(text, { marks, level: span, paints: this.props.painter?.spansOf(text), ansi, reach: this.props.reach, newlines: isText && this.props.unfolded })
    const notes = isText ? [flags & RowFlag.TooLong ? strings.tooLongRow : '', flags & RowFlag.Invalid ? strings.invalidBytes : ''].filter(Boolean) : []
    const provisional = column.id === 'time' && text !== undefined && (flags & RowFlag.TimeProvisional) !== 0
    const title = notes.join('\n') || (provisional ? strings.provisionalTime : isText || !whole ? undefined : plainly(whole))
    return (
      <div class={classes} role="gridcell" key={column.id} aria-colindex={place + 1} data-column={column.id} title={title} style={stay(column)}>
        {provisional ? '~' : ''}
        <Segments segments={segments} of={level} />
        {isText && (flags & RowFlag.Cut) !== 0 && <span class="cut">…</span>}
        {isText && page.more[index] > 0 && !this.props.unfolded && !this.props.expansion && this.moreLines(whole ?? '', marks)}
        {isText && column.width === undefined && this.rest(text ?? '')}
      </div>
    )
  }

  /** Fields that have no column, behind the text of the row. */
  private rest(text: string): JSX.Element | undefined {
    const { row: { page, index }, columns, fits, wrap, query, painter, ansi } = this.props
    const at = page.columnOf(REST_COLUMN)
    const cell = page.cell(index, at)
    if (cell === undefined || text.includes('\n')) return undefined
    const room = wrap ? WRAPPED_REST : fits - displayWidth(text) - (page.more[index] > 0 ? MORE_LINES_ROOM : REST_GAP)
    const rest = restText(cell, { marks: page.marksOfCell(index, at), paints: painter?.spansOf(cell) ?? [], shown: columns.map(({ id }) => id), query, room, most: Math.max(fits >> 1, Math.min(fits - 2, 18)) })
    return rest && (
      <span class={`rest${rest.over ? ' over' : ''}`} data-testid="rest">
        <Segments segments={segmentsOf(rest.text, { ...rest, ansi })} />
      </span>
    )
  }

  /** The first line of a text, or all lines of its record. */
  private linesOf(text: string, { id }: Column): string {
    const { row, unfolded } = this.props
    const end = text.indexOf('\n')
    if (!unfolded) return end < 0 ? text : text.slice(0, end)
    if (end >= 0 || id === RAW_COLUMN || row.page.more[row.index] === 0) return text
    const raw = row.page.cell(row.index, row.page.columnOf(RAW_COLUMN)) ?? ''
    const rest = raw.indexOf('\n')
    return rest < 0 ? text : text + raw.slice(rest)
  }

  /** With those of the lines that come from the text of the row, behind its message. */
  private marksBehind(marks: ArrayLike<number> | undefined, { length }: string, text: string): ArrayLike<number> | undefined {
    const { page, index } = this.props.row
    const at = page.columnOf(RAW_COLUMN)
    const behind = text.length - length
    if (behind <= 0 || at < 0) return marks
    const end = (page.cell(index, at) ?? '').length
    return [...Array.from(marks ?? []), ...marksWithin(page.marksOfCell(index, at), end - behind, end).map((each) => each + length)]
  }

  /** Says how many lines of the record are folded away, and whether one of them matches. */
  private moreLines(text: string, marks: ArrayLike<number> | undefined): JSX.Element {
    const { page, index } = this.props.row
    const first = text.indexOf('\n')
    const found = (page.flags[index] & RowFlag.MatchBelow) !== 0 || (first >= 0 && marks !== undefined && marks.length > 0 && marks[marks.length - 1] > first)
    const lines = page.more[index] === MOST_LINES ? strings.moreLinesAtLeast : strings.moreLines({ count: page.more[index] })
    return (
      <span class="more-lines" role="button" aria-label={`${lines}: ${strings.expand}`} title={found ? strings.matchBelow : strings.expand} data-testid="more-lines">
        {found ? <mark>{lines}</mark> : lines}
      </span>
    )
  }
}

/** Of the cell itself, as Chromium may miss that the level of the row is another. */
const faint = ({ page, index }: WindowRow): string => (/^[dt]/.test(page.levelOf(index)) ? ' faint' : '')

/** Marks of a value where a part of it is shown, as of a stamp the time of the day. */
function shownMarks(marks: Uint32Array, whole: string | undefined, shown: string | undefined): ArrayLike<number> | undefined {
  if (marks.length === 0 || whole === undefined || shown === undefined || shown.startsWith(whole)) return marks
  const from = whole.indexOf(shown)
  return from < 0 ? undefined : marksWithin(marks, from, from + shown.length)
}

const ZERO = { left: '0px' }

/** Where a column stays when the list is scrolled sideways. */
export function stay({ left }: Column): { left: string } | undefined {
  return left === undefined ? undefined : { left: `${left}px` }
}

const WIDTHS = [62, 48, 71, 55, 40, 66, 52]

/** A row that is on its way. */
export function Placeholder({ seed }: { seed: number }): JSX.Element {
  return (
    <div class="row placeholder" aria-hidden="true" data-testid="placeholder">
      <div class="row-line">
        <span class="bar short" />
        <span class="bar" style={{ width: `${WIDTHS[Math.abs(seed) % WIDTHS.length]}%` }} />
      </div>
    </div>
  )
}

function bookmarkText({ note }: Pick<Bookmark, 'note'>): string {
  return note === undefined ? strings.bookmark : strings.bookmarkNote({ note })
}
