/**
 * What a stage is. One file per stage declares its name, syntax, kind and documentation, and makes the code that
 * runs it; parser, chips, help and planner are made from these declarations (see registry.ts).
 */
import type { StageNode, StageSyntax } from '../query/ast.ts'
import type { FieldValue, FieldValues, RecordBatch } from '../records/batch.ts'
import type { TableData } from '../records/tableBatch.ts'
import type { ScriptFile, ScriptNode } from './sequential/script.ts'
import type { FieldKeys, SortField } from './sequential/sortKeys.ts'

/** The field of rows behind `context` that tells those that came to it from those around them: `true` or `false`. */
export const MATCH_FIELD = 'match'

/**
 * - blockLocal: what a block gives depends on that block alone; runs in parallel and is replayed for pages.
 * - ordered: sees the number of rows of each block, in order; its output is a list of spans of its input.
 * - context: of the rows that come it goes back to the records around them. Stands behind block-local stages only.
 * - sequential: sees the rows themselves, in order, once; what it makes of them is kept on disk.
 * - aggregate: mergeable partial states, a small table in the end.
 */
export type StageKind = 'blockLocal' | 'ordered' | 'context' | 'sequential' | 'aggregate'

/** What a running stage may call. One per stage and worker. */
export interface StageContext {
  /**
   * To be called before code whose time the log decides (a regular expression on a line): the watchdog ends a worker that
   * does not call again for too long, and names this row.
   */
  beat(batch: RecordBatch, row: number): void
  /**
   * Runs code that may call `beat`, where tasks that hardly ever do are not watched: a thread without a watchdog gives it a limited time then.
   * Throws what `work` throws.
   */
  guard<T>(work: () => T): T
  /** To be called when a field that the stage reads has been found in a row: a field never seen is reported at the chip. */
  sawField(name: string): void
  /** To be called, at most once for each row, when types did not go together in it: how many rows, and the message of one, are shown at the chip. */
  fault(batch: RecordBatch, row: number, message: string): void
  /** The byte of the source that is being read at which a line starts, counted from 1; Infinity where it has no such line. Only for those of the stage's `lineStarts`. */
  lineStart(line: number): number
  /** Runs scripts, where there is a thread to have them in. */
  readonly scripts?: ScriptRunner
}

/** Has the scripts of people run in threads of their own. */
export interface ScriptRunner {
  /** Over all rows, in their order. `most`: no more of what it gives are asked for. */
  rows(node: ScriptNode, file: ScriptFile, most?: number): SequentialRun
  /** Over the rows of a block: it gives some of them. */
  block(node: ScriptNode, file: ScriptFile): BlockLocalRun
}

/** For states that only merge what others have added up. */
export const silentContext: StageContext = { beat: () => undefined, guard: (work) => work(), sawField: () => undefined, fault: () => undefined, lineStart: () => Infinity }

/**
 * Runs over the batches of one block at a time; must not keep anything of a batch after the next is pulled. `countOnly`: of what it gives only the number of
 * rows will be asked for (`length`), so that it need not know where they are.
 */
export type BlockLocalRun = (batches: Iterable<RecordBatch>, countOnly?: boolean) => Generator<RecordBatch>

/** Rows `from` … `from + count - 1` of the output of block `block`. */
export interface RowSpan {
  readonly block: number
  readonly from: number
  readonly count: number
}

/** An ordered stage: pulls spans in the order of `direction`, and closes its input (by returning) once it has enough. */
export interface OrderedRun {
  readonly direction: 'forward' | 'backward'
  /** With `backward` the spans come last block first, and the output is turned round afterwards. */
  run(spans: AsyncIterable<RowSpan>): AsyncGenerator<RowSpan>
}

/** A row of a batch. */
export interface PlacedRow {
  readonly batch: RecordBatch
  readonly row: number
}

/** Rows that are held in memory, by the order in which they were added. */
export interface HeldRows {
  readonly length: number
  /** About how much memory the batches take that they are of, in bytes. */
  readonly bytes: number
  add(batch: RecordBatch, row: number): void
  at(index: number): PlacedRow
  /** Holds none any more. */
  clear(): void
  /** The same, and gives the memory of their batches back at once: nobody may use one any more. */
  release(): void
}

/** What a stage has put aside: values, with two numbers that say where they come. */
export interface AsideRecord {
  readonly major: number
  readonly minor: number
  readonly values: FieldValues
}

