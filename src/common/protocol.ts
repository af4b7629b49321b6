/**
 * The calls between webview, extension host and engine process. One interface per direction; the
 * wire types are derived from them (see rpc.ts). Everything here is plain data.
 */

import type { Said } from './errors.ts'
import type { Level } from './page.ts'

/** A mistake in a query: where, what, and what was expected. Offsets are UTF-16 units of the query text. */
export interface Diagnostic {
  readonly start: number
  readonly end: number
  readonly message: string
}

export type LineEnd = 'LF' | 'CRLF' | 'mixed' | 'none'

/** Names of encodings by source (see ENCODINGS); undefined: it is detected. */
export type EncodingNames = readonly (string | undefined)[]

/** Names of the formats of files, in their order; undefined where it is to be detected. */
export type FormatNames = readonly (string | undefined)[]

/** Milliseconds by which the times of files are moved, in their order; undefined where they are not. */
export type TimeShifts = readonly (number | undefined)[]

/** Which clocks the times of files are read and shown by: zones, named as timeZoneNamed does it. */
export interface TimeZones {
  /** Of stamps that do not say their zone, by file; undefined: UTC. */
  readonly files: readonly (string | undefined)[]
  /** In which times are shown, and read in queries; undefined: that of the log. */
  readonly shown?: string
}

/** A format of logs. */
export interface FormatInfo {
  /** As it is written in settings. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** It is none by itself, but what may stand before the lines of any: `cri` of `cri/json`. */
  readonly isPrefix?: boolean
}

/** A format that a person declares, as the settings have it. */
export interface FormatDeclaration {
  readonly name: string
  readonly title?: string
  /** A regular expression for a record's first line, matched from its start; its named groups are fields. */
  readonly expression: string
  /** How its times are written, if not in a usual way. */
  readonly time?: string | readonly string[]
  /** What words of the log's own stand for. */
  readonly levels?: Readonly<Record<string, Level>>
  readonly types?: Readonly<Record<string, 'string' | 'number'>>
  /** An expression for the start of lines that start a record, if these are others than the expression matches. */
  readonly head?: string
  /** Lines that the expression has to match. */
  readonly samples?: readonly string[]
}

/** How a format takes lines apart. */
export interface FormatPreview {
  /** What is wrong with the format, or with running it; then there are no rows. */
  readonly problems: readonly string[]
  /** Names of its fields, in order. */
  readonly fields: readonly string[]
  readonly rows: readonly FormatPreviewRow[]
}

export interface FormatPreviewRow {
  /** It starts a record; another line continues the one above. */
  readonly isHead: boolean
  /** Of each field, as it stands; undefined where there is none. */
  readonly values: readonly (string | undefined)[]
  /** Its time in UTC as ISO 8601 has it; undefined where it has none that can be read. */
  readonly time?: string
  /** As Sluice calls it. */
  readonly level: Level
}

/** Why a declaration cannot be used. */
export interface FormatProblem {
  /** Its name, or its place among the others; empty for all. */
  readonly format: string
  /** A sentence without its end. */
  readonly message: string
}

/** A field that records of a log have. */
export interface FieldInfo {
  readonly name: string
  /** A value that it has, perhaps shortened. */
  readonly example?: string
  /** How many of the sampled records have it, 0 to 1; undefined where that was not looked at. */
  readonly share?: number
  /** Characters of its longest value in these records. */
  readonly longest?: number
  /** How many of its values in these records differ, 0 (all the same) to 1 (all differ). */
  readonly variety?: number
}

/** What is known of a source after it has been opened. */
export interface SourceInfo {
  readonly path: string
  /** What the panel calls it. */
  readonly name: string
  /** Bytes when it was opened. */
  readonly size: number
  /** Its name, see ENCODINGS. */
  readonly encoding: string
  readonly bom: boolean
  readonly lineEnd: LineEnd
  /** How its records are read; undefined where every line is one and there is nothing to tell. */
  readonly format?: FormatInfo
  /** Milliseconds by which its times are moved. */
  readonly shift?: number
  /** The zone of stamps that do not say one, if it is not UTC. */
  readonly timeZone?: string
  /** The sample has NUL bytes or many control characters. */
  readonly binary: boolean
  /** It is being unpacked, and this is what there is of it so far. */
  readonly unpacking?: boolean
  /** Why its end is missing, as a sentence. */
  readonly damage?: string
  readonly damageSaid?: Said
  /** What was in the way of finding out its format, as a sentence. */
  readonly problem?: string
  readonly problemSaid?: Said
}

