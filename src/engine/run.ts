import { SluiceError, toErrorData } from '../common/errors.ts'
import type { Progress, RunState, ScriptPlace } from '../common/protocol.ts'
import { addUp } from './aggregatePass.ts'
import { blocksAround, framesAll, NearBlocks } from './contextPass.ts'
import { countedLines, linesAboveAll } from './linesAbove.ts'
import { findLineStarts, linesWanted } from './lineStarts.ts'
import { BlockCounts } from './results/counts.ts'
import { hasFileRows, needsTimes, type Merging } from './merge/merging.ts'
import { SpanSet } from './merge/mergedSpans.ts'
import { needsLinesAbove } from './results/lineField.ts'
import { fieldsRead, makePlan, mostRows, readsTimes, refines, type Plan, type PlannedStage } from './results/plan.ts'
import { inputBlocks, inputRows, rowsOfInput } from './results/program.ts'
import { idlest } from './results/pool.ts'
import type { Range } from './results/ranges.ts'
import { RowPlaces } from './results/rowPlaces.ts'
import { Cancel, type ScanResult, type SegmentInput, type SourceTurns } from './results/scannerApi.ts'
import { noteSpans, spansOf, SpanList, withEnd, type Scanned } from './results/spans.ts'
import { asksForLines, blocksOfLines, blocksOfNumbers, blocksToRead, fieldsKnown, firstOfLines, looksAtEveryRow, passingStages, showsEveryRow } from './results/skipping.ts'
import { TemporaryRows } from './results/spool/temporaryRows.ts'
import { StageTally } from './results/stageTally.ts'
import type { Refinable, RunEnvironment } from './runEnvironment.ts'
import { partScanner, type ScanOptions, type ScanPart } from './scanPart.ts'
import { OrderedRows, rowsOf, runSequential, type FedRows } from './sequentialPass.ts'
import { SettledPart } from './settled.ts'
import { poolMerger, SpilledGroups } from './spilledGroups.ts'
import { silentContext, type AggregateRun, type Around, type Labels, type OrderedRun, type RowSpan } from './stages/contract.ts'
import { parseOrThrow, stageOf } from './stages/registry.ts'

/** How often what a `head` has let through is shown while a pass goes on, in milliseconds. */
const PARTIAL_INTERVAL = 250

let lastProgram = 0

/**
 * One query over the sources of an analysis: runs its segments, and keeps for the last one the number of rows per block, from which
 * any page is found and made again.
 */
export class Run {
  readonly id: number
  readonly plan: Plan
  readonly tally: StageTally
  /** Where the rows of sparse blocks are, of a result whose rows are those of the files. */
  readonly places: RowPlaces | undefined
  state: RunState = 'running'
  /** Changes when rows that were there change. */
  version = 0
  message: string | undefined
  error: SluiceError | undefined
  private readonly env: RunEnvironment
  private readonly cancel = new Int32Array(new SharedArrayBuffer(4))
  private readonly inputs: (SegmentInput | undefined)[]
  private readonly finals: boolean[]
  private lastCounts: BlockCounts | undefined
  private readonly started = performance.now()
  private ended: number | undefined
  private executing = false
  private holds = 0
  private replaced = false
  private bytes = 0
  private rowsScanned = 0
  private blocksDone = 0
  private base: Refinable | undefined
  /** What stays as it is when the files grow. */
  readonly part: SettledPart
  /** The last segment's pass has come to its end. */
  private counted = false
  private readonly temporary = new TemporaryRows()
  /** The pass that finds out of which years stamps are, while it runs, and its end. */
  private survey: Run | undefined
  private knowing: Promise<void> | undefined
  private surveys = false
  /** What it has found out, once this run goes by it. */
  private turns: SourceTurns['tables'] | undefined
  /** Lines of which it has to be known where they start, and where each source has them, once that is known. */
  private readonly linesWanted: readonly number[]
  private lineStarts: SourceTurns['lineStarts']
  /** Stages read the numbers of rows: all lines have to be counted first, and then these are above each block. */
  private readonly readsLines: boolean
  private linesAbove: SourceTurns['linesAbove']

