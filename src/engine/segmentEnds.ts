import { addUp } from './aggregatePass.ts'
import { blocksAround, framesAll, NearBlocks } from './contextPass.ts'
import { countedLines } from './linesAbove.ts'
import { hasFileRows, type Merging } from './merge/merging.ts'
import { SpanSet } from './merge/mergedSpans.ts'
import { mostRows, type PlannedStage } from './results/plan.ts'
import { idlest } from './results/pool.ts'
import { rowsOfInput } from './results/segmentInput.ts'
import type { SegmentInput } from './results/scannerApi.ts'
import { noteSpans, SpanList, spansOf, withEnd, type Scanned } from './results/spans.ts'
import type { TemporaryRows } from './results/spool/temporaryRows.ts'
import type { Run } from './run.ts'
import type { RunEnvironment } from './runEnvironment.ts'
import type { ScanOptions, ScanPart } from './scanPart.ts'
import { OrderedRows, rowsOf, runSequential, type FedRows } from './sequentialPass.ts'
import { poolMerger, SpilledGroups } from './spilledGroups.ts'
import { silentContext, type AggregateRun, type Around, type Labels, type OrderedRun, type RowSpan } from './stages/contract.ts'
import { stageOf } from './stages/registry.ts'

/** How often what a stage has let through is shown while a pass goes on, in milliseconds. */
const PARTIAL_INTERVAL = 250

/** What a run lets the passes over its segments do. */
export interface SegmentAccess {
  readonly env: RunEnvironment
  readonly temporary: TemporaryRows
  scanner(segment: number): ScanPart
  blocksOf(segment: number): number
  /** A pass has been through all of a segment's input, whether or not it was looking for more. */
  isRead(segment: number): boolean
  throwIfEnded(): void
  finishStages(segment: number): void
  /** Goes back to before the pass of a segment. */
  forget(segment: number): void
  /** What the segment behind this one reads: as far as it is there, or all of it. */
  give(segment: number, final: boolean, input: SegmentInput): void
  /** What was given last is all. */
  isGiven(segment: number): void
}

/** The passes that make, of the rows of a segment, what the next one reads: one for each kind of stage at a segment's end. */
export class SegmentEnds {
  private readonly run: Run
  private readonly access: SegmentAccess

  constructor(run: Run, access: SegmentAccess) {
    this.run = run
    this.access = access
  }

  /** Runs the stage at the end of a segment over the segment's rows. Throws SluiceError. */
  async pass(segment: number): Promise<void> {
    const end = this.run.plan.segments[segment].end
    if (!end) return
    const stage = stageOf(end.node)
    if (stage.kind === 'ordered') await this.ordered(segment, end, stage.create(end.node))
    else if (stage.kind === 'aggregate') {
      const state = (): AggregateRun => stage.create(end.node, silentContext)
      const run = (): Promise<boolean> => (end.kind === 'learn' ? this.learning(segment, stage.labels!, state()) : this.aggregate(segment, end, state()))
      // A worker that is ended for another query takes with it what it has added up.
      while (!(await run())) this.access.forget(segment)
    } else if (stage.kind === 'context') await this.context(segment, end, stage.around(end.node))
    else if (stage.kind === 'sequential') await this.sequential(segment, end)
  }

  private async ordered(segment: number, end: PlannedStage, ordered: OrderedRun): Promise<void> {
    const merging = hasFileRows(this.run.plan, segment) ? this.access.env.merging : undefined
    const output = merging ? new SpanSet() : new SpanList(ordered.direction)
    let rows = 0
    let complete = false
    const scanned = merging ? await this.mergedSpans(segment, ordered.direction, merging) : spansOf(this.scan(segment, ordered.direction), ordered.direction)
    const all = withEnd(scanned, () => (complete = true))
    let shown = performance.now()
    for await (const span of ordered.run(all)) {
      output.add(span)
      rows += span.count
      this.run.tally.set(end.index, rows, false)
      if (ordered.direction === 'forward' && performance.now() - shown > PARTIAL_INTERVAL) {
        this.access.give(segment, false, { kind: 'spans', spans: output.inBlockOrder })
        shown = performance.now()
      }
    }
    if (complete || this.access.isRead(segment)) this.access.finishStages(segment)
    this.run.tally.set(end.index, rows, true)
    this.access.give(segment, true, { kind: 'spans', spans: output.inBlockOrder })
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
    if (direction === 'backward') await merging.gather(this.access.env.pool, this.run.id, () => this.access.throwIfEnded())
    const scan = this.access.scanner(segment)
    return merging.spans(this.run, segment, direction, (blocks, atOnce) => passing(scan(blocks, direction, { atOnce, keys: true, rowsAbove })), this.access.env.pool.lanes.length)
  }