/** A place in a result. */
export type Place =
  | { readonly at: 'start' }
  /** Behind the last row: `skip: -n` gives the last n. */
  | { readonly at: 'end' }
  /** The anchor of a row that a page gave. */
  | { readonly at: 'row'; readonly block: number; readonly row: number }
  /** The first row of the result at or after this byte of the source. */
  | { readonly at: 'byte'; readonly source: number; readonly offset: number }
  /** A place on the scrollbar, 0 to 1. */
  | { readonly at: 'fraction'; readonly value: number }
  /** The first row of the result at or after this line (1-based) of the source. Waits until the lines above are counted. */
  | { readonly at: 'line'; readonly source: number; readonly line: number }

  /**
   * The first row of the result with a time (milliseconds since 1970) at or after this one. Of merged files: the first before which no record of its file is earlier.
   * `block`: none of the blocks before it has such a row.
   */
  | { readonly at: 'time'; readonly value: number; readonly block?: number }

export interface FetchParams {
  readonly analysis: number
  readonly run: number
  readonly from: Place
  /** Rows to move from `from` before the first row of the page; negative is upwards. */
  readonly skip: number
  /** Rows wanted, 1 to MAX_PAGE_ROWS. */
  readonly count: number
  /** Columns of the page, in order, instead of those of the run; rows may have any fields of their log. */
  readonly columns?: readonly string[]
}

export interface FetchResult {
  readonly run: number
  /** An encoded Page (see page.ts); its columns are those asked for. May hold fewer rows than asked for. */
  readonly page: ArrayBuffer
  /** Nothing comes before the first row. */
  readonly atStart: boolean
  /** Nothing comes after the last row. False while the file behind it is still being searched. */
  readonly atEnd: boolean
  /**
   * Looking for rows took longer than one call may; go on from here (same skip direction) for more.
   * `skip` is what is left of the asked one.
   */
  readonly resume?: { readonly from: Place; readonly skip: number }
  /** Where the first row and the place behind the last row are on the scrollbar, 0 to 1. */
  readonly scroll: readonly [number, number]
  /** 0-based number of the first row in the result, and whether all blocks above are counted. */
  readonly ordinal: number
  readonly ordinalExact: boolean
}

export interface TimelineParams {
  readonly analysis: number
  /** Of which rows there are `matches`. */
  readonly run?: number
  /** How many are wanted at most; they become as few as round widths make them. */
  readonly buckets: number
  /** Part of the log's time, in milliseconds since 1970; without them all of it. */
  readonly from?: number
  readonly to?: number
  /** Rows whose times are wanted. */
  readonly places?: readonly { readonly source: number; readonly offset: number }[]
}

/** How many records there are at which times, as far as passes have found it out: exact to the time that a block of the files (256 KiB) spans. */
export interface Timeline {
  /** When the first bucket begins, in milliseconds since 1970, and the milliseconds of each. */
  readonly from: number
  readonly width: number
  /** By bucket, LEVELS.length numbers of each. They may have fractions, where a block lies in several buckets. */
  readonly counts: readonly number[]
  /** Rows of the run's result by bucket, where they are some of the log's. */
  readonly matches?: readonly number[]
  /** About when the rows are that were asked for, exact to the time that a block spans; no number where that is not known. */
  readonly places?: readonly (number | null | undefined)[]
  /** The time that the query asks for, from (included) to (not included). */
  readonly filter?: { readonly from?: number; readonly to?: number }
  /** Of the log; undefined where no time is known. */
  readonly least?: number
  readonly greatest?: number
  /** In which times are shown; undefined: UTC. */
  readonly zone?: string
  /** Records with and without a time. */
  readonly timed: number
  readonly untimed: number
  /** Part of the log that it tells of, 0 to 1. */
  readonly known: number
  /** The formats of the files have times. */
  readonly canHaveTimes: boolean
}

export interface OverviewParams {
  readonly analysis: number
  readonly run: number
  /** A run beside it, of a search in its rows. */
  readonly found?: number
  /** Parts of the scrollbar. */
  readonly slices: number
  /** Rows whose places on it are wanted. */
  readonly places?: readonly { readonly source: number; readonly offset: number }[]
}

/** What is where along the scrollbar of a result, by slice, as far as passes have found it out: exact to a block of the files (256 KiB). */
export interface Overview {
  /** Rows of `found`. */
  readonly matches: readonly number[]
  /** Records of these levels (`fatal` is an error too) that are in the result for certain: all of them where it is all of the log. */
  readonly errors: readonly number[]
  readonly warnings: readonly number[]
  /** Share of the blocks whose levels are known, 0 to 1. */
  readonly known: number
  /** Of the places that were asked for, 0 to 1. */
  readonly places: readonly number[]
}