/** Records on disk, in parts. */
export interface Aside {
  add(part: number, record: AsideRecord): void
  /** Those of a part, in the order in which they were added. Once one has been read, nothing is added any more. */
  read(part: number): Iterable<AsideRecord>
}

/** What a sequential stage may use. */
export interface SequentialTools {
  hold(): HeldRows
  /** Puts rows on disk; they can be read again in the same order, several such runs side by side. A batch is good until the next of its run is pulled. */
  store(rows: Iterable<PlacedRow>): Iterable<RecordBatch>
  aside(parts: number): Aside
  /** About how much memory a stage may take for what it remembers of values of fields, in bytes. */
  readonly keyBytes: number
}

/**
 * A sequential stage at work: pulls batches in order, and closes its input (by returning) once it has enough. The batches stay good; what is given, batches or
 * single rows of them, is looked at at once.
 */
export type SequentialRun = (batches: AsyncIterable<RecordBatch>) => AsyncGenerator<RecordBatch | Iterable<PlacedRow>>

/** State of an aggregate over some of the rows; one per worker, merged into one. */
export interface AggregateRun {
  /** `block`: greater for rows further down; those of one come in their order. */
  add(batch: RecordBatch, block?: number): void
  /** The state as plain data, to be merged elsewhere; the state is empty afterwards. */
  take(): unknown
  /** Adds what another state's `take` gave. The result must not depend on the order of merges. Throws `tooManyGroups`. */
  merge(partial: unknown): void
  table(): TableData
  /** Of a state that may become larger than the memory: it goes to disk in parts. */
  readonly spilling?: Spilling
}

/** How groups are put in order, as far as all of them together tell: for each key whether all of its values are numbers. */
export type GroupOrder = readonly boolean[]

/**
 * What a state can do besides whose groups may be too many for the memory: it is cut by hashes of the groups, so that each part can be merged and put in order by
 * itself; then the parts' rows, which are in order, are joined.
 */
export interface Spilling {
  /** Bytes that the state takes, about. */
  readonly size: number
  /**
   * The state as plain data, in so many parts one after the other, undefined for one that has no groups; it is empty from now on. With the same seed a group is in the same part
   * everywhere. `order` is of its groups, once all parts have been looked at.
   */
  cut(parts: number, seed: number): { readonly partials: Iterable<unknown>; readonly order: GroupOrder }
  /** Bytes of parts that may be merged at once, where merging may make several times as much of them. */
  readonly mergedBytes?: number
  /** What the rows below have. */
  readonly columns: readonly string[]
  /** The rows of the state, in order: with what they are compared by. */
  rows(order: GroupOrder): Iterable<readonly FieldValue[]>
  compare(order: GroupOrder): (a: readonly FieldValue[], b: readonly FieldValue[]) => number
  /** The table's rows, of all such rows in order. */
  finish(rows: Iterable<readonly FieldValue[]>, order: GroupOrder): Iterable<readonly FieldValue[]>
  /** Of the table. */
  readonly names: readonly string[]
  /** Where the rows are all groups with their results, in the order of the first result and then of the keys: the same as columns. */
  readonly plain?: PlainGroups
  /** Where all groups together tell which of them there are to be. */
  readonly choosing?: Choosing
}

/** Groups by columns; what is found in it is good until rows are added. */
export interface PlainGroups {
  readonly count: number
  readonly keys: readonly { readonly texts: KeyTexts; idOf(group: number): number }[]
  readonly results: readonly ((group: number) => FieldValue)[]
  rank(group: number): number | undefined
}

/** Texts by their numbers, in UTF-8, one behind the other. */
export interface KeyTexts {
  readonly bytes: Buffer
  readonly view: DataView
  readonly ends: Uint32Array
  /** The number of no text at all; -1 if there is none. */
  readonly none: number
  startOf(id: number): number
}

/** Which groups there are to be in the end, where that is only known of all of them together: their parts are looked at before they are merged for the table. */
export interface Choosing {
  begin(): Chooser
  /** What is merged from now on is merged as has been chosen. */
  apply(choice: unknown): void
}

export interface Chooser {
  /** State over what has been seen; it may go to disk too. Its table has the groups in the order in which they are chosen. */
  readonly ranking: AggregateRun
  /** Looks at a state that has all there is of its groups. */
  see(state: AggregateRun): void
  /** `ranked`: rows of the ranking's table. The choice is plain data; `regroups`: some groups become one by it, also of different parts. */
  choose(ranked: Iterable<readonly FieldValue[]>): Choice
}

export interface Choice {
  readonly choice: unknown
  readonly regroups: boolean
}

