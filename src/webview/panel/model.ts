import type { Bookmark, PanelAction, PanelSettings, ViewState } from '../../common/panelProtocol.ts'
import type { Diagnostic, FieldInfo, Overview, Progress, RowMarks, RunResult, SourceInfo } from '../../common/protocol.ts'
import type { BoundModel } from '../bound/boundFeature.ts'
import type { SortQuestion } from '../columns/sorting.ts'
import type { ChartData } from '../chart/chartData.ts'
import type { FacetTables } from '../facets/facetFeature.ts'
import type { Builder } from '../builder/formatBuilder.ts'
import type { RowContext } from '../context/rowContext.ts'
import type { Detail } from '../detail/detail.ts'
import { noTrail, type Trail } from '../nav/trail.ts'
import { noFind, type FindState } from '../find/findFeature.ts'
import type { Paint } from '../paint/paintFeature.ts'
import { noFollow, type FollowState } from './follow.ts'
import type { TimelineState } from '../timeline/timeline.ts'
import type { SelectionFigures } from '../selection/figures.ts'
import { initialScroll, type ScrollState } from '../scroll/state.ts'

export interface Notice {
  readonly message: string
  readonly kind: 'info' | 'warning' | 'error'
  readonly actions: readonly PanelAction[]
}

/** The rest of a row that was expanded. */
export interface Expansion {
  readonly state: 'loading' | 'ready' | 'failed'
  /** The row's text, or why it could not be had. */
  readonly text: string
  readonly tooLong: boolean
  readonly fields: readonly (readonly [string, string | undefined])[]
  readonly marks?: RowMarks
}

export interface PanelModel {
  readonly phase: 'loading' | 'ready'
  readonly sources: readonly SourceInfo[]
  readonly settings: PanelSettings
  /** The files could not be opened. */
  readonly openError?: { readonly message: string; readonly actions: readonly PanelAction[] }
  /** Fields of the log, as far as samples show; undefined until they are known. */
  readonly fields?: readonly FieldInfo[]
  /** The query as it stands in the field and the chips. */
  readonly query: string
  /** Mistakes in `query`. */
  readonly diagnostics: readonly Diagnostic[]
  /** The query that runs or has run. */
  readonly runQuery?: string
  /** The query that is to be run next, until the engine has taken it. */
  readonly asked?: string
  readonly result?: RunResult
  /** The run whose rows are shown: the one before, until the first rows of a new run are there. */
  readonly shown?: RunResult
  readonly progress?: Omit<Progress, 'analysis'>
  /** How the run before ended, until something is known of this one: of a log that is followed, whose many short passes would flicker. */
  readonly last?: Omit<Progress, 'analysis'>
  /** Why the query could not be run, where that is not a mistake in its text. */
  readonly runError?: string
  /** Why rows could not be fetched. */
  readonly fetchError?: string
  readonly scroll: ScrollState
  readonly expanded: ReadonlyMap<string, Expansion>
  /** Rows of the log around rows, by the keys of these. */
  readonly contexts: ReadonlyMap<string, RowContext>
  /** The row in the detail pane. */
  readonly detail?: Detail
  readonly trail: Trail
  readonly columnWidths: Readonly<Record<string, number>>
  readonly wrap: boolean
  readonly view: ViewState
  /** Of the pane at the left. */
  readonly facets: FacetTables
  /** What can be drawn of the table. */
  readonly chart?: ChartData
  readonly follow: FollowState
  readonly find: FindState
  /** What is marked in the rows besides matches of the query. */
  readonly paint?: Paint
  /** What is where along the scrollbar. */
  readonly overview?: Overview
  /** Of each file, in their order. */
  readonly bookmarks: readonly (readonly Bookmark[])[]
  readonly timeline: TimelineState
  /** The panel that this one scrolls along with. */
  readonly bound?: BoundModel
  readonly notice?: Notice
  /** A format that is being defined. */
  readonly builder?: Builder
  /** The card of what can be typed is open. */
  readonly guideOpen?: boolean
  /** Very many rows are to be sorted. */
  readonly sortQuestion?: SortQuestion
  /** What the selected rows come to, where there are several. */
  readonly figures?: SelectionFigures
  /** What has just been done ("Copied 3 rows."), or is being waited for. */
  readonly feedback?: string
}

export const initialModel: PanelModel = {
  phase: 'loading',
  sources: [],
  settings: { fontFamily: '', fontSize: 12, rowHeight: 20, renderAnsi: true, history: [], examples: false, highlighters: [] },
  query: '',
  diagnostics: [],
  scroll: initialScroll,
  expanded: new Map(),
  contexts: new Map(),
  trail: noTrail,
  columnWidths: {},
  wrap: false,
  view: {},
  facets: {},
  follow: noFollow,
  find: noFind,
  bookmarks: [],
  timeline: {},
}

/** What is shown of how it goes. */
export function progressOf(model: PanelModel): PanelModel['progress'] {
  return model.progress ?? model.last
}

/** True while a pass goes on. */
export function isRunning(model: PanelModel): boolean {
  return model.progress?.state === 'running'
}