  /** `base`: of a wider query; `before`: of the same query, before the files have grown. */
  constructor(plan: Plan, env: RunEnvironment, base?: Refinable, before?: SettledPart) {
    this.id = ++lastProgram
    this.plan = plan
    this.env = env
    this.inputs = plan.segments.map(() => undefined)
    this.linesWanted = linesWanted(plan)
    this.readsLines = needsLinesAbove(plan)
    this.finals = plan.segments.map((_, i) => i === 0 && !this.needsLines)
    this.tally = new StageTally(plan, fieldsRead(plan))
    this.refine(base)
    this.part = new SettledPart(plan, env, before)
    // Before that no block can be counted.
    if (this.lastSegment === 0 && this.finals[0]) this.lastCounts = new BlockCounts(env.map.blocks)
    this.places = this.lastSegment === 0 && env.paged ? new RowPlaces(env.map.blocks) : undefined
    env.pool.load({ program: this.id, sources: env.sources, plan, sizes: env.sizes, everyLine: env.everyLine, cancel: this.cancel })
    this.useTurns()
  }

  /** What a wider query has found out by now is built on, if this is a narrower one. Before the pass begins. */
  refine(wider: Refinable | undefined): void {
    if (wider && refines(this.plan, wider.plan)) this.base = wider
  }

  get lastSegment(): number {
    return this.plan.segments.length - 1
  }

  /** Rows per block of the last segment; undefined while its input is not there yet. */
  get counts(): BlockCounts | undefined {
    return this.lastCounts
  }

  /** The last segment's input is all there: no more blocks will come. */
  get inputComplete(): boolean {
    return this.finals[this.lastSegment]
  }

  /** Input of a segment behind the first. */
  input(segment: number): SegmentInput | undefined {
    return this.inputs[segment]
  }

  /** What a narrower query may build on, once this one is complete. Pages may have counted all blocks too, but not lines and stages. */
  get refinable(): Refinable | undefined {
    const { lastCounts: counts } = this
    return this.lastSegment === 0 && counts && this.counted ? { plan: this.plan, counts, tally: this.tally } : undefined
  }

  /** Runs everything; `count: false` leaves the last segment to the caller (to render it). Never rejects: see `state`. */
  async execute(count = true): Promise<void> {
    // It was replaced before it could begin.
    if (this.state !== 'running') return
    this.executing = true
    try {
      if (this.needsTurns) await this.knowTurns()
      this.throwIfEnded()
      if (this.needsLines) await this.findLines()
      for (let segment = 0; segment < this.lastSegment; segment++) await this.runEnd(segment)
      if (count) await this.countRows(this.lastSegment)
      this.takeTurns()
      this.finish('done')
    } catch (error) {
      this.fail(error)
    }
  }

  private get needsTurns(): boolean {
    // Merged rows come by their times too.
    return !this.surveys && !this.turns && (readsTimes(this.plan, movesTurns(this.env)) || this.env.merging !== undefined)
  }

  /** Resolves when rows can be given out with the times that they have. `whole`: with fields that no stage has asked for. Throws SluiceError. */
  async haveTimes(whole: boolean): Promise<void> {
    if (!this.turns && (this.needsTurns || (whole && movesTurns(this.env)))) await this.knowTurns()
  }

  private knowTurns(): Promise<void> {
    return (this.knowing ??= this.findTurns().finally(() => (this.knowing = undefined)))
  }

  /** Where times are compared, of which year each is has to be known first: if it is not, a pass over all records tells. */
  private async findTurns(): Promise<void> {
    const { known } = this.env
    if (!known.turns.tables) {
      known.turns.wanted = true
      const survey = new Run(makePlan(parseOrThrow('')), this.env)
      this.survey = survey
      survey.surveys = true
      try {
        await survey.execute()
        if (survey.error) throw survey.error
        if (survey.state !== 'done') throw new SluiceError('cancelled', 'Cancelled.')
        this.bytes += survey.bytesRead
      } finally {
        survey.dispose()
      }
    }
    this.adoptTurns()
  }

