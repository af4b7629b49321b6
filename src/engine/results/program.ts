import { freeNow } from '../../common/freeNow.ts'
import type { Block, RowReader } from '../lines/block.ts'
import { cutWindows } from '../lines/cutWindows.ts'
import type { Kernels } from '../lines/kernels.ts'
import { slice, type RecordBatch } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'
import type { Rows } from '../records/lineFrame.ts'
import type { BlockStatistics } from '../records/statistics.ts'
import { TableBatch } from '../records/tableBatch.ts'
import { MATCH_FIELD, type Around, type BlockLocalRun, type BlockLocalStage, type AggregateRun, type RowOrder, type SequentialRun, type SequentialTools, type StageContext } from '../stages/contract.ts'
import { stageOf } from '../stages/registry.ts'
import { BlockMap } from './blockMap.ts'
import { RunningTimes } from './merge/runningTimes.ts'
import { recordsAt, recordsNear, RowStarts } from './near.ts'
import { mostRows, type PlannedStage, type Segment } from './plan.ts'
import type { RowPlace } from './rowPlaces.ts'
import type { BlockSizes, ProgramSpec, SegmentInput, SourceTurns } from './scannerApi.ts'
import { ScriptThreads } from './scripts/scriptThreads.ts'
import { TABLE_BLOCK_ROWS } from './segmentInput.ts'
import { piecesOf, SourceReaders, type OpenSource } from './sourceReaders.ts'
import { readChunk, type SpoolSources } from './spool/rowReader.ts'
import { isSortedBlock, readSortedBlock } from './spool/sortedBlock.ts'
import { SpoolReader } from './spool/spoolFile.ts'
import { FORMAT_STAGE } from './workerStatus.ts'

/** More than a source of a terabyte has. */
const MAX_SOURCE_BLOCKS = 2 ** 23

/** A compiled stage and how many rows it let through. */
interface RunningStage {
  run: BlockLocalRun
  out: number
}

interface RunningSegment {
  readonly stages: readonly RunningStage[]
  readonly aggregate: AggregateRun | undefined
  input: SegmentInput | undefined
}

/** Told before a read and before a test of a row, so that a watchdog can tell where a worker is. */
export interface ProgramMonitor {
  beforeRead(): void
  beat(stage: number, source: number, offset: number): void
  guard<T>(work: () => T): T
  sawField(stage: number, name: string): void
  /** `offset`: of the row in the source; -1 where it is none of a file. */
  fault(stage: number, source: number, offset: number, message: string): void
}

/** A plan, compiled, over open sources: gives the output rows of any block of any segment. */
export class Program {
  readonly map: BlockMap
  readonly sizes: BlockSizes
  private readonly readers: SourceReaders
  private lineStarts: SourceTurns['lineStarts'] = []
  private above: SourceTurns['linesAbove']
  private readonly spools = new Map<string, SpoolReader>()
  private readonly segments: readonly RunningSegment[]
  private readonly spec: ProgramSpec
  private readonly monitor: ProgramMonitor
  private readonly kernels: Kernels
  private readonly scripts: ScriptThreads
  /** Source of the block that is being read. */
  private current = 0
  /** Where that block starts in its source. */
  private offset = 0

  /** `kernels`: of the worker. */
  constructor(spec: ProgramSpec, openSource: OpenSource, monitor: ProgramMonitor, kernels: Kernels) {
    this.kernels = { ...kernels, watch: () => monitor.beat(FORMAT_STAGE, this.current, this.offset) }
    this.spec = spec
    this.scripts = new ScriptThreads(() => monitor.beforeRead())
    this.sizes = spec.sizes
    this.monitor = monitor
    this.map = new BlockMap(
      spec.sources.map((source) => source.size),
      spec.sizes.blockBytes,
    )
    this.readers = new SourceReaders({ spec, openSource, kernels: this.kernels, beforeRead: () => monitor.beforeRead() })
    this.segments = spec.plan.segments.map((segment) => this.compile(segment))
  }

  dispose(): void {
    this.scripts.dispose()
    for (const spool of this.spools.values()) spool.close()
    this.spools.clear()
    this.readers.dispose()
  }