/** Rows in and out of a stage so far; `exact` once its input has been read to the end. */
export interface StageCounts {
  readonly rowsIn: number
  readonly rowsOut: number
  readonly inExact: boolean
  readonly outExact: boolean
  /** Sentences for the stage's chip, as "no row has the field 'x'". */
  readonly warnings: readonly string[]
  /** The stage failed (a regex that does not end); it lets no row through. */
  readonly error?: string
  /** Where in a script of the person's that was. */
  readonly place?: ScriptPlace
}

/** A place in a script; line and column from 1 on. */
export interface ScriptPlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** Which scripts queries may run. */
export interface ScriptAccess {
  /** Why they may run none, as a sentence that says what can be done. */
  readonly refusal?: string
  /** Where scripts are looked for; none outside of these is run. */
  readonly folders: readonly string[]
  /** A script outside may be named by its absolute path. */
  readonly absolute?: boolean
}

export type RunState = 'running' | 'done' | 'stopped' | 'failed'

export interface Progress {
  readonly analysis: number
  readonly run: number
  /** The name that the run has been started with, if it is not the one that is shown. */
  readonly side?: string
  readonly state: RunState
  readonly bytesDone: number
  readonly bytesTotal: number
  /** Lines of the source that were scanned. */
  readonly rowsScanned: number
  /** Rows of the result so far. */
  readonly rowsMatched: number
  /** `rowsMatched` is final. */
  readonly exact: boolean
  readonly seconds: number
  /** Counts of every stage of the query, disabled ones too (with their input passed through). */
  readonly stages: readonly StageCounts[]
  /** Changes when rows that were already there changed (a partial table): fetch the page again. */
  readonly version: number
  /** Why it failed or stopped, for people. */
  readonly message?: string
  readonly said?: Said
  /** A script has failed: what the query gave when it last came to its end, which can still be looked at. */
  readonly instead?: KeptResult
}

/** What happened to the files of an analysis while it is open. */
export interface SourceChange {
  readonly analysis: number
  readonly source: number
  /** `unpacking`: the message says how far; `unpacked`: there is more of it, for who reloads. */
  readonly kind: 'grown' | 'changed' | 'deleted' | 'notResponding' | 'unpacking' | 'unpacked'
  readonly message: string
  readonly said?: Said
  readonly size: number
}

export interface RunResult {
  readonly run: number
  /** Columns of every page of this run, in order; RAW_COLUMN is the row's text. */
  readonly columns: readonly string[]
  /** Rows are those of a table: they have no line and no place in a file. */
  readonly table: boolean
  /** The query says which columns, and in which order. */
  readonly chosen?: boolean
}

/** The result of an earlier run. */
export interface KeptResult extends RunResult {
  /** How many rows it has, and whether that is all. */
  readonly rows: number
  readonly exact: boolean
}

/** Formats that are made row by row, and can be copied too. */
export type TextFormat = 'text' | 'jsonl' | 'csv' | 'tsv' | 'markdown'
/** Those of files that have types for their columns. */
export type TypedFormat = 'parquet' | 'sqlite'
export type ExportFormat = TextFormat | TypedFormat

/** Part of a result: from the first to the last anchor, both included. */
export interface RowRange {
  readonly first: { readonly block: number; readonly row: number }
  readonly last: { readonly block: number; readonly row: number }
}

/** What the search matches in a row, as far as that was looked at: pairs of start and end in UTF-16 units of its text, and of the values of fields that have matches. */
export interface RowMarks {
  readonly text: readonly number[]
  readonly fields: Readonly<Record<string, readonly number[]>>
}

/** What some rows of a result come to. */
export interface Figures {
  readonly rows: number
  /** Their least and greatest time; undefined where none has one. */
  readonly from?: number
  readonly to?: number
  /** Of the values of a column that are numbers, durations or sizes, as `stats` has them; undefined where none is. */
  readonly sum?: string
  readonly avg?: string
  readonly min?: string
  readonly max?: string
}

export interface ExportProgress {
  readonly analysis: number
  readonly rows: number
  readonly bytes: number
  /** 0 to 1, by blocks done. */
  readonly fraction: number
}

