/**
 * What a scan worker does, as calls: it holds programs (compiled plans over open sources) and runs them over ranges of blocks.
 * It keeps nothing of a result; any block can be asked for again, of any worker.
 */
import type { RowMarks, TextFormat } from '../../common/protocol.ts'
import type { SourceSpec } from '../bytes/source.ts'
import type { TurnTable } from '../records/time/turnTable.ts'
import type { BlockStatistics } from '../records/statistics.ts'
import type { TableData } from '../records/tableBatch.ts'
import type { Around } from '../stages/contract.ts'
import type { ExportFields } from './export/fields.ts'
import type { FiguresParams, PartialFigures } from './figures.ts'
import type { Plan } from './plan.ts'
import type { RowPlace } from './rowPlaces.ts'
import type { SpoolChunk } from './spool/rowWriter.ts'
import type { GroupOrder } from '../stages/contract.ts'
import type { Chosen, Spilled, SpilledPiece, SpillTo, SpoolRows } from './spool/groupSpill.ts'
import type { StoredRun } from './spool/runWriter.ts'
import type { SpoolPart } from './spool/spoolFile.ts'

/** Sizes that tests vary; everybody else takes the defaults. */
export interface BlockSizes {
  readonly blockBytes: number
  readonly maxLineBytes: number
  /** How far a record may go: see BlockOptions. */
  readonly reachBytes?: number
  /** What the state of an aggregate, and what is remembered of keys, may take before it goes to disk. */
  readonly spillBytes?: number
  /** How long the rows of a page are looked for, and may be made, before what there is goes out. Default: what a person does not notice. */
  readonly pageMilliseconds?: number
}

export interface ProgramSpec {
  readonly program: number
  readonly sources: readonly SourceSpec[]
  readonly plan: Plan
  readonly sizes: BlockSizes
  /** Every line is a record, whatever the formats say. */
  readonly everyLine?: boolean
  /** [0] is a Cancel; shared with the workers. */
  readonly cancel: Int32Array
}

/** Lines of their sources above blocks of the first segment: of block `from` and those behind it. */
export interface LinesAbove {
  readonly from: number
  readonly above: Float64Array
}

/**
 * Input of the first segment, which are the files: of which years (or days) the stamps of each are, without which they are of the latest possible, where
 * lines start that stages ask for (for each source the byte by the line's number), and what is above blocks, without which rows have no field `line`.
 */
export interface SourceTurns {
  readonly kind: 'turns'
  readonly tables: readonly (TurnTable | undefined)[]
  readonly lineStarts?: readonly ReadonlyMap<number, number>[]
  readonly linesAbove?: LinesAbove
}

/** What of a program is to end at its next read. */
export const Cancel = {
  None: 0,
  /** The pass; what it found can still be looked at. */
  Pass: 1,
  /** Everything: the program has been replaced. */
  All: 2,
} as const

/** Input of a segment behind the first: spans of the segment before it, or the table of its aggregate. */
export type SegmentInput =
  /** Triples of block, from, count, in row order; with what the rows have taught the stage that begins the segment. */
  /**
   * With `around` the rows are not those of the segment before: they are the records around its rows, and each block begins and ends with so many (two numbers a
   * span) that are so of rows in other blocks.
   */
  | { readonly kind: 'spans'; readonly spans: Uint32Array; readonly learned?: { readonly data: unknown }; readonly around?: { readonly ends: Uint32Array } & Around }
  | { readonly kind: 'table'; readonly table: TableData }
  /** Chunks of a file, each as a block. */
  | ({ readonly kind: 'spool'; readonly path: string } & SpoolPart)

/** Blocks `from` … `to`-1 of a segment; for the first segment over all files, one after the other. */
export interface BlockRange {
  readonly program: number
  readonly segment: number
  readonly from: number
  readonly to: number
}

/** Rows of which a stage could not make what it should. */
export interface StageFaults {
  /** Its index in the query. */
  readonly stage: number
  readonly rows: number
  /** Where the first of them starts, and what is wrong with it. `offset` is -1 for rows of a table. */
  readonly source: number
  readonly offset: number
  readonly message: string
}

