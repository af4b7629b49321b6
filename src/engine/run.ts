import { fromErrorData, SluiceError, toErrorData } from '../common/errors.ts'
import type { Progress, RunState, ScriptPlace } from '../common/protocol.ts'
import { LinesOnTheWay } from './linesOnTheWay.ts'
import { findLineStarts, linesWanted } from './lineStarts.ts'
import { BlockCounts } from './results/counts.ts'
import { needsTimes } from './merge/merging.ts'
import { needsLinesAbove } from './results/lineField.ts'
import { fieldsRead, makePlan, refines, type Plan } from './results/plan.ts'
import { inputBlocks, inputRows } from './results/segmentInput.ts'
import type { Range } from './results/ranges.ts'
import { RowPlaces } from './results/rowPlaces.ts'
import { Cancel, type ScanResult, type SegmentInput, type SourceTurns } from './results/scannerApi.ts'
import { asksForLines, blocksOfLines, fieldsKnown, firstOfLines, looksAtEveryRow, passingStages, showsEveryRow } from './results/skipping.ts'
import { TemporaryRows } from './results/spool/temporaryRows.ts'
import { StageTally } from './results/stageTally.ts'
import type { Refinable, RunEnvironment } from './runEnvironment.ts'
import { RunTurns } from './runTurns.ts'
import { partScanner, type ScanPart } from './scanPart.ts'
import { SegmentEnds, type SegmentAccess } from './segmentEnds.ts'
import { SettledPart } from './settled.ts'
import { skippableBlocks } from './skippableBlocks.ts'
import { parseOrThrow, stageOf } from './stages/registry.ts'

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
  /** Stages at the start whose rows in the blocks that are not read are not known. */
  private unsure = 0
  /** Stages at the start whose counts are those of the wider query. */
  private sharedOut = 0
  private base: Refinable | undefined
  /** What stays as it is when the files grow. */
  readonly part: SettledPart
  /** The last segment's pass has come to its end. */
  private counted = false
  private readonly temporary = new TemporaryRows()
  private readonly ends: SegmentEnds
  private readonly turns: RunTurns
  /** Lines of which it has to be known where they start, and where each source has them, once that is known. */
  private readonly linesWanted: readonly number[]
  private lineStarts: SourceTurns['lineStarts']
  /** Stages read the numbers of rows: all lines have to be counted first, and then these are above each block. */
  private readonly readsLines: boolean
  private linesAbove: SourceTurns['linesAbove']
  private numbers: LinesOnTheWay | undefined

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
    this.ends = new SegmentEnds(this, this.access())
    // Before that no block can be counted.
    if (this.lastSegment === 0 && this.finals[0]) this.lastCounts = new BlockCounts(env.map.blocks)
    this.places = this.lastSegment === 0 && env.paged ? new RowPlaces(env.map.blocks) : undefined
    env.pool.load({ program: this.id, sources: env.sources, plan, sizes: env.sizes, everyLine: env.everyLine, cancel: this.cancel })
    this.turns = this.makeTurns()
    this.turns.take()
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
      await this.turns.haveForRows()
      this.throwIfEnded()
      if (this.needsLines) await this.findLines()
      for (let segment = 0; segment < this.lastSegment; segment++) await this.ends.pass(segment)
      if (count) await this.countRows(this.lastSegment)
      this.turns.take()
      this.finish('done')
    } catch (error) {
      this.fail(error)
    }
  }

  /** Resolves when rows can be given out with the times that they have. `whole`: with fields that no stage has asked for. Throws SluiceError. */
  async haveTimes(whole: boolean): Promise<void> {
    await this.turns.haveForOutput(whole)
  }

  /** Goes by what is known by now of the years (or days) of stamps; answers whether that is new. */
  takeTurns(): boolean {
    return this.turns.take()
  }

  private makeTurns(): RunTurns {
    return new RunTurns({
      plan: this.plan,
      env: this.env,
      survey: () => {
        const survey = new Run(makePlan(parseOrThrow('')), this.env)
        survey.turns.surveys = true
        return survey
      },
      read: (bytes) => (this.bytes += bytes),
      adopted: (chosenByTime) => {
        this.tellOfSources()
        // What pages have counted until now went by the latest possible times.
        if (chosenByTime && this.lastSegment === 0 && this.lastCounts) this.lastCounts = new BlockCounts(this.env.map.blocks)
        this.version++
      },
    })
  }

  private get needsLines(): boolean {
    return this.readsLines || this.linesWanted.length > 0
  }

  /** Finds the places of lines that stages ask for, and the numbers of all. */
  private async findLines(): Promise<void> {
    const check = (): void => this.throwIfEnded()
    if (this.readsLines) {
      const tell = (above: Float64Array): void => {
        this.linesAbove = { from: 0, above }
        this.tellOfSources()
      }
      this.numbers = new LinesOnTheWay({ program: this.id, env: this.env, plan: this.plan, check, tell })
      await this.numbers.begin()
    }
    if (this.linesWanted.length > 0) this.lineStarts = await findLineStarts(this.id, this.env, this.linesWanted, check)
    this.throwIfEnded()
    this.tellOfSources()
    this.finals[0] = true
    if (this.lastSegment > 0) return
    const counts = new BlockCounts(this.env.map.blocks)
    // Who takes rows without a pass need not look there either.
    const masks = [this.numbers?.mask, this.lineStarts && blocksOfLines(this.plan, this.lineStarts, this.env.map, this.env.sizes.blockBytes)]
    for (let block = 0; block < counts.blocks; block++) if (masks.some((mask) => mask?.[block] === 0)) counts.set(block, 0)
    this.lastCounts = counts
  }

  private tellOfSources(): void {
    this.env.pool.input(this.id, 0, { kind: 'turns', tables: this.turns.tables ?? [], lineStarts: this.lineStarts, linesAbove: this.linesAbove })
  }

  /** A pass is under way: what is not counted yet may soon be. */
  get isPassing(): boolean {
    return this.executing && this.state === 'running'
  }

  /** Ends the pass; what it found stays. */
  stop(): void {
    if (this.state !== 'running') return
    Atomics.store(this.cancel, 0, Cancel.Pass)
    this.turns.stop()
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
    this.turns.dispose()
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
      rowsScanned: this.rowsIn().value,
      rowsMatched: this.lastCounts?.total ?? 0,
      exact: this.inputComplete && (this.lastCounts?.complete ?? false),
      seconds: ((this.ended ?? performance.now()) - this.started) / 1000,
      stages: this.tally.counts(this.rowsIn(), this.state !== 'running'),
      version: this.version,
      ...(this.error && { message: this.error.message, said: this.error.said }),
    }
  }

  /** Rows that go into the first stage: where its rows out are those of a wider query, all of them, also if this pass reads only a part. */
  private rowsIn(): { value: number; exact: boolean } {
    const { records } = this.env.known
    if (this.sharedOut > 0 && records.complete) return { value: records.total, exact: true }
    const exact = records.complete && this.isRead(0)
    // `context` may have counted the records of a block behind the search that left them uncounted.
    return { value: exact ? records.total : this.rowsScanned, exact }
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
    this.error = fromErrorData(data)
    const { stage, place } = (data.details ?? {}) as { stage?: number; place?: ScriptPlace }
    if (stage !== undefined) this.tally.fail(stage, data.message, place)
    this.finish('failed')
  }

  private blocksOf(segment: number): number {
    if (segment === 0) return this.env.map.blocks
    const input = this.inputs[segment]
    return input ? inputBlocks(input) : 0
  }

  private access(): SegmentAccess {
    return {
      env: this.env,
      temporary: this.temporary,
      scanner: (segment) => this.scanner(segment),
      blocksOf: (segment) => this.blocksOf(segment),
      isRead: (segment) => this.isRead(segment),
      throwIfEnded: () => this.throwIfEnded(),
      finishStages: (segment) => this.finishStages(segment),
      forget: (segment) => this.forget(segment),
      give: (segment, final, input) => {
        this.finals[segment + 1] = final
        this.setInput(segment + 1, input)
      },
      isGiven: (segment) => (this.finals[segment + 1] = true),
    }
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
    for await (const { item, result } of this.scanner(segment)({ from: 0, to: this.blocksOf(segment) }, 'forward')) {
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

  private scanner(segment: number): ScanPart {
    const { env, id, plan } = this
    const { base, part, lineStarts } = this
    const skip = segment === 0 ? skippableBlocks({ plan, env, base, part, lineStarts, numbers: this.numbers?.mask }) : undefined
    if (skip) this.takeOver(skip)
    const statistics = segment === 0 && env.known.wantsStatistics && (looksAtEveryRow(plan) || needsTimes(this.plan, this.env))
    const params = { program: id, segment, statistics, places: this.places !== undefined }
    const note = (item: Range, result: ScanResult): void => {
      this.throwIfEnded()
      this.note(segment, item, result)
    }
    const { numbers } = this
    return partScanner(env, params, skip, note, segment === 0 && numbers ? (range) => numbers.upTo(range) : undefined)
  }

  private throwIfEnded(): void {
    if (this.state !== 'running') throw new SluiceError('cancelled', 'Cancelled.')
  }

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
