/** Rows that somebody has marked: set and taken away by a command, walked by keys. */
import { MESSAGE_COLUMN, RowFlag } from '../../common/page.ts'
import type { Bookmark, PanelCommand, PanelHostApi } from '../../common/panelProtocol.ts'
import type { Proxy } from '../../common/rpc.ts'
import type { Feature } from '../panel/feature.ts'
import type { PanelModel } from '../panel/model.ts'
import type { RowActions } from '../panel/rowActions.ts'
import type { Scroller } from '../panel/scroller.ts'
import type { WindowRow } from '../scroll/state.ts'
import type { Store } from '../store.ts'
import { strings } from '../strings.ts'
import { shortened } from '../text/shortened.ts'
import { plainly } from '../text/symbols.ts'

/** Of a row's text, in UTF-16 units. */
const KEPT_TEXT = 1000
const KEPT_MESSAGE = 200

interface Spot {
  readonly source: number
  readonly offset: number
}

export class BookmarkFeature implements Feature {
  private readonly store: Store<PanelModel>
  private readonly host: Proxy<PanelHostApi>
  private readonly scroller: Scroller
  private readonly rows: RowActions

  constructor(store: Store<PanelModel>, host: Proxy<PanelHostApi>, scroller: Scroller, rows: RowActions) {
    this.store = store
    this.host = host
    this.scroller = scroller
    this.rows = rows
  }

  onCommand(command: PanelCommand): boolean {
    switch (command) {
      case 'toggleBookmark':
        void this.toggle().catch(() => this.rows.say(strings.somethingFailed))
        return true
      case 'editBookmark':
        void this.edit().catch(() => this.rows.say(strings.somethingFailed))
        return true
      case 'nextBookmark':
        this.walk(1)
        return true
      case 'previousBookmark':
        this.walk(-1)
        return true
      default:
        return false
    }
  }

  /** The row that commands are about: the selected one. */
  private get row(): WindowRow | undefined {
    const { rows, selection } = this.store.current.scroll
    return rows.find(({ key }) => key === selection?.focus.key)
  }

  private async toggle(): Promise<void> {
    const { row } = this
    const { result } = this.store.current
    if (!row || !result || row.page.offset[row.index] < 0) return this.rows.say(strings.noLogRow)
    const { page, index } = row
    const { text } = await this.host.expand({ run: result.run, block: row.block, row: row.row })
    const bookmark: Bookmark = {
      offset: page.offset[index],
      line: page.line[index],
      about: (page.flags[index] & RowFlag.LineEstimated) !== 0,
      text: shortened(firstLine(text), KEPT_TEXT),
      message: plainly(shortened(firstLine(page.cell(index, page.columnOf(MESSAGE_COLUMN)) ?? ''), KEPT_MESSAGE)),
    }
    const { on } = await this.host.toggleBookmark({ source: page.source[index], bookmark })
    this.rows.say(on ? strings.bookmarked : strings.unbookmarked)
  }

  private async edit(): Promise<void> {
    const { row } = this
    if (!row || row.page.offset[row.index] < 0) return this.rows.say(strings.noLogRow)
    const spot = spotOf(row)
    if (!this.store.current.bookmarks[spot.source]?.some(({ offset }) => offset === spot.offset)) await this.toggle()
    await this.host.editBookmark(spot)
  }

  /** Goes to the bookmark behind the selected row (or the one before it), round the end of the files. */
  private walk(step: 1 | -1): void {
    const { bookmarks, scroll } = this.store.current
    const all = bookmarks.flatMap((list, source) => list.map(({ offset }): Spot => ({ source, offset })))
    if (all.length === 0) return this.rows.say(strings.noBookmarks)
    const row = this.row ?? scroll.rows[Math.max(0, scroll.top.index)]
    const next = nextSpot(all, row && spotOf(row), step)
    this.scroller.dispatch({ type: 'goTo', from: { at: 'byte', ...next }, align: 'third', select: 'set' })
  }
}

/** The next of `all`, which are in order, from a place on. */
export function nextSpot(all: readonly Spot[], from: Spot | undefined, step: 1 | -1): Spot {
  if (!from) return step > 0 ? all[0] : all[all.length - 1]
  const isBefore = (a: Spot, b: Spot): boolean => a.source < b.source || (a.source === b.source && a.offset < b.offset)
  if (step > 0) return all.find((spot) => isBefore(from, spot)) ?? all[0]
  return all.findLast((spot) => isBefore(spot, from)) ?? all[all.length - 1]
}

/** The mark of a row, if it has one. */
export function bookmarkOf(bookmarks: PanelModel['bookmarks'], { page, index }: WindowRow): Bookmark | undefined {
  if (page.offset[index] < 0) return undefined
  return bookmarks[page.source[index]]?.find(({ offset }) => offset === page.offset[index])
}

function spotOf({ page, index }: WindowRow): Spot {
  return { source: page.source[index], offset: page.offset[index] }
}

function firstLine(text: string): string {
  const end = text.indexOf('\n')
  return end < 0 ? text : text.slice(0, end)
}