/** Host → engine. */
export interface EngineApi {
  /** All formats that files can be read by, as lists of choices show them, and what may stand before their lines; `declared`: see `open`. */
  formats(params: { declared?: unknown }): Promise<readonly FormatInfo[]>
  /** What is wrong with formats that somebody declared. */
  checkFormats(params: { declared: unknown }): Promise<readonly FormatProblem[]>
  /** How a format that somebody is still writing takes some lines apart. */
  previewFormat(params: { declared: unknown; lines: readonly string[] }): Promise<FormatPreview>
  /**
   * `encodings`, `formats`: by path, the names of those that are not to be detected; `declared`: formats of a person's own, FormatDeclarations as
   * the settings have them. Those that are none are left out.
   */
  open(params: { paths: readonly string[]; encodings?: EncodingNames; formats?: FormatNames; declared?: unknown; shifts?: TimeShifts; zones?: TimeZones }): Promise<{ analysis: number; sources: readonly SourceInfo[] }>
  /** The fields that records of the files have, as far as samples show: for completion. */
  fields(params: { analysis: number }): Promise<readonly FieldInfo[]>
  /**
   * Starts a pass for `query`; what ran before is cancelled. Rejects with `query` and Diagnostic[] if it does not parse. With `hold` the pass
   * over large files waits for `begin` (a few seconds at most), so that it is not in the way of the first page.
   */
  run(params: { analysis: number; query: string; hold?: boolean; scripts?: ScriptAccess }): Promise<RunResult>
  /**
   * Starts a query beside the one that is shown, over the same files; the one before of the name `side` is replaced. Its rows are fetched as those of any run,
   * until then or until `endSide`. With `hold` its pass waits until that of the shown query has ended, and builds on what it has found. Ends with the files' `reload`.
   */
  runSide(params: { analysis: number; side: string; query: string; hold?: boolean; scripts?: ScriptAccess }): Promise<RunResult>
  endSide(params: { analysis: number; side: string }): Promise<void>
  /** The pass that was started with `hold` begins. */
  begin(params: { analysis: number }): Promise<void>
  /** Ends the running pass; what it found stays. */
  stop(params: { analysis: number }): Promise<void>
  fetch(params: FetchParams): Promise<FetchResult>
  timeline(params: TimelineParams): Promise<Timeline>
  overview(params: OverviewParams): Promise<Overview>
  /**
   * The moment that a text means, as in queries (2024-05-01T14:03, now-1h, -15m from the log's end), or as a time of the day of `near` (14:03). Undefined where it means none.
   */
  readTime(params: { analysis: number; text: string; near?: number }): Promise<{ time?: number }>
  /** Text of a row beyond what its page holds, up to MAX_LINE_BYTES, and all of its fields: those of the log, of the row alone, of the stages. */
  expand(params: { analysis: number; run: number; block: number; row: number }): Promise<{
    text: string
    tooLong: boolean
    fields: readonly (readonly [string, string | undefined])[]
    marks?: RowMarks
  }>
  /** Rows as text for the clipboard, at most `maxBytes`; `rows` says how many fitted. */
  copy(params: {
    analysis: number
    run: number
    range: RowRange
    /** Other parts of the result, behind `range`. */
    more?: readonly RowRange[]
    format: TextFormat
    maxBytes: number
    /** Columns instead of those of the run, for formats that have columns. */
    columns?: readonly string[]
  }): Promise<{ text: string; rows: number; complete: boolean }>
  /** What the rows of parts of the result come to, which have no rows in common: exact, however many they are. */
  figures(params: { analysis: number; run: number; ranges: readonly RowRange[]; column?: string }): Promise<Figures>
  /** Streams the result (or a part) to a file that appears under `path` only when it is whole. */
  exportTo(params: {
    analysis: number
    run: number
    range?: RowRange
    format: ExportFormat
    path: string
    /** See `copy`. */
    columns?: readonly string[]
  }): Promise<{ rows: number; bytes: number }>
  /** Opens the files of the analysis again (they grew or changed); run the query again afterwards. */
  reload(params: { analysis: number; encodings?: EncodingNames; formats?: FormatNames; declared?: unknown; shifts?: TimeShifts; zones?: TimeZones }): Promise<{ sources: readonly SourceInfo[] }>
  close(params: { analysis: number }): Promise<void>
  /** For the output channel: what the engine is and uses. */
  about(params: Record<string, never>): Promise<{ pid: number; node: string; threads: number; rssBytes: number }>
}

/** Engine → host. Fire and forget. */
export interface EngineEvents {
  progress(params: Progress): Promise<void>
  sourceChange(params: SourceChange): Promise<void>
  exportProgress(params: ExportProgress): Promise<void>
  /** `from`: who says it, if it is not the engine. */
  log(params: { level: 'debug' | 'info' | 'warn' | 'error'; message: string; from?: string }): Promise<void>
}
