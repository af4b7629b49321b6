import { Component, type JSX } from 'preact'
import { markedColumn, RAW_COLUMN, RowFlag } from '../../common/page.ts'
import type { Bookmark } from '../../common/panelProtocol.ts'
import type { RowContext } from '../context/rowContext.ts'
import { ContextRows } from '../context/contextRows.tsx'
import type { Expansion } from '../panel/model.ts'
import type { WindowRow } from '../scroll/state.ts'
import { formatCount } from '../status/format.ts'
import { strings } from '../strings.ts'
import { levelSpan } from '../text/levels.ts'
import { segmentsOf } from '../text/segments.ts'
import { Segments } from '../text/styled.tsx'
import { plainly } from '../text/symbols.ts'
import { displayWidth, type Column } from './columns.ts'
import { ExpandedRow } from './expandedRow.tsx'

const NEWLINE = 10
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
  /** Characters that fit into the column that takes the rest. */
  readonly fits: number
  readonly wrap: boolean
  readonly expansion: Expansion | undefined
  readonly bookmark: Bookmark | undefined
  /** The rows of the log around it. */
  readonly context: RowContext | undefined
}

/** One row. Drawn again only when something of it changes. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { props } = this
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== props[key])
  }

  override render(): JSX.Element {
    const { row, ordinal, columns, selected, focused, expansion, context } = this.props
    const level = row.page.levelOf(row.index)
    return (
      <div
        class={`row${level ? ` level-${level}` : ''}${selected ? ' selected' : ''}${focused ? ' focused' : ''}`}
        role="row"
        id={`row-${row.key}`}
        aria-rowindex={ordinal + 2}
        aria-selected={selected}
        aria-expanded={expansion ? true : undefined}
        data-key={row.key}
        data-level={level || undefined}
      >
        {context && <ContextRows like={this.props} context={context} way="above" />}
        <div class="row-line" role="presentation">
          {columns.map((column, i) => this.cell(column, i))}
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
      case 'source': {
        const name = sources[row.page.source[row.index]] ?? ''
        return (
          <div class={`cell${column.left === undefined ? '' : ' pinned'}`} role="gridcell" key={column.id} aria-colindex={place + 1} title={name} style={stay(column)}>
            {name}
          </div>
        )
      }
      default:
        return this.textCell(column, place)
    }
  }

  private numberCell(): JSX.Element {
    const { row, ordinal, table, expansion, bookmark } = this.props
    const flags = row.page.flags[row.index]
    const estimated = !table && (flags & RowFlag.LineEstimated) !== 0
    const number = table ? ordinal + 1 : row.page.line[row.index]
    const label = expansion ? strings.collapse : strings.expand
    return (
      <div class="cell number pinned" role="gridcell" key="#number" aria-colindex={1} style={ZERO} title={estimated ? strings.estimated : undefined}>
        {bookmark && <span class="bookmark codicon codicon-bookmark" role="img" aria-label={strings.bookmark(bookmark.note)} title={strings.bookmark(bookmark.note)} />}
        <span class="number-text" data-testid="row-number">
          {estimated ? '~' : ''}
          {formatCount(number)}
        </span>
        {this.canExpand() || expansion ? (
          <span class={`expander codicon codicon-chevron-${expansion ? 'down' : 'right'}`} role="button" aria-label={label} title={label} data-testid="expander" />
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
    if (page.more[index] > 0) return true
    const rest = columns.find(({ width }) => width === undefined)
    const place = rest ? page.columnOf(rest.id) : -1
    const bytes = page.cellBytes(index, place)
    if (!bytes) return false
    if (bytes.includes(NEWLINE)) return true
    // A text never has more columns than bytes, which are there without decoding.
    return !wrap && bytes.length > fits && displayWidth(page.cell(index, place) ?? '') > fits
  }

  private textCell(column: Column, place: number): JSX.Element {
    const { row, ansi } = this.props
    const { page, index } = row
    const at = page.columnOf(column.id)
    const text = page.cell(index, at)
    const isText = column.kind === 'text'
    const classes = `cell${column.numeric ? ' numeric' : ''}${isText ? ' text' : ''}${text === undefined ? ' absent' : ''}${column.left === undefined ? '' : ' pinned'}`
    const flags = page.flags[index]
    const level = page.levelOf(index)
    const span = text !== undefined && (column.id === RAW_COLUMN || LEVEL_FIELD.test(column.id)) ? levelSpan(text, level) : undefined
    const marks = at >= 0 && at === markedColumn(page.names) ? page.marksOf(index) : undefined
    const segments = text === undefined ? [] : segmentsOf(text, { marks, level: span, ansi })
    const notes = isText ? [flags & RowFlag.TooLong ? strings.tooLongRow : '', flags & RowFlag.Invalid ? strings.invalidBytes : ''].filter(Boolean) : []
    const provisional = column.id === 'time' && text !== undefined && (flags & RowFlag.TimeProvisional) !== 0
    const title = notes.join('\n') || (provisional ? strings.provisionalTime : isText || !text ? undefined : plainly(text))
    return (
      <div class={classes} role="gridcell" key={column.id} aria-colindex={place + 1} data-column={column.id} title={title} style={stay(column)}>
        {provisional ? '~' : ''}
        <Segments segments={segments} />
        {isText && (flags & RowFlag.Cut) !== 0 && <span class="cut">…</span>}
      </div>
    )
  }
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
