/** The calls between webview and extension host; see protocol.ts for those between host and engine. */

import type { Highlighter } from './highlighters.ts'
import type { ListView } from './listColumns.ts'
import type {
  EngineApi,
  ExportFormat,
  FetchParams,
  FetchResult,
  FieldInfo,
  Figures,
  FormatDeclaration,
  FormatPreview,
  Overview,
  OverviewParams,
  Progress,
  RowRange,
  RunResult,
  SourceInfo,
  TextFormat,
  Timeline,
  TimelineParams,
} from './protocol.ts'

/** A row that somebody has marked. */
export interface Bookmark {
  /** Of the row in its file, in bytes. */
  readonly offset: number
  /** 1-based, as it was when the mark was set. */
  readonly line: number
  /** `line` is an estimate: the lines above were not counted yet. */
  readonly about?: boolean
  /** The beginning of the row's text. */
  readonly text: string
  /** What the row says besides its time and the like, if that is known: by their texts all rows of a log look alike. */
  readonly message?: string
  readonly note?: string
}

/** A row's place in the files of the panel. */
export interface RowPlace {
  readonly source: number
  readonly offset: number
}

/** How a panel is bound to another, as both keep it. */
export interface BoundState {
  /** Of the pair. */
  readonly id: string
  /** Milliseconds that the clock of the other log is ahead of this one's. */
  readonly offset: number
}

/** Another panel that this one scrolls along with, by time; the texts are in the language of VS Code. */
export interface Bound extends BoundState {
  readonly name: string
  readonly title: string
  /** Said where a row of the time cannot be shown: there are no times, or it is before the first row's or behind the last one's. */
  readonly notes: { readonly none: string; readonly start: string; readonly end: string }
}

/** The row in view by which panels are bound. */
export interface BoundPlace {
  /** Milliseconds since 1970, on the clock of the log that it is told to. */
  readonly time: number
  /** Pixels from the upper edge of the list to the row. */
  readonly y: number
  /** Which row it is. */
  readonly row: string
  /** It has been selected, not just scrolled to. */
  readonly selected: boolean
  /** The list is kept at its end, where rows come. */
  readonly live: boolean
}

/** How a panel is set up, as far as that is not the default; each part belongs to the feature of its name. */
export interface ViewState extends ListView {
  /** Hidden but for its name; or, in a log without times, altogether. */
  readonly timeline?: 'collapsed' | 'dismissed'
  /** Of the panes beside the list, in pixels. */
  readonly paneWidths?: Readonly<Record<string, number>>
  /** The pane at the left. `folds`: fields whose values were folded or unfolded by hand. */
  /** Whether tables have a chart above them, if somebody has chosen. */
  readonly chart?: boolean
  readonly facets?: { readonly open?: boolean; readonly tab?: 'facets' | 'patterns' | 'stats'; readonly folds?: Readonly<Record<string, boolean>> }
  /** Of the pane that shows a row whole. */
  readonly detail?: { readonly open?: boolean; readonly tab?: 'row' | 'context' | 'json' }
  readonly bound?: BoundState
}

/** What the panel keeps over a window reload (webview `setState`, serializer). */
export interface PanelState {
  readonly version: 1
  readonly uris: readonly string[]
  readonly query: string
  /** Byte offset of the top row, and the source it is in. */
  readonly top?: { readonly source: number; readonly offset: number }
  readonly columnWidths: Readonly<Record<string, number>>
  readonly wrap?: boolean
  readonly view?: ViewState
}

/** Settings the panel needs; sent again when they change. */
export interface PanelSettings {
  readonly fontFamily: string
  readonly fontSize: number
  readonly rowHeight: number
  readonly renderAnsi: boolean
  readonly compact?: boolean
  /** In which zone times are shown: as the log has them, this machine's, or UTC. */
  readonly displayTimeZone?: string
  readonly history: readonly string[]
  /** Examples are offered while the query is empty. */
  readonly examples: boolean
  readonly highlighters: readonly Highlighter[]
}