  setInput(segment: number, input: SegmentInput | SourceTurns): void {
    if (input.kind === 'turns') {
      this.lineStarts = input.lineStarts
      this.above = input.linesAbove
      this.readers.setTables(input.tables)
      return
    }
    const { stages } = this.segments[segment]
    this.segments[segment].input = input
    if (input.kind === 'spans' && input.learned) stages[0].run = this.createLabels(this.spec.plan.segments[segment].local[0], input.learned.data)
  }

  aggregate(segment: number): AggregateRun | undefined {
    return this.segments[segment].aggregate
  }

  /** An empty state of the aggregate that ends a segment. */
  newAggregate(segment: number): AggregateRun {
    return this.createAggregate(this.spec.plan.segments[segment].end!)
  }

  /** Rows out of each local stage of a segment since the last call. */
  takeCounts(segment: number): Float64Array {
    const { stages } = this.segments[segment]
    const out = Float64Array.from(stages, (stage) => stage.out)
    for (const stage of stages) stage.out = 0
    return out
  }

  get bytesRead(): number {
    return this.readers.bytesRead
  }

  /** What a source is called. */
  nameOf(source: number): string {
    return this.spec.sources[source].name
  }

  /** The times of a source's records have the latest possible year or day, since it is not known yet of which they are. */
  hasProvisionalTimes(source: number): boolean {
    return this.readers.layoutOf(source).provisional
  }

  /** The records of a block, over all sources. */
  records(block: number): LineBatch {
    const read = this.readBlock(block)
    return LineBatch.of(read, this.readers.layoutOf(this.current).fields, this.linesAbove(block))
  }

  /** To be called before anything is done with a block's records, if `gather` will be. */
  beginGather(records: LineBatch): void {
    this.readers.layoutOf(this.current).gatherer().begin(records)
  }

  /** Notes the statistics of a block's records, read by `records`, as entry `at`. */
  gather(records: LineBatch, into: BlockStatistics, at: number): void {
    this.readers.layoutOf(this.current).gatherer().end(records, into, at)
  }

  /** By which times the rows of a block of a segment are merged; to be asked for before these. `records`: of a block of the first segment. */
  runningTimes(segment: number, block: number, records?: LineBatch): RunningTimes {
    if (records) return new RunningTimes(records, this.readers.layoutOf(this.current).fields)
    const origin = this.origin(segment, block)
    if (!origin) throw new Error('rows of a table have no time')
    return this.runningTimes(0, 0, this.records(this.map.starts[origin.source] + origin.block))
  }

  /** The lines of a block, also where they are parts of records. */
  lines(block: number): LineBatch {
    return LineBatch.linesOf(this.readBlock(block))
  }

  /** Output of the first segment for one row of its input, of which is known where it is; undefined where none starts any more. */
  rowAt(block: number, { at, bytes, line }: RowPlace): Iterable<RecordBatch> | undefined {
    const source = this.map.sourceOf(block)
    const index = block - this.map.starts[source]
    this.current = source
    this.offset = index * this.sizes.blockBytes
    const found = this.readers.reader(source).readRow(index, index * this.sizes.blockBytes + at, bytes)
    const above = this.linesAbove(block)
    return found && this.rowsOf(LineBatch.of(found, this.readers.layoutOf(source).fields, above === undefined ? undefined : above + line).pick(wholeRow(found)))
  }

  /** Lines of its source above a block of the files, where that is known. */
  private linesAbove(block: number): number | undefined {
    return this.above?.above[block - this.above.from]
  }

  /** A line longer than MAX_LINE_BYTES, from a byte of its source on: see RowReader. */
  readLine(source: number, offset: number, length: number): ReturnType<RowReader['readLine']> {
    return this.readers.reader(source).readLine(offset, length)
  }

  /** What rows that were taken out of the files go back to. */
  readonly spoolSources: SpoolSources = {
    fieldsOf: (source) => this.readers.layoutOf(source).fields,
    longWindows: (source, offset, overlap) => cutWindows(piecesOf(this.readers.reader(source), offset), this.sizes.maxLineBytes, overlap),
  }

  /** The sequential stage at the end of a segment. `most`: no more of its rows are asked for. */
  sequential(segment: number, tools: SequentialTools): SequentialRun {
    const { plan } = this.spec
    const { end } = plan.segments[segment]
    const stage = end && stageOf(end.node)
    if (stage?.kind !== 'sequential') throw new Error(`segment ${segment} does not end with a sequential stage`)
    return stage.create(end!.node, this.context(end!.index), tools, mostRows(plan, segment))
  }