  /** Goes by what is known by now of the years (or days) of stamps; answers whether that is new. */
  takeTurns(): boolean {
    return !this.surveys && !this.knowing && this.adoptTurns()
  }

  private adoptTurns(): boolean {
    const chosenByTime = this.needsTurns
    if (!this.useTurns()) return false
    // What pages have counted until now went by the latest possible times.
    if (chosenByTime && this.lastSegment === 0 && this.lastCounts) this.lastCounts = new BlockCounts(this.env.map.blocks)
    this.version++
    return true
  }

  private useTurns(): boolean {
    const { tables } = this.env.known.turns
    if (this.turns || !tables?.some((table) => table)) return false
    this.turns = tables
    this.tellOfSources()
    return true
  }

  private get needsLines(): boolean {
    return this.readsLines || this.linesWanted.length > 0
  }

  /** Finds the places of lines that stages ask for, and the numbers of all. */
  private async findLines(): Promise<void> {
    const check = (): void => this.throwIfEnded()
    if (this.readsLines) this.linesAbove = { from: 0, above: await linesAboveAll(this.id, this.env, check) }
    if (this.linesWanted.length > 0) this.lineStarts = await findLineStarts(this.id, this.env, this.linesWanted, check)
    this.throwIfEnded()
    this.tellOfSources()
    this.finals[0] = true
    if (this.lastSegment > 0) return
    const counts = new BlockCounts(this.env.map.blocks)
    // Who takes rows without a pass need not look there either.
    this.blocksOfNumbers()?.forEach((mayHave, block) => mayHave === 1 || counts.set(block, 0))
    this.lastCounts = counts
  }

  private blocksOfNumbers(): Uint8Array | undefined {
    return this.linesAbove && blocksOfNumbers(this.plan, this.linesAbove.above, this.env.known.lines)
  }

  private tellOfSources(): void {
    this.env.pool.input(this.id, 0, { kind: 'turns', tables: this.turns ?? [], lineStarts: this.lineStarts, linesAbove: this.linesAbove })
  }

  /** A pass is under way: what is not counted yet may soon be. */
  get isPassing(): boolean {
    return this.executing && this.state === 'running'
  }

  /** Ends the pass; what it found stays. */
  stop(): void {
    if (this.state !== 'running') return
    Atomics.store(this.cancel, 0, Cancel.Pass)
    this.survey?.stop()
    this.finish('stopped')
  }

  /** Lets the run be read to the end, also when another takes its place. Answers what ends that. */
  hold(): () => void {
    this.holds++
    let held = true
    return () => {
      if (!held) return
      held = false
      if (--this.holds === 0 && this.replaced) this.dispose()
    }
  }

  /** Another run takes its place: ends the pass at once, and everything else when nobody holds it any more. */
  replace(): void {
    this.replaced = true
    if (this.holds === 0) this.dispose()
    else this.stop()
  }

  /** Ends everything of this run, pages and exports too. */
  dispose(): void {
    Atomics.store(this.cancel, 0, Cancel.All)
    this.survey?.dispose()
    if (this.state === 'running') this.finish('stopped')
    this.env.pool.drop(this.id)
    this.temporary.dispose()
  }

  progress(analysis: number): Progress {
    const { sources } = this.env
    const total = sources.reduce((sum, source) => sum + source.size, 0)
    const whole = this.isRead(0)
    return {
      analysis,
      run: this.id,
      state: this.state,
      bytesDone: whole ? total : Math.min(total, this.blocksDone * this.env.sizes.blockBytes),
      bytesTotal: total,
      rowsScanned: this.rowsScanned,
      rowsMatched: this.lastCounts?.total ?? 0,
      exact: this.inputComplete && (this.lastCounts?.complete ?? false),
      seconds: ((this.ended ?? performance.now()) - this.started) / 1000,
      stages: this.tally.counts(this.rowsIn(), this.state !== 'running'),
      version: this.version,
      ...(this.message === undefined ? {} : { message: this.message }),
    }
  }