/** Webview → host. */
export interface PanelHostApi {
  /** The webview is ready: gives what to show. `state` is what the webview kept, if any. */
  ready(params: { state?: PanelState }): Promise<{
    title: string
    /** For PanelState: the files by URI, also those that could not be opened. */
    uris: readonly string[]
    sources: readonly SourceInfo[]
    query: string
    top?: PanelState['top']
    settings: PanelSettings
    columnWidths: Readonly<Record<string, number>>
    /** The query runs already; with its first rows (those at `top`) where they have been found, and their columns if these are not those of the run; `fields`: see below. */
    first?: { readonly run: RunResult; readonly page?: FetchResult; readonly columns?: readonly string[]; readonly fields?: readonly FieldInfo[] }
    /** The open failed: shown in place of rows. */
    error?: { readonly message: string; readonly actions: readonly PanelAction[] }
  }>
  /** The fields that records of the files have, as far as samples show. */
  fields(params: Record<string, never>): Promise<readonly FieldInfo[]>
  run(params: { query: string }): Promise<RunResult>
  /** Starts a query beside the one that is shown: see EngineApi.runSide. Its `sideProgress` may come before the answer. */
  runSide(params: { side: string; query: string; hold?: boolean }): Promise<RunResult>
  endSide(params: { side: string }): Promise<void>
  /** Asks where to, and saves a picture there: the text of an SVG, or a PNG as base64. */
  saveChart(params: { data: string; kind: 'svg' | 'png' }): Promise<void>
  /** Puts a link to a row on the clipboard. */
  copyLink(params: { source: number; line: number; query: string }): Promise<void>
  /** The panel goes on with these files too; only those on disk are taken. */
  addFiles(params: { uris: readonly string[] }): Promise<void>
  /** Marks a row, or takes its mark away; answers whether it has one now. `bookmarks` follows. */
  toggleBookmark(params: { source: number; bookmark: Bookmark }): Promise<{ on: boolean }>
  /** Asks for the note of a bookmark. */
  editBookmark(params: RowPlace): Promise<void>
  /** What help says of stages and functions: see engine/language/examples.ts. */
  examples(params: Record<string, never>): Promise<unknown>
  /** Shows where the script of a stage has failed: see StageCounts.place. */
  openScript(params: { stage: number }): Promise<void>
  stop(params: Record<string, never>): Promise<void>
  fetch(params: Omit<FetchParams, 'analysis'>): Promise<FetchResult>
  overview(params: Omit<OverviewParams, 'analysis'>): Promise<Overview>
  /** Asks for the text and colour of a highlighter, and writes it into the settings; `text` is what it may begin with. */
  addHighlighter(params: { text: string }): Promise<void>
  expand(params: { run: number; block: number; row: number }): ReturnType<EngineApi['expand']>
  /** Copies rows to the clipboard; answers how many. */
  copy(params: { run: number; range: RowRange; more?: readonly RowRange[]; format: TextFormat; columns?: readonly string[] }): Promise<{ rows: number; complete: boolean }>
  /** See EngineApi.figures. */
  figures(params: { run: number; ranges: readonly RowRange[]; column?: string }): Promise<Figures>
  /** Copies text that the webview has (a selection, a value). */
  copyText(params: { text: string }): Promise<void>
  openResult(params: { run: number }): Promise<void>
  /** Changes a setting of how rows are shown, where it is set now or else for the user. */
  setSetting(params: { name: 'displayTimeZone' | 'rowHeight'; value: string }): Promise<void>
  saveResult(params: { run: number; format?: ExportFormat }): Promise<void>
  /** Asks VS Code for a line, a moment or a part of the result (0 to 100) and answers it; nothing: dismissed. `current`, `near`: line and time of the row in view. */
  askPlace(params: { current: number; near?: number }): Promise<{ line?: number; time?: number; percent?: number }>
  /** What is in view, where the panel is bound and its list was moved here; `chosen`: the time of the row that was selected last. */
  placed(params: { place?: BoundPlace; chosen?: number }): Promise<void>
  /** The panel is bound no longer. */
  unbind(params: Record<string, never>): Promise<void>
  /** See EngineApi.timeline. */
  timeline(params: Omit<TimelineParams, 'analysis'>): Promise<Timeline>
  /** Asks VS Code for a moment and answers it; `near`: that of the row in view. */
  askTime(params: { near?: number }): Promise<{ time?: number }>
  /** The same for a place in the result, 0 to 100. */
  askPercent(params: Record<string, never>): Promise<{ percent?: number }>
  act(params: { action: PanelAction }): Promise<void>
  /** Asks the person how the files are to be read, and reads them so. */
  chooseReading(params: { of: ReadingChoice }): Promise<void>
  /** A regular expression for a line, to begin a format with. */
  proposeFormat(params: { line: string }): Promise<string>
  previewFormat(params: { declared: unknown; lines: readonly string[] }): Promise<FormatPreview>
  /** Writes a format into the settings, and reads the file `source` by it from now on. Answers where it was written to. */
  saveFormat(params: { declared: FormatDeclaration; source: number }): Promise<{ where: 'workspaceFolder' | 'workspace' | 'user' }>
  /** The notice was put away by hand. */
  dismissed(params: Record<string, never>): Promise<void>
  /** From now on (or no longer) what happens to the files is taken in by itself: `reopened` follows each time. */
  follow(params: { on: boolean }): Promise<void>
  /** Whether examples are offered while a query is empty, from now on and in all panels. */
  offerExamples(params: { on: boolean }): Promise<void>
  /** Opens the walkthrough. */
  getStarted(params: Record<string, never>): Promise<void>
  state(params: { state: PanelState }): Promise<void>
  log(params: { level: 'info' | 'warn' | 'error'; message: string }): Promise<void>
}