/** Columns of rows, as far as the query tells: known before anything runs. */
export interface Columns {
  /** In the order they are shown; `raw` stands for the row's text. */
  readonly names: readonly string[]
  /** The person chose them (`fields`, an aggregate): text output prints these instead of the raw text. */
  readonly chosen: boolean
  /** Rows are those of a table. */
  readonly table: boolean
}

/** A row of a table: the value of a column as text, undefined where the row has none; `has`: whether there is such a column. */
export interface TableRow {
  has(column: string): boolean
  value(column: string): string | undefined
}

/** By what rows are put in order; those that are alike stay as they come. */
export interface RowOrder {
  readonly fields: readonly SortField[]
  /** No more rows are needed than these first ones. */
  readonly most: number
  keys(batch: RecordBatch): readonly FieldKeys[]
}

interface Declaration<N extends StageNode> extends StageSyntax<N> {
  /** Columns behind this stage. */
  columns(node: N, before: Columns): Columns
  /** Fields that the stage reads; `raw` for the text. */
  reads(node: N): readonly string[]
  /** It asks where rows are in their files: none of a table. */
  readonly ofFiles?: boolean
}

export interface BlockLocalStage<N extends StageNode = StageNode> extends Declaration<N> {
  readonly kind: 'blockLocal'
  create(node: N, context: StageContext): BlockLocalRun
  /** How the stage can be decided on raw bytes, for `--explain`; undefined where it cannot. */
  pushDown?(node: N): string | undefined
  /** The stage may drop rows (else rows in = rows out). */
  readonly filters: boolean
  /** Names under which rows may have another value behind the stage than before; without the method that is not known. A stage that filters has none. */
  writes?(node: N): readonly string[]
  /** Lines, counted from 1, of which the stage has to know where they start in each source. */
  lineStarts?(node: N): readonly number[]
}

export interface OrderedStage<N extends StageNode = StageNode> extends Declaration<N> {
  readonly kind: 'ordered'
  create(node: N): OrderedRun
}

export interface ContextStage<N extends StageNode = StageNode> extends Declaration<N> {
  readonly kind: 'context'
  /** How many records before and after each row. */
  around(node: N): Around
}

/** Records before and after a row. */
export interface Around {
  readonly before: number
  readonly after: number
}

/**
 * Instead of a table, an aggregate may give the rows something that only all of them together tell. The rows then go through it twice: a first pass adds them up; what that has taught, as
 * plain data, is given to a block-local run over the same rows, which is parallel and replayed as any other.
 */
export interface Labels<N extends StageNode = StageNode> {
  /** Whether the stage is used in that way. */
  of(node: N): boolean
  /** What the added-up rows teach. Must not depend on the order in which they came. */
  learned(state: AggregateRun): unknown
  /** Gives all rows that come; none may be dropped. */
  label(node: N, context: StageContext, learned: unknown): BlockLocalRun
}

export interface SequentialStage<N extends StageNode = StageNode> extends Declaration<N> {
  readonly kind: 'sequential'
  /** `most`: no more rows of it are asked for. */
  create(node: N, context: StageContext, tools: SequentialTools, most?: number): SequentialRun
  /** Leaves out rows that the stage will not need, before they come to it and on all threads; its batches may come in any order. Undefined where it needs all. */
  preselect?(node: N, context: StageContext, most?: number): ((batch: RecordBatch) => RecordBatch) | undefined
  /** For a stage that puts rows in order and does nothing else: by what, so that this is done on stored rows instead of by `create`. Undefined where it is not so. */
  order?(node: N, context: StageContext, most?: number): RowOrder | undefined
}

export interface AggregateStage<N extends StageNode = StageNode> extends Declaration<N> {
  readonly kind: 'aggregate'
  create(node: N, context: StageContext): AggregateRun
  readonly labels?: Labels<N>
  /** How it works, a line each, for `--explain`. `inBytes`: whether the values of a field are in the bytes of the log (no stage makes it). */
  explain?(node: N, inBytes: (name: string) => boolean): readonly string[]
  /**
   * The rows behind a row of its table: texts of stages which, in place of this one, give the rows that were taken together in it (see
   * aggregate/drillDown.ts for what filters by keys). None: all rows. Undefined for a row that does not say which.
   */
  drillDown?(node: N, row: TableRow): readonly string[] | undefined
}

export type Stage<N extends StageNode = StageNode> = BlockLocalStage<N> | OrderedStage<N> | ContextStage<N> | SequentialStage<N> | AggregateStage<N>