  /** Rows that go into the first stage: where its rows out are those of a wider query, all of them, also if this pass reads only a part. */
  private rowsIn(): { value: number; exact: boolean } {
    const { records } = this.env.known
    if (this.sharedOut > 0 && records.complete) return { value: records.total, exact: true }
    return { value: this.rowsScanned, exact: records.complete && this.isRead(0) }
  }

  /** The pass has been through all of a segment's input, whether or not it was looking for more. */
  private isRead(segment: number): boolean {
    return segment === 0 && this.blocksDone >= this.env.map.blocks
  }

  /** Bytes read from the files by the passes. */
  get bytesRead(): number {
    return this.bytes
  }

  private finish(state: RunState): void {
    if (this.state !== 'running') return
    this.state = state
    this.ended = performance.now()
  }

  private fail(error: unknown): void {
    const data = toErrorData(error)
    if (data.code === 'cancelled' || data.code === 'disposed' || data.code === 'outdated') {
      this.finish('stopped')
      return
    }
    this.error = new SluiceError(data.code, data.message, data.details)
    this.message = data.message
    const { stage, place } = (data.details ?? {}) as { stage?: number; place?: ScriptPlace }
    if (stage !== undefined) this.tally.fail(stage, data.message, place)
    this.finish('failed')
  }

  private blocksOf(segment: number): number {
    if (segment === 0) return this.env.map.blocks
    const input = this.inputs[segment]
    return input ? inputBlocks(input) : 0
  }

  private async runEnd(segment: number): Promise<void> {
    const end = this.plan.segments[segment].end
    if (!end) return
    const stage = stageOf(end.node)
    if (stage.kind === 'ordered') await this.runOrdered(segment, end, stage.create(end.node))
    else if (stage.kind === 'aggregate') {
      const state = (): AggregateRun => stage.create(end.node, silentContext)
      const run = (): Promise<boolean> => (end.kind === 'learn' ? this.runLearning(segment, stage.labels!, state()) : this.runAggregate(segment, end, state()))
      // A worker that is ended for another query takes with it what it has added up.
      while (!(await run())) this.forget(segment)
    } else if (stage.kind === 'context') await this.runContext(segment, end, stage.around(end.node))
    else if (stage.kind === 'sequential') await this.runSequential(segment, end)
  }

  private async countRows(segment: number): Promise<void> {
    const { lastCounts: counts } = this
    const { merging } = this.env
    if (!counts) return
    const provisional = segment === 0 && merging?.isKnown === false
    // Rows that no stage of this segment looks at were counted as they came: `head 1000000` is not read twice.
    if (segment > 0 && this.keepsRows(segment)) {
      this.tally.pass(segment, counts.total)
      return
    }
    if (showsEveryRow(this.plan)) {
      const { records } = this.env.known
      for (let block = 0; block < counts.blocks; block++) if (records.at(block) >= 0) counts.set(block, records.at(block))
    }
    for await (const { item, result } of this.scan(segment)) {
      for (let i = 0; i < result.rows.length; i++) counts.set(item.from + i, result.rows[i])
    }
    // Blocks that surely have no rows were not read.
    if (segment === 0) {
      for (let block = 0; block < counts.blocks; block++) if (counts.at(block) < 0) counts.set(block, 0)
    }
    this.finishStages(segment)
    // From now on the files are merged.
    if (provisional && merging.isKnown) this.version++
    this.counted = true
  }

