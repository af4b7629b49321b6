import type { TextFormat } from '../common/protocol.ts'
import type { SourceSpec } from './bytes/source.ts'
import { makeEncoder, type Encoder } from './results/export/encoders.ts'
import type { ExportFields } from './results/export/fields.ts'
import { inlinePool, type RunInline } from './results/inlinePool.ts'
import { needsLinesAbove } from './results/lineField.ts'
import { fieldsRead, type Plan } from './results/plan.ts'
import type { OpenSource } from './results/sourceReaders.ts'
import { BlockMap } from './results/blockMap.ts'
import { inputBlocks, inputRows } from './results/segmentInput.ts'
import type { BlockRange, BlockSizes, RenderedChunk, ScanResult, SegmentInput, SourceTurns, StageFaults } from './results/scannerApi.ts'
import { faultsText, joinFaults, StageTally } from './results/stageTally.ts'
import { chooseGroups, joinParts, mergePart } from './results/spool/groupSpill.ts'
import { TemporaryRows } from './results/spool/temporaryRows.ts'
import { SpilledGroups, type PartMerger } from './spilledGroups.ts'
import { silentContext, type AggregateRun } from './stages/contract.ts'
import { stageOf } from './stages/registry.ts'

/** Of which years stamps are is not known. */
const NO_TABLES: SourceTurns['tables'] = []

/** What is not known yet is taken for this size. */
const UNKNOWN_BYTES = 2 ** 50
const PROGRAM = 1
/** A task may have to end in some tenths of a second: what a state may take before it goes to disk. */
const LOCAL_SPILL_BYTES = 48 * 1024 * 1024

export interface OutputOptions {
  readonly plan: Plan
  readonly everyLine: boolean
  /** Undefined: rows are only counted. */
  readonly format: TextFormat | undefined
  /** Of the sources, for formats whose columns are named before the first row. */
  readonly fields?: ExportFields
  readonly numbered: boolean
  /** Text with the names of sources. */
  readonly named?: boolean
  readonly countLines: boolean
  readonly sizes: BlockSizes
  /** Rows may be lines that continue one that was written before. */
  readonly follows?: boolean
  /** Runs every task. */
  readonly run?: RunInline
  /** Runs what may not end by itself. */
  readonly guard?: RunInline
  write(bytes: Uint8Array): Promise<void>
  /** Is told what is odd about the stages that have run, before the first row of what they result in. */
  warn(message: string): void
}

export interface StreamTotals {
  rows: number
  /** Bytes of content that were read, and lines that were counted. */
  bytes: number
  lines: number
}

/** Blocks of a segment. */
export type SegmentRange = Omit<BlockRange, 'program'>

/** Runs ranges of blocks of sources without a known end in this thread, one after the other, and writes what comes out. */
export class RangeOutput {
  /** Blocks of the sources: room for more than any has. */
  readonly map: BlockMap
  readonly totals: StreamTotals = { rows: 0, bytes: 0, lines: 0 }
  /** Rows are written, and not only counted. */
  readonly encodes: boolean
  /** Stages read the numbers of rows, or rows are written with them: one block at a time. */
  readonly needsLines: boolean
  private readonly readsLines: boolean
  private readonly options: OutputOptions
  private readonly pool
  private readonly tally: StageTally
  /** Of rows that were written, by stage. */
  private readonly faults = new Map<number, StageFaults>()
  private readonly encoder: Encoder | undefined
  private readonly temporary = new TemporaryRows()
  /** By the segment that an aggregate ends. */
  private readonly spilled = new Map<number, SpilledGroups>()

  /** `sources`: their sizes do not count. */
  constructor(sources: readonly SourceSpec[], open: (source: number) => ReturnType<OpenSource>, options: OutputOptions) {
    const { plan, sizes, everyLine, format, fields, numbered, follows, run, guard } = options
    this.options = options
    // A file that is named twice is read twice: sources are told apart by their paths.
    const specs = sources.map((spec, i) => ({ ...spec, path: `${i}/${spec.path}`, size: UNKNOWN_BYTES }))
    this.map = new BlockMap(specs.map(({ size }) => size), sizes.blockBytes)
    this.tally = new StageTally(plan, fieldsRead(plan))
    this.pool = inlinePool((spec) => open(specs.findIndex(({ path }) => path === spec.path)), run, guard)
    this.pool.load({ program: PROGRAM, sources: specs, plan, sizes, everyLine, cancel: new Int32Array(new SharedArrayBuffer(4)) })
    const names = sources.length > 1 ? sources.map(({ name }) => name) : undefined
    this.encoder = format && makeEncoder(format, { columns: plan.columns, sources: names, follows, fields })
    this.encodes = this.encoder !== undefined
    this.readsLines = needsLinesAbove(plan)
    this.needsLines = this.readsLines || (!plan.columns.table && this.encoder !== undefined && (numbered || this.encoder.needsLines))
  }

  async begin(): Promise<void> {
    if (this.encoder && this.encoder.header !== '') await this.options.write(Buffer.from(this.encoder.header))
  }

  async dispose(): Promise<void> {
    await this.pool.dispose()
    this.temporary.dispose()
  }

  /** The last segment's blocks: rows are written, or counted. `lineBase`: lines above each block, where `needsLines`. */
  async emit(range: SegmentRange, lineBase?: Float64Array, continued?: boolean): Promise<Uint32Array> {
    return this.encoder ? this.render(range, lineBase, continued) : (await this.scan(range)).lines
  }

