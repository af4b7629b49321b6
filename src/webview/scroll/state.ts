/**
 * What the list knows: a window of contiguous rows of the result, and where the view is on it. There is no row number of the
 * whole result in here to rely on: places are anchors, so the same code scrolls ten rows and a billion.
 */
import type { Page } from '../../common/page.ts'
import type { FetchResult, Place } from '../../common/protocol.ts'

/** Rows that the window keeps at most. */
export const MAX_WINDOW_ROWS = 2000

/** Rows that one request at an edge of the window asks for. */
export const EDGE_ROWS = 200

/** A row of the result is known by its anchor. */
export interface RowRef {
  readonly key: string
  readonly block: number
  readonly row: number
  /** Of a selected row of merged files: its number in the result, as far as it was known. */
  readonly at?: number
}

export interface WindowRow extends RowRef {
  /** Where the row is on the scrollbar, 0 to 1. */
  readonly pos: number
  readonly page: Page
  /** Number of the row in `page`. */
  readonly index: number
}

/** The row at the upper edge of the view (it may be outside of the window), and the pixels of it that are above the edge. */
export interface Top {
  readonly index: number
  readonly offset: number
}

/** One end of the window. */
export interface Edge {
  /** Where to go on looking; undefined: at the window's last (or first) row. */
  readonly from?: Place
  readonly skip: number
  /** Looking for rows took longer than one call: there may be more. */
  readonly searching: boolean
  /** Nothing to ask for until something happens (progress, or the person scrolls). */
  readonly blocked: boolean
  /** The person tries to scroll beyond it: go on looking until something is found. */
  readonly eager: boolean
  /** Rows to ask for. */
  readonly step: number
}

export type Align = 'top' | 'third' | 'bottom'

/** A place to go to that is not in the window. */
export interface Jump {
  readonly from: Place
  readonly skip: number
  /** Where the first row of the answer goes; `bottom`: where its last row goes. */
  readonly align: Align
  /** With `bottom`: rows up to the place that were asked for at first. */
  readonly rows?: number
  /** What becomes of the selection. */
  readonly select?: 'set' | 'extend'
  /** The row that is selected once it is there: by its source, and its place in that. */
  readonly choose?: { readonly source: number; readonly offset: number }
  /** Where the thumb stays until the rows are there. */
  readonly thumb?: number
  readonly blocked: boolean
  /** It has been looked for, and not found yet. */
  readonly searching: boolean
  /** Shows the rows that are there meanwhile (going to a line may have to wait for the count). */
  readonly patient: boolean
}

export type RequestKind = 'jump' | 'refresh' | 'up' | 'down'

export interface Request {
  readonly id: number
  readonly kind: RequestKind
  readonly run: number
  readonly from: Place
  readonly skip: number
  readonly count: number
  /** The jump that is being answered. */
  readonly jump?: Jump
  /** Key of the row that an edge's answer continues, or of the top row of a refresh. */
  readonly edge?: string
}

/** The decoded answer to a request. */
export type Answer = Omit<FetchResult, 'run' | 'page'> & { readonly page: Page }

export interface Selection {
  readonly anchor: RowRef
  readonly focus: RowRef
  /** Rows from `anchor` to `focus`, negative upwards; undefined where it is not known. */
  readonly distance: number | undefined
  /** Other parts that are selected. */
  readonly others?: readonly SelectionPart[]
  /** The row with the focus, which is the anchor too, was taken out. */
  readonly out?: boolean
}

export interface SelectionPart {
  readonly first: RowRef
  readonly last: RowRef
  /** How many; undefined where that is not known. */
  readonly rows: number | undefined
}

export interface ScrollState {
  /** 0: nothing has been run yet. */
  readonly run: number
  /** The pass goes on: more rows may come. */
  readonly running: boolean
  /** The person stopped the pass: rows are looked for only when they scroll. */
  readonly stopped: boolean
  /** Pixels. */
  readonly viewHeight: number
  readonly rowHeight: number
  readonly rows: readonly WindowRow[]
  /** The rows are those of the run before, shown until the first answer of this one. */
  readonly stale: boolean
  readonly atStart: boolean
  readonly atEnd: boolean
  /** Place behind the last row of the window on the scrollbar. */
  readonly endPos: number
  /** 0-based number in the result of the window's first row. */
  readonly ordinal: number
  readonly ordinalExact: boolean
  readonly top: Top
  /** Pixels by which rows are higher than `rowHeight` (expanded or wrapped), by key. */
  readonly extra: ReadonlyMap<string, number>
  /** How many of these are above the line of the row itself, of the few rows that have rows of the log around them. */
  readonly lead: ReadonlyMap<string, number>
  readonly up: Edge
  readonly down: Edge
  readonly jump?: Jump
  /** Rows that are there changed: fetch what is in view again. */
  readonly refresh: boolean
  readonly flight: readonly Request[]
  readonly nextId: number
  /** The rows in view are not those that were asked for, and it takes a while: show placeholders. */
  readonly late: boolean
  /** Length of the thumb (of 1) while it is dragged. */
  readonly drag?: { readonly length: number; readonly position: number }
  /** Where the person was reading, kept over changes of the query until they scroll. */
  readonly reading?: { readonly source: number; readonly offset: number }
  readonly selection?: Selection
  /** The row that keys have gone to, and the steps from it for which there were no rows yet; `shown`: pixels of it that stay in view. */
  readonly walk?: { readonly key: string; readonly left: number; readonly extend: boolean; readonly shown: number }
  /** Rows of several files come by their times: their anchors are in no order. */
  readonly merged?: boolean
}

export const freshEdge: Edge = { skip: 0, searching: false, blocked: false, eager: false, step: EDGE_ROWS }

export const initialScroll: ScrollState = {
  run: 0,
  running: false,
  stopped: false,
  viewHeight: 0,
  rowHeight: 20,
  rows: [],
  stale: false,
  atStart: false,
  atEnd: false,
  endPos: 1,
  ordinal: 0,
  ordinalExact: false,
  top: { index: 0, offset: 0 },
  extra: new Map(),
  lead: new Map(),
  up: freshEdge,
  down: freshEdge,
  refresh: false,
  flight: [],
  nextId: 1,
  late: false,
}

export function rowKey(block: number, row: number): string {
  return `${block}:${row}`
}

export function indexOfKey(rows: readonly RowRef[], key: string): number {
  return rows.findIndex((row) => row.key === key)
}