  private async runOrdered(segment: number, end: PlannedStage, ordered: OrderedRun): Promise<void> {
    const merging = hasFileRows(this.plan, segment) ? this.env.merging : undefined
    const output = merging ? new SpanSet() : new SpanList(ordered.direction)
    let rows = 0
    let complete = false
    const scanned = merging ? await this.mergedSpans(segment, ordered.direction, merging) : spansOf(this.scan(segment, ordered.direction), ordered.direction)
    const all = withEnd(scanned, () => (complete = true))
    let shown = performance.now()
    for await (const span of ordered.run(all)) {
      output.add(span)
      rows += span.count
      this.tally.set(end.index, rows, false)
      if (ordered.direction === 'forward' && performance.now() - shown > PARTIAL_INTERVAL) {
        this.setInput(segment + 1, { kind: 'spans', spans: output.inBlockOrder })
        shown = performance.now()
      }
    }
    if (complete || this.isRead(segment)) this.finishStages(segment)
    this.tally.set(end.index, rows, true)
    this.finals[segment + 1] = true
    this.setInput(segment + 1, { kind: 'spans', spans: output.inBlockOrder })
  }

  /** The rows of a segment in the order of the merge. */
  private async mergedSpans(
    segment: number,
    direction: 'forward' | 'backward',
    merging: Merging,
    passing: (scans: AsyncGenerator<Scanned>) => AsyncGenerator<Scanned> = (scans) => scans,
    rowsAbove?: ScanOptions['rowsAbove'],
  ): Promise<AsyncGenerator<RowSpan>> {
    // What a row near the end is merged by depends on all rows above it.
    if (direction === 'backward') await merging.gather(this.env.pool, this.id, () => this.throwIfEnded())
    const scan = this.scanner(segment)
    return merging.spans(this, segment, direction, (blocks, atOnce) => passing(scan(blocks, direction, { atOnce, keys: true, rowsAbove })), this.env.pool.lanes.length)
  }

  /** Whether all rows that were scanned are in the table. */
  private async runAggregate(segment: number, end: PlannedStage, state: AggregateRun): Promise<boolean> {
    const show = (input: SegmentInput, final: boolean): void => {
      this.tally.restart(segment + 1)
      this.tally.set(end.index, rowsOfInput(input), final)
      this.finals[segment + 1] = final
      this.setInput(segment + 1, input)
      this.version++
    }
    const { pool, sizes: { spillBytes: bytes } } = this.env
    const spilled = state.spilling && new SpilledGroups({ temporary: this.temporary, threads: pool.lanes.length, bytes })
    const scan = this.scanner(segment)
    const isWhole = await addUp({
      pool,
      program: this.id,
      segment,
      state,
      scan: (only) => scan({ from: 0, to: this.blocksOf(segment) }, 'forward', { only, spill: spilled?.during }),
      show: segment + 1 === this.lastSegment ? (table) => show({ kind: 'table', table }, false) : undefined,
      part: segment === 0 && this.env.grows ? this.part : undefined,
      spilled,
    })
    if (!isWhole) return false
    this.finishStages(segment)
    show((await spilled?.finish(state, poolMerger(pool, this.id, segment), pool.lanes.length)) ?? { kind: 'table', table: state.table() }, true)
    return true
  }

  /** The same of rows that the next segment reads again, with what they have taught. */
  private async runLearning(segment: number, labels: Labels, state: AggregateRun): Promise<boolean> {
    const rows = new SpanList('forward')
    const scan = this.scanner(segment)
    const isWhole = await addUp({
      pool: this.env.pool,
      program: this.id,
      segment,
      state,
      scan: () => noteSpans(scan({ from: 0, to: this.blocksOf(segment) }, 'forward'), rows),
    })
    if (!isWhole) return false
    this.finishStages(segment)
    this.finals[segment + 1] = true
    this.setInput(segment + 1, { kind: 'spans', spans: rows.inBlockOrder, learned: { data: labels.learned(state) } })
    return true
  }