export interface ScanResult {
  /** Output rows of each block. */
  readonly rows: Uint32Array
  /** Lines of each block (first segment, where asked for). */
  readonly lines: Uint32Array
  /** Records of each block, as far as the stages made it known, else -1 (where lines are asked for). */
  readonly records: Int32Array
  /** Of the blocks, where asked for. */
  readonly statistics?: BlockStatistics
  /** Rows out of each local stage of the segment, over the range. */
  readonly out: Float64Array
  /** Bytes read from the files. */
  readonly bytes: number
  /** Fields that stages looked for and found: query stage index and name. */
  readonly seen: readonly (readonly [number, string])[]
  /** Rows in which types did not go together, by the stages of the segment. */
  readonly faults: readonly StageFaults[]
  /** Which records of each block are rows, where asked for: see NearNotes. */
  readonly near?: Int32Array
  /** The rows, as RowWriter packs them, where asked for. */
  readonly chunks?: readonly SpoolChunk[]
  /** The rows as sorted runs, where asked for. */
  readonly runs?: readonly StoredRun[]
  /** Where rows are, as PlaceNotes packs it (first segment, where asked for). */
  readonly places?: Uint32Array
  /** Of all rows, one after the other, where asked for: see RowKeys. */
  readonly keys?: Float64Array
}

/** By which times the rows of some blocks are merged, as far as the blocks themselves tell: those above may have greater ones. */
export interface RowKeys {
  /** Of each row the greatest time of its block's records up to it; -Infinity where none has one. */
  readonly keys: Float64Array<ArrayBuffer>
  /** Rows of each block. */
  readonly rows: Uint32Array<ArrayBuffer>
  /** The greatest time of each block's records, whether or not they are rows. */
  readonly greatest: Float64Array<ArrayBuffer>
}

/** Rows of one block to put on a page. */
export interface RowWant {
  readonly block: number
  readonly from: number
  readonly count: number
  /** Lines above the block in its source, and whether that is no estimate. */
  readonly linesAbove: number
  readonly linesExact: boolean
  /** Where the rows are, if that is known: then they are read without the rest of their block. */
  readonly places?: readonly RowPlace[]
}

/** What a scan gives beside numbers of rows. */
export interface ScanWants {
  readonly lines: boolean
  readonly statistics?: boolean
  readonly places?: boolean
  readonly keys?: boolean
  /** How far to go around rows; with `frames` the records of all blocks are counted. */
  readonly near?: Around & { readonly frames: boolean }
  /** The rows themselves, for a sequential stage: lines above each block in its source. */
  readonly rowsAbove?: Float64Array
  /** Those are written as sorted runs to a file whose path begins so, and are not given. */
  readonly sortTo?: string
  /** Where the state of an aggregate goes when it becomes too large. */
  readonly spill?: SpillTo
}

/** What a sequential stage has made since it was last asked. */
export interface SequentialRows extends SpoolPart {
  /** It wants more rows. */
  readonly wantsMore: boolean
  readonly seen: ScanResult['seen']
  readonly faults: ScanResult['faults']
}