  /** Whether all rows that were scanned are in the table. */
  private async aggregate(segment: number, end: PlannedStage, state: AggregateRun): Promise<boolean> {
    const show = (input: SegmentInput, final: boolean): void => {
      this.run.tally.restart(segment + 1)
      this.run.tally.set(end.index, rowsOfInput(input), final)
      this.access.give(segment, final, input)
      this.run.version++
    }
    const { pool, sizes: { spillBytes: bytes } } = this.access.env
    const spilled = state.spilling && new SpilledGroups({ temporary: this.access.temporary, threads: pool.lanes.length, bytes })
    const scan = this.access.scanner(segment)
    const isWhole = await addUp({
      pool,
      program: this.run.id,
      segment,
      state,
      scan: (only) => scan({ from: 0, to: this.access.blocksOf(segment) }, 'forward', { only, spill: spilled?.during }),
      show: segment + 1 === this.run.lastSegment ? (table) => show({ kind: 'table', table }, false) : undefined,
      part: segment === 0 && this.access.env.grows ? this.run.part : undefined,
      spilled,
    })
    if (!isWhole) return false
    this.access.finishStages(segment)
    show((await spilled?.finish(state, poolMerger(pool, this.run.id, segment), pool.lanes.length)) ?? { kind: 'table', table: state.table() }, true)
    return true
  }

  /** The same of rows that the next segment reads again, with what they have taught. */
  private async learning(segment: number, labels: Labels, state: AggregateRun): Promise<boolean> {
    const rows = new SpanList('forward')
    const scan = this.access.scanner(segment)
    const isWhole = await addUp({
      pool: this.access.env.pool,
      program: this.run.id,
      segment,
      state,
      scan: () => noteSpans(scan({ from: 0, to: this.access.blocksOf(segment) }, 'forward'), rows),
    })
    if (!isWhole) return false
    this.access.finishStages(segment)
    this.access.give(segment, true, { kind: 'spans', spans: rows.inBlockOrder, learned: { data: labels.learned(state) } })
    return true
  }

  /** Of the rows of the files, which records are around them. */
  private async context(segment: number, end: PlannedStage, around: Around): Promise<void> {
    const { env } = this.access
    const near = new NearBlocks(around)
    let complete = false
    const scan = this.access.scanner(segment)({ from: 0, to: this.access.blocksOf(segment) }, 'forward', { near: { ...around, frames: framesAll(around) } })
    const scans = withEnd(scan, () => (complete = true))
    // In a merge those that come first may be anywhere.
    const most = env.merging ? undefined : mostRows(this.run.plan, segment)
    let shown = performance.now()
    for await (const block of blocksAround({ map: env.map, around, scans, countRecords: (at) => this.countRecords(at), most })) {
      this.access.throwIfEnded()
      near.add(block)
      this.run.tally.set(end.index, near.rows, false)
      if (!env.merging && performance.now() - shown > PARTIAL_INTERVAL) {
        this.access.give(segment, false, near.input)
        shown = performance.now()
      }
    }
    if (complete || this.access.isRead(segment)) this.access.finishStages(segment)
    this.run.tally.set(end.index, near.rows, complete)
    this.access.give(segment, true, near.input)
  }

  private async countRecords(block: number): Promise<number> {
    const { known, pool } = this.access.env
    const count = known.records.at(block)
    if (count >= 0) return count
    const found = await idlest(pool.lanes).calls.gather({ program: this.run.id, from: block, to: block + 1 })
    this.access.throwIfEnded()
    known.note(block, found)
    return found.statistics!.records[0]
  }

  private async sequential(segment: number, end: PlannedStage): Promise<void> {
    const path = this.access.temporary.path()
    const rows = await this.orderedRows(segment, this.isSorting(segment, end) ? path : undefined)
    const nothing = new Float64Array(this.run.plan.segments[segment].local.length)
    let made = 0
    const whole = await runSequential({
      pool: this.access.env.pool,
      program: this.run.id,
      segment,
      path,
      rows,
      note: ({ seen, faults }, total) => {
        this.access.throwIfEnded()
        this.run.tally.add(segment, nothing, seen, faults)
        this.run.tally.set(end.index, (made = total), false)
      },
      show: (input) => this.access.give(segment, false, input),
    })
    if (whole || this.access.isRead(segment)) this.access.finishStages(segment)
    this.run.tally.set(end.index, made, true)
    this.access.isGiven(segment)
  }

  /** Whether a stage only puts rows in order, so that those who scan them can sort them. */
  private isSorting(segment: number, { node }: PlannedStage): boolean {
    const stage = stageOf(node)
    return stage.kind === 'sequential' && stage.order?.(node, silentContext, mostRows(this.run.plan, segment)) !== undefined
  }

  /** The rows of a segment themselves, in their order; `sortTo`: as sorted runs, as in ScanWants, where they are not merged. */
  private async orderedRows(segment: number, sortTo: string | undefined): Promise<AsyncIterable<FedRows>> {
    const rowsAbove = countedLines(this.run, this.access.env, segment)
    const merging = hasFileRows(this.run.plan, segment) ? this.access.env.merging : undefined
    if (!merging) return rowsOf(this.access.scanner(segment)({ from: 0, to: this.access.blocksOf(segment) }, 'forward', { rowsAbove, sortTo }))
    const ordered = new OrderedRows()
    return ordered.inOrder(await this.mergedSpans(segment, 'forward', merging, (scans) => ordered.passing(scans), rowsAbove))
  }

  /** Scans a segment on all lanes and gives the results in order. */
  private scan(segment: number, direction: 'forward' | 'backward' = 'forward'): AsyncGenerator<Scanned> {
    return this.access.scanner(segment)({ from: 0, to: this.access.blocksOf(segment) }, direction)
  }
}