  /** Of the rows of the files, which records are around them. */
  private async runContext(segment: number, end: PlannedStage, around: Around): Promise<void> {
    const { env } = this
    const near = new NearBlocks(around)
    let complete = false
    const scan = this.scanner(segment)({ from: 0, to: this.blocksOf(segment) }, 'forward', { near: { ...around, frames: framesAll(around) } })
    const scans = withEnd(scan, () => (complete = true))
    // In a merge those that come first may be anywhere.
    const most = env.merging ? undefined : mostRows(this.plan, segment)
    let shown = performance.now()
    for await (const block of blocksAround({ map: env.map, around, scans, countRecords: (at) => this.countRecords(at), most })) {
      this.throwIfEnded()
      near.add(block)
      this.tally.set(end.index, near.rows, false)
      if (!env.merging && performance.now() - shown > PARTIAL_INTERVAL) {
        this.setInput(segment + 1, near.input)
        shown = performance.now()
      }
    }
    if (complete || this.isRead(segment)) this.finishStages(segment)
    this.tally.set(end.index, near.rows, complete)
    this.finals[segment + 1] = true
    this.setInput(segment + 1, near.input)
  }

  private async countRecords(block: number): Promise<number> {
    const { known, pool } = this.env
    const count = known.records.at(block)
    if (count >= 0) return count
    const found = await idlest(pool.lanes).calls.gather({ program: this.id, from: block, to: block + 1 })
    this.throwIfEnded()
    known.note(block, found)
    return found.statistics!.records[0]
  }

  private async runSequential(segment: number, end: PlannedStage): Promise<void> {
    const rows = await this.orderedRows(segment)
    const nothing = new Float64Array(this.plan.segments[segment].local.length)
    let made = 0
    const whole = await runSequential({
      pool: this.env.pool,
      program: this.id,
      segment,
      path: this.temporary.path(),
      rows,
      note: ({ seen, faults }, total) => {
        this.throwIfEnded()
        this.tally.add(segment, nothing, seen, faults)
        this.tally.set(end.index, (made = total), false)
      },
      show: (input) => this.setInput(segment + 1, input),
    })
    if (whole || this.isRead(segment)) this.finishStages(segment)
    this.tally.set(end.index, made, true)
    this.finals[segment + 1] = true
  }

  /** The rows of a segment themselves, in their order. */
  private async orderedRows(segment: number): Promise<AsyncIterable<FedRows>> {
    const rowsAbove = countedLines(this, this.env, segment)
    const merging = hasFileRows(this.plan, segment) ? this.env.merging : undefined
    if (!merging) return rowsOf(this.scanner(segment)({ from: 0, to: this.blocksOf(segment) }, 'forward', { rowsAbove }))
    const ordered = new OrderedRows()
    return ordered.inOrder(await this.mergedSpans(segment, 'forward', merging, (scans) => ordered.passing(scans), rowsAbove))
  }

  /** Goes back to before the pass of a segment. */
  private forget(segment: number): void {
    this.tally.restart(segment)
    if (segment === 0) this.rowsScanned = this.blocksDone = 0
  }

  private setInput(segment: number, input: SegmentInput): void {
    this.inputs[segment] = input
    this.env.pool.input(this.id, segment, input)
    if (segment !== this.lastSegment) return
    this.lastCounts = new BlockCounts(inputBlocks(input))
    if (this.keepsRows(segment)) {
      for (let block = 0; block < this.lastCounts.blocks; block++) this.lastCounts.set(block, inputRows(input, block))
    }
  }

  /** Without stages of its own, but for one that gives labels, a segment's rows are those of its input. */
  private keepsRows(segment: number): boolean {
    return this.plan.segments[segment].local.every(({ node }) => stageOf(node).kind === 'aggregate')
  }

  /** Scans a segment on all lanes and gives the results in order. */
  private scan(segment: number, direction: 'forward' | 'backward' = 'forward'): AsyncGenerator<Scanned> {
    return this.scanner(segment)({ from: 0, to: this.blocksOf(segment) }, direction)
  }