  /** What leaves out rows that this stage will not need; undefined where it needs all. */
  preselect(segment: number): ((batch: RecordBatch) => RecordBatch) | undefined {
    const { plan } = this.spec
    const { end } = plan.segments[segment]
    const stage = end && stageOf(end.node)
    return stage?.kind === 'sequential' ? stage.preselect?.(end!.node, this.context(end!.index), mostRows(plan, segment)) : undefined
  }

  /** By what this stage puts rows in order, if it does nothing else. */
  order(segment: number): RowOrder | undefined {
    const { plan } = this.spec
    const { end } = plan.segments[segment]
    const stage = end && stageOf(end.node)
    return stage?.kind === 'sequential' ? stage.order?.(end!.node, this.context(end!.index), mostRows(plan, segment)) : undefined
  }

  private spool(path: string): SpoolReader {
    let found = this.spools.get(path)
    if (!found) this.spools.set(path, (found = new SpoolReader(path)))
    return found
  }

  /** Output of the local stages of a segment for one block of its input. `countOnly`: only the number of rows will be asked for. */
  rows(segment: number, block: number, countOnly = false): Iterable<RecordBatch> {
    return through(this.segments[segment].stages, this.inputRows(segment, block), countOnly)
  }

  /** As `rows` for the first segment, with records that have been read already. */
  rowsOf(records: LineBatch, countOnly = false): Iterable<RecordBatch> {
    return through(this.segments[0].stages, [records], countOnly)
  }

  private *inputRows(segment: number, block: number): Generator<RecordBatch> {
    if (segment === 0) {
      yield this.records(block)
      return
    }
    const { input } = this.segments[segment]
    if (!input) throw new Error(`segment ${segment} has no input yet`)
    if (input.kind === 'table') {
      const from = block * TABLE_BLOCK_ROWS
      yield slice(new TableBatch(input.table), from, from + TABLE_BLOCK_ROWS)
      return
    }
    if (input.kind === 'spool') {
      const chunk = this.spool(input.path).read(input.offsets[block], input.lengths[block])
      yield* isSortedBlock(chunk)
        ? readSortedBlock(chunk, (path) => this.spool(path), this.spoolSources, this.kernels)
        : readChunk(chunk, this.spoolSources, this.kernels)
      freeNow(new Uint8Array(chunk))
      return
    }
    if (input.around) {
      yield* this.rowsAround(segment - 1, input.spans[3 * block], input.around, input.around.ends[2 * block], input.around.ends[2 * block + 1])
      return
    }
    yield* rowsOfSpan(this.rows(segment - 1, input.spans[3 * block]), input.spans[3 * block + 1], input.spans[3 * block + 2])
  }

  /** The records around the rows of a block of the files, and so many at its start and end: what the stages that leave out no rows make of them. */
  private *rowsAround(segment: number, block: number, around: Around, first: number, last: number): Generator<RecordBatch> {
    const records = this.records(block)
    const rows = new RowStarts()
    for (const batch of through(this.segments[segment].stages, [records], false)) rows.add(batch)
    const { starts, count } = records.firstLines
    const found = recordsAt(rows.take(), starts, count)
    const matches = new Set(found.map((record) => starts[record]))
    let batches: Iterable<RecordBatch> = [records.select(recordsNear(found, count, around, first, last))]
    for (const [i, { node }] of this.spec.plan.segments[segment].local.entries()) {
      const stage = stageOf(node)
      if (stage.kind === 'blockLocal' && !stage.filters) batches = this.segments[segment].stages[i].run(batches)
    }
    for (const batch of batches) {
      const lines = batch as LineBatch
      yield batch.withValues([MATCH_FIELD], (row) => [matches.has(lines.start(row)) ? 'true' : 'false'])
    }
  }

  /** A number for a block of a segment that is greater for those further down, and stays the same when files grow. */
  orderOf(segment: number, block: number): number {
    if (segment > 0) return block
    const source = this.map.sourceOf(block)
    return source * MAX_SOURCE_BLOCKS + block - this.map.starts[source]
  }