  /** Runs a segment; an aggregate at its end takes the rows. */
  async scan(range: SegmentRange, countLines = this.options.countLines || this.needsLines): Promise<ScanResult> {
    const { totals } = this
    const result = await this.calls.scan({ ...range, program: PROGRAM, lines: range.segment === 0 && countLines, spill: this.spilledOf(range.segment)?.during })
    this.tally.add(range.segment, result.out, result.seen, result.faults)
    if (range.segment === this.options.plan.segments.length - 1) for (const count of result.rows) totals.rows += count
    for (const count of result.lines) totals.lines += count
    totals.bytes += result.bytes
    return result
  }

  /** So many lines of its source are above a block of the files, which comes next. */
  goTo(block: number, linesAbove: number): void {
    if (this.readsLines) this.pool.input(PROGRAM, 0, { kind: 'turns', tables: NO_TABLES, linesAbove: { from: block, above: Float64Array.of(linesAbove) } })
  }

  /** Sets the rows that go into a segment. */
  input(segment: number, input: SegmentInput): void {
    this.pool.input(PROGRAM, segment, input)
  }

  /** The rows of the files have all been there: says what was odd about the stages that they went through. */
  finish(): void {
    const { plan: { segments }, warn } = this.options
    const counted = segments.length > 1 ? segments.slice(0, -1) : this.encoder ? [] : segments
    const ran = new Set(counted.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])].map(({ index }) => index)))
    this.tally.counts({ value: 0, exact: false }, true).forEach(({ warnings }, index) => ran.has(index) && warnings.forEach(warn))
    this.warnOfFaults()
  }

  private warnOfFaults(): void {
    for (const faults of this.faults.values()) this.options.warn(faultsText(faults))
    this.faults.clear()
  }

  /** Writes, or counts, the table that the aggregate of a segment has made, as the next one has it. */
  async finishTable(segment: number): Promise<void> {
    const { plan } = this.options
    const state = this.newState(segment)
    const spilled = this.spilledOf(segment)
    const collected = await this.calls.collect({ program: PROGRAM, segment, spill: spilled?.atEnd })
    state.merge(collected.partial)
    spilled?.add(collected.spilled)
    const input: SegmentInput = (await spilled?.finish(state, this.merger(segment), 1)) ?? { kind: 'table', table: state.table() }
    this.input(segment + 1, input)
    for (let block = 0; block < inputBlocks(input); block++) {
      const range = { segment: segment + 1, from: block, to: block + 1 }
      if (this.encoder || plan.segments[segment + 1].local.length > 0) await this.emit(range)
      else this.totals.rows += inputRows(input, block)
    }
    this.warnOfFaults()
  }

  private newState(segment: number): AggregateRun {
    const { node } = this.options.plan.segments[segment].end!
    const stage = stageOf(node)
    if (stage.kind !== 'aggregate') throw new Error(`${node.name} is no aggregate`)
    return stage.create(node, silentContext)
  }

  /** What is too large of the aggregate that ends a segment. */
  private spilledOf(segment: number): SpilledGroups | undefined {
    if (this.options.plan.segments[segment].end?.kind !== 'aggregate') return undefined
    let found = this.spilled.get(segment)
    if (!found && this.newState(segment).spilling) {
      this.spilled.set(segment, (found = new SpilledGroups({ temporary: this.temporary, threads: 1, bytes: this.options.sizes.spillBytes ?? LOCAL_SPILL_BYTES })))
    }
    return found
  }

  /** Merges without a limit of time: no expression runs. */
  private merger(segment: number): PartMerger {
    const check = (): void => undefined
    return {
      chooseGroups: async ({ parts, to }) => chooseGroups(() => this.newState(segment), parts, to, { check }),
      mergePart: async ({ pieces, ...how }) => mergePart(this.newState(segment), pieces, { ...how, check }),
      joinParts: async ({ parts, ...how }) => joinParts(this.newState(segment).spilling!, parts, { ...how, check }),
    }
  }

  async writeCount(): Promise<void> {
    if (!this.encoder) await this.options.write(Buffer.from(`${this.totals.rows}\n`))
  }

  private get calls() {
    return this.pool.lanes[0].calls
  }

  private async render(range: SegmentRange, lineBase: Float64Array | undefined, continued = false): Promise<Uint32Array> {
    const { format = 'text', fields, numbered, named, countLines: wanted, write, follows } = this.options
    const countLines = range.segment === 0 && (wanted || this.needsLines)
    const take = Number.MAX_SAFE_INTEGER
    const how = { format, fields, numbered, named, lineBase, countLines, skip: 0, take, ...(follows ? { continued } : {}) }
    const { chunks, rows, lines, bytes, faults } = await this.calls.render({ ...range, program: PROGRAM, ...how })
    for (const each of faults) this.faults.set(each.stage, joinFaults(this.faults.get(each.stage), each))
    for (const count of lines) this.totals.lines += count
    this.totals.rows += rows
    this.totals.bytes += bytes
    for (const chunk of chunks) {
      if (chunk instanceof ArrayBuffer) await write(new Uint8Array(chunk))
      else await this.writeLine(chunk)
    }
    return lines
  }

  /** A line that is too long to be handled: its bytes, up to its end. */
  private async writeLine({ source, offset }: Exclude<RenderedChunk, ArrayBuffer>): Promise<void> {
    let last = 10
    for (let at = offset; ; ) {
      const { bytes, next, done } = await this.calls.longLine({ program: PROGRAM, source, offset: at })
      const view = new Uint8Array(bytes)
      if (view.length > 0) {
        await this.options.write(view)
        last = view[view.length - 1]
      }
      at = next
      if (done) break
    }
    // The last line of a file may have no newline of its own.
    if (last !== 10) await this.options.write(Uint8Array.of(10))
  }
}