export interface ScannerApi {
  load(params: ProgramSpec): Promise<void>
  input(params: { program: number; segment: number; input: SegmentInput | SourceTurns }): Promise<void>
  drop(params: { program: number }): Promise<void>
  /** Runs the local stages; feeds the rows to the segment's aggregate, if it has one. */
  scan(params: BlockRange & ScanWants): Promise<ScanResult>
  /** The sequential stage at the end of a segment begins: what it makes goes into a new file. */
  beginRows(params: { program: number; segment: number; path: string }): Promise<void>
  /**
   * Gives it rows, as `scan` has made them; resolves when it asks for more. `order`, where the rows are not to come chunk by chunk: triples of the number of a chunk
   * (from 0 on, over all calls), its first row, and how many rows of it. `runs`: those of rows that have been sorted already.
   */
  feedRows(params: { program: number; segment: number; chunks: readonly ArrayBuffer[]; order?: Uint32Array; runs?: readonly StoredRun[] }): Promise<SequentialRows>
  /** There are no more. Throws what the stage throws. */
  endRows(params: { program: number; segment: number }): Promise<SequentialRows>
  /** Statistics of blocks of the first segment, whatever the plan does with them. */
  gather(params: { program: number; from: number; to: number }): Promise<Pick<ScanResult, 'lines' | 'records' | 'statistics'>>
  /** By which times the rows of blocks are merged. */
  keys(params: BlockRange): Promise<RowKeys>
  /** Output rows of each block of the last segment, outside a pass: stages count nothing. */
  count(params: BlockRange): Promise<{ rows: Uint32Array }>
  /** Where the record that holds line number `line` (0-based) of a block of the first segment starts in its source. */
  lineOffset(params: { program: number; block: number; line: number }): Promise<{ offset: number }>
  /** Counts lines only. */
  countLines(params: { program: number; from: number; to: number }): Promise<{ lines: Uint32Array }>
  /** The aggregate's state since the last call, with what of it is on disk, and of how many rows it is: what a worker that was ended had is lost. */
  collect(params: { program: number; segment: number; spill?: SpillTo }): Promise<{ partial: unknown; rows: number; spilled?: Spilled }>
  /** Merges the pieces of a part of an aggregate's state, and writes its rows in order. */
  mergePart(params: { program: number; segment: number; pieces: readonly SpilledPiece[]; order: GroupOrder; path: string; choice?: unknown }): Promise<SpoolRows[]>
  /** Looks at all parts of the state of an aggregate, where all groups together tell which there are to be; undefined where they do not. */
  chooseGroups(params: { program: number; segment: number; parts: readonly (readonly SpilledPiece[])[]; to: SpillTo }): Promise<Chosen | undefined>
  /** Joins the rows of all parts to those of the table. */
  joinParts(params: { program: number; segment: number; parts: readonly SpoolRows[]; order: GroupOrder; path: string; choice?: unknown }): Promise<SpoolRows>
  /**
   * Rows of the last segment as an encoded page. Ends early when the page is full or it took too long, with at least one row; `truncated`
   * then says so.
   */
  page(params: { program: number; wants: readonly RowWant[]; columns: readonly string[] }): Promise<{ page: ArrayBuffer; truncated: boolean }>
  /** Rows of block `block` of the last segment that start before byte `offset` of source `source`. */
  rowsBefore(params: { program: number; block: number; source: number; offset: number }): Promise<{ rows: number }>
  /** Rows of the first segment, as encoded text. `lineBase`: lines above each block of the range, where the format needs them. */
  render(params: RenderParams): Promise<RenderResult & Pick<ScanResult, 'faults'>>
  /** What rows of the last segment come to. */
  figures(params: FiguresParams): Promise<PartialFigures>
  /** Raw bytes of a long line from `offset` on, up to and with its line end; `done` when that was reached. */
  longLine(params: { program: number; source: number; offset: number }): Promise<{ bytes: ArrayBuffer; next: number; done: boolean }>
  /** One row whole, up to MAX_LINE_BYTES. */
  row(params: { program: number; block: number; row: number }): Promise<RowDetail>
}

export interface RowDetail {
  readonly text: string
  readonly tooLong: boolean
  readonly fields: readonly (readonly [string, string | undefined])[]
  /** Where there are any. */
  readonly marks?: RowMarks
}

/** `rows`: arrays of the values of the columns, as JSON, a line each; for who makes other formats of them. */
export type RenderFormat = TextFormat | 'rows'

export interface RenderParams extends BlockRange {
  readonly format: RenderFormat
  /** Columns of formats with a head, beside those that the query tells. */
  readonly fields?: ExportFields
  /** Columns instead of those that the query tells. */
  readonly columns?: readonly string[]
  /** Text with the number of each row's line before it. */
  readonly numbered?: boolean
  /** Text with the name of each row's source before it. */
  readonly named?: boolean
  /**
   * About how many lines are above the range in its source, of which all its blocks are: the numbers are made with it where there is no `lineBase`, and
   * the result has `marks`, by which they are put right.
   */
  readonly linesAbove?: number
  /** Lines above each block in its source; undefined where the format needs no line numbers. */
  readonly lineBase?: Float64Array
  /** Rows to leave out at the start of the range, and how many to give at most after them. */
  readonly skip: number
  readonly take: number
  /** Count the lines of the blocks too (first segment). */
  readonly countLines: boolean
  /** Of a source that is followed: whether these rows are lines that continue one that was given before. */
  readonly continued?: boolean
  /** The rows are going to be merged with others. */
  readonly keyed?: boolean
}

/** Output in order: bytes, or the place of a long line whose bytes are to be fetched with `longLine`. */
export type RenderedChunk = ArrayBuffer | { readonly source: number; readonly offset: number }

export interface RenderResult {
  readonly chunks: readonly RenderedChunk[]
  /** Where line numbers are in the bytes of all chunks, and behind all of these the lines, counted from 0 at the start of the range. */
  readonly marks?: Uint32Array<ArrayBuffer>
  readonly rows: number
  /** Lines of each block, where asked for. */
  readonly lines: Uint32Array
  /** Bytes read from the files. */
  readonly bytes: number
  /** Where asked for. */
  readonly keyed?: KeyedRows
}

/** By which times rendered rows are merged, and where they are in the output. */
export interface KeyedRows extends RowKeys {
  /** Where each row ends, in bytes of all chunks; less one and negative, if a reference to a long line is the end of it. */
  readonly ends: Float64Array<ArrayBuffer>
}