  /** The source and the block of it that block `block` of a segment goes back to; undefined for rows of a table. */
  origin(segment: number, block: number): { source: number; block: number } | undefined {
    let at = block
    for (let s = segment; s > 0; s--) {
      const { input } = this.segments[s]
      if (input?.kind !== 'spans') return undefined
      at = input.spans[3 * at]
    }
    const source = this.map.sourceOf(at)
    return { source, block: at - this.map.starts[source] }
  }

  private readBlock(block: number): Block {
    const source = this.map.sourceOf(block)
    this.current = source
    this.offset = (block - this.map.starts[source]) * this.sizes.blockBytes
    return this.readers.reader(source).read(block - this.map.starts[source])
  }

  private compile(segment: Segment): RunningSegment {
    return {
      stages: segment.local.map((planned) => ({ run: this.createLocal(planned), out: 0 })),
      aggregate: segment.end?.kind === 'aggregate' || segment.end?.kind === 'learn' ? this.createAggregate(segment.end) : undefined,
      input: undefined,
    }
  }

  private createLocal({ index, node }: PlannedStage): BlockLocalRun {
    const stage = stageOf(node)
    if (stage.kind === 'aggregate') return notLearned
    return (stage as BlockLocalStage).create(node, this.context(index))
  }

  private createLabels({ index, node }: PlannedStage, learned: unknown): BlockLocalRun {
    const stage = stageOf(node)
    if (stage.kind !== 'aggregate' || !stage.labels) throw new Error(`${node.name} gives no labels`)
    return stage.labels.label(node, this.context(index), learned)
  }

  private createAggregate({ index, node }: PlannedStage): AggregateRun {
    const stage = stageOf(node)
    if (stage.kind !== 'aggregate') throw new Error(`${node.name} is no aggregate`)
    return stage.create(node, this.context(index))
  }

  private lineStart(line: number): number {
    const start = this.lineStarts?.[this.current]?.get(line)
    if (start === undefined) throw new Error(`where line ${line} starts is not known yet`)
    return start
  }

  private context(stage: number): StageContext {
    const offsetOf = (batch: RecordBatch, row: number): number => (batch instanceof LineBatch ? batch.block.sourceOffset(batch.start(row)) : -1)
    return {
      beat: (batch, row) => this.monitor.beat(stage, this.current, offsetOf(batch, row)),
      guard: (work) => this.monitor.guard(work),
      sawField: (name) => this.monitor.sawField(stage, name),
      fault: (batch, row, message) => this.monitor.fault(stage, this.current, offsetOf(batch, row), message),
      scripts: this.scripts.of(stage),
      lineStart: (line) => this.lineStart(line),
    }
  }
}

/** Stands for a stage that has not been given what the rows have taught. */
function notLearned(): never {
  throw new Error('nothing has been learned yet')
}

/** All of a block as one row. */
function wholeRow({ first, stop }: Block): Rows {
  return { starts: Uint32Array.of(first), ends: Uint32Array.of(stop), count: 1 }
}

/** What comes out of stages. What only counts is the last of them: the others' rows are looked at. */
function through(stages: readonly RunningStage[], input: Iterable<RecordBatch>, countOnly: boolean): Iterable<RecordBatch> {
  let batches = input
  stages.forEach((stage, i) => (batches = counted(stage, batches, countOnly && i === stages.length - 1)))
  return batches
}

function* counted(stage: RunningStage, batches: Iterable<RecordBatch>, countOnly: boolean): Generator<RecordBatch> {
  for (const batch of stage.run(batches, countOnly)) {
    try {
      yield batch
    } finally {
      // Behind those who take the batch: they may count its rows along with other work, also if they want no more.
      stage.out += batch.length
    }
  }
}

/** Rows `from` … `from + count - 1` of the rows of some batches; pulls no more of them than that. */
export function* rowsOfSpan(batches: Iterable<RecordBatch>, from: number, count: number): Generator<RecordBatch> {
  let skip = from
  let left = count
  if (left <= 0) return
  for (const batch of batches) {
    if (skip >= batch.length) {
      skip -= batch.length
      continue
    }
    const part = slice(batch, skip, skip + left)
    skip = 0
    left -= part.length
    yield part
    if (left <= 0) return
  }
}