/** A button that a message in the panel offers. */
export type PanelAction = 'reload' | 'chooseFile' | 'showLog' | 'close' | 'restartEngine'

/** What a person can choose instead of what was found out about a log. */
export type ReadingChoice = 'encoding' | 'format' | 'timeZone'

/** Commands that the host forwards to the focused panel. */
export type PanelCommand =
  | 'focusQuery'
  | 'showGuide'
  | 'find'
  | 'findNext'
  | 'findPrevious'
  | 'nextError'
  | 'previousError'
  | 'highlightSelection'
  | 'goToLine'
  | 'goToTime'
  | 'goToPercent'
  | 'clearTimeFilter'
  | 'copyRows'
  | 'copyRowsAsJson'
  | 'copyRowsAsCsv'
  | 'copyRowsAsMarkdown'
  | 'drillDown'
  | 'selectAll'
  | 'openResult'
  | 'saveResult'
  | 'stop'
  | 'toggleWrap'
  | 'chooseColumns'
  | 'resetColumns'
  | 'showRawText'
  | 'timeAs'
  | 'colorRows'
  | 'unfoldRows'
  | 'compactRows'
  | 'toggleFollow'
  | 'addStage'
  | 'copyLink'
  | 'toggleFacets'
  | 'toggleChart'
  | 'toggleBookmark'
  | 'editBookmark'
  | 'nextBookmark'
  | 'previousBookmark'
  | 'defineFormat'
  | 'toggleDetail'
  | 'toggleContext'
  | 'showInLog'
  | 'goBack'
  | 'goForward'
  | 'filterFor'
  | 'filterOut'
  | 'countByField'
  | 'highlightValue'

/** Host → webview. Fire and forget. */
export interface PanelEvents {
  progress(params: Omit<Progress, 'analysis'>): Promise<void>
  /** Of a run that was started by `runSide`. */
  sideProgress(params: Omit<Progress, 'analysis'> & { side: string }): Promise<void>
  /** The bookmarks of each file, in their order; told at the start and after each change. */
  bookmarks(params: { bookmarks: readonly (readonly Bookmark[])[] }): Promise<void>
  /** Goes to a row and selects it, by its byte or its line. */
  reveal(params: { source: number; offset?: number; line?: number }): Promise<void>
  /** A sentence above the rows; `undefined` takes it away. */
  notice(params: { message: string | undefined; kind: 'info' | 'warning' | 'error'; actions: readonly PanelAction[] }): Promise<void>
  /** The files were opened again or the engine was restarted: run the query again, keep the place. */
  reopened(params: { sources: readonly SourceInfo[] }): Promise<void>
  settings(params: PanelSettings): Promise<void>
  command(params: { command: PanelCommand }): Promise<void>
  /** The panel is bound to another, or no longer. `lead`: it tells what is in view; `waiting`: the other may come back. */
  bound(params: { bound?: Bound; lead?: boolean; waiting?: boolean }): Promise<void>
  /** The other panel shows this. */
  boundTo(params: BoundPlace): Promise<void>
  /** Puts a query into the field, and runs it. */
  query(params: { query: string }): Promise<void>
}