  private scanner(segment: number): ScanPart {
    const { env, id, plan } = this
    const skip = segment === 0 ? this.skipping() : undefined
    if (skip) this.takeOver(skip)
    const statistics = segment === 0 && env.known.wantsStatistics && (looksAtEveryRow(plan) || needsTimes(this.plan, this.env))
    const params = { program: id, segment, statistics, places: this.places !== undefined }
    return partScanner(env, params, skip, (item, result) => {
      this.throwIfEnded()
      this.note(segment, item, result)
    })
  }

  private throwIfEnded(): void {
    if (this.state !== 'running') throw new SluiceError('cancelled', 'Cancelled.')
  }

  /** Blocks of the files that need not be read for this query: without rows of it, or with rows that are all known. */
  private skipping(): ((block: number) => boolean) | undefined {
    const { base, part, plan, lineStarts } = this
    const { known, map, sizes } = this.env
    const mask = known.statistics && blocksToRead(plan, known.statistics)
    const lines = lineStarts && blocksOfLines(plan, lineStarts, map, sizes.blockBytes)
    const numbers = this.blocksOfNumbers()
    const whole = showsEveryRow(plan)
    if (!base && !mask && !lines && !numbers && !whole && !part.isTaken) return undefined
    const times = needsTimes(this.plan, this.env) && known.wantsStatistics ? known.statistics : undefined
    return (block) => times?.known[block] !== 0 && (part.has(block) || base?.counts.isEmpty(block) || mask?.[block] === 0 || lines?.[block] === 0 || numbers?.[block] === 0 || (whole && known.isKnown(block)))
  }

  /** Stages at the start whose rows in the blocks that are not read are not known. */
  private unsure = 0

  private finishStages(segment: number): void {
    this.tally.finish(segment, segment === 0 ? this.unsure : 0)
  }

  /** Counts what is not read, and takes what the wider query knows of the stages that both have. */
  private takeOver(skip: (block: number) => boolean): void {
    const { base, part } = this
    const { map, known } = this.env
    const passing = passingStages(this.plan)
    const ofLines = firstOfLines(this.plan)
    const unsure = Math.max(ofLines, this.linesAbove && asksForLines(this.plan) ? passing : 0)
    this.unsure = known.records.complete && unsure <= passing ? 0 : unsure
    let rows = 0
    const shared = base?.plan.segments[0].local ?? []
    this.sharedOut = shared.length
    for (const stage of shared) this.tally.copy(base!.tally, stage.index)
    for (let block = 0; block < map.blocks; block++) {
      if (!skip(block)) continue
      const records = Math.max(0, known.records.at(block))
      this.blocksDone++
      this.rowsScanned += records
      if (!part.has(block)) rows += records
    }
    part.countTaken(this.lastSegment === 0 ? this.lastCounts : undefined, this.tally)
    this.tally.add(0, Float64Array.from(this.plan.segments[0].local, (_, i) => (i < this.sharedOut || i >= passing ? 0 : rows)), known.statistics ? fieldsKnown(this.plan, known.statistics) : [])
  }

  /** Stages at the start whose counts are those of the wider query. */
  private sharedOut = 0

  private note(segment: number, range: Range, result: ScanResult): void {
    this.bytes += result.bytes
    if (segment === 0) {
      const { known } = this.env
      known.note(range.from, result)
      for (let block = range.from; block < range.to; block++) this.rowsScanned += Math.max(0, known.records.at(block))
      this.blocksDone += range.to - range.from
      if (result.places) this.places?.add(range.from, result.places)
      this.part.note(range, result)
    }
    const out = segment === 0 ? result.out.map((rows, i) => (i < this.sharedOut ? 0 : rows)) : result.out
    const shared = segment === 0 ? this.plan.segments[0].local.slice(0, this.sharedOut).map(({ index }) => index) : []
    this.tally.add(segment, out, result.seen, result.faults.filter(({ stage }) => !shared.includes(stage)))
  }
}

/** The field `time` of records is made of stamps that come again. */
function movesTurns({ sources, known }: RunEnvironment): boolean {
  return sources.some(({ shift = 0, shownZone }, i) => known.turns.has(i) && (shift !== 0 || shownZone !== undefined))
}
