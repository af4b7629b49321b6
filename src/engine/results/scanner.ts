import { SluiceError } from '../../common/errors.ts'
import { errorOf } from '../../common/errorTexts.ts'
import { transfer, type Handlers } from '../../common/rpc.ts'
import type { ByteSource } from '../bytes/source.ts'
import { openSource } from '../bytes/openSource.ts'
import { SharedSources, type HeldSource } from '../bytes/sharedSources.ts'
import type { RecordBatch } from '../records/batch.ts'
import { LineBatch } from '../records/lineBatch.ts'
import { readerBufferBytes } from '../lines/block.ts'
import { decodingBufferBytes } from '../lines/decodingReader.ts'
import type { Kernels } from '../lines/kernels.ts'
import { createWasmKernels } from '../lines/wasmKernels.ts'
import { emptyStatistics } from '../records/statistics.ts'
import type { AggregateRun, RowOrder } from '../stages/contract.ts'
import { highlighter } from '../stages/highlight.ts'
import { gather, rowKeys } from './merge/keyedRows.ts'
import { KeyList } from './merge/runningTimes.ts'
import { pageOf, rowDetail, type Marker } from './pageRows.ts'
import { Program } from './program.ts'
import type { OpenSource } from './sourceReaders.ts'
import { figuresOfRange } from './figures.ts'
import { fieldsBehind } from './plan.ts'
import { PlaceNotes } from './rowPlaces.ts'
import { NearNotes } from './near.ts'
import { chooseGroups, GroupSpill, joinParts, mergePart, type SpillTo } from './spool/groupSpill.ts'
import { LaneRuns } from './spool/laneRuns.ts'
import { RowWriter } from './spool/rowWriter.ts'
import { SequentialCalls, type StartProgram } from './spool/sequentialCalls.ts'
import { shownColumns } from './export/values.ts'
import { renderRange } from './render.ts'
import { Cancel, type ProgramSpec, type ScannerApi, type ScanResult, type SourceTurns, type StageFaults } from './scannerApi.ts'
import { joinFaults } from './stageTally.ts'
import { WorkerState, type WorkerStatus } from './workerStatus.ts'

/** Bytes of a long line that one call gives. */
const LONG_LINE_CHUNK = 1024 * 1024

interface Loaded {
  readonly program: Program
  readonly spec: ProgramSpec
  readonly files: readonly HeldSource[]
  readonly marker: Marker
  readonly seen: Map<string, readonly [number, string]>
  /** By the index of the stage, of what is running. */
  readonly faults: Map<number, StageFaults>
  /** Pages and the like look at rows that have been looked at before. */
  notesFaults: boolean
  /** A `scan` is running: the only call that a stopped pass ends. */
  scanning: boolean
  /** Rows that aggregates have taken since they were last collected. */
  added: number
  /** For programs that are made later. */
  keepTurns(turns: SourceTurns): void
  /** What was too large of their states. */
  readonly spilled: GroupSpill
  /** Makes another program of the same plan, over the same files. */
  readonly start: StartProgram
  /** What leaves rows out for the sequential stage of a segment. */
  readonly preselected: (segment: number) => ((batch: RecordBatch) => RecordBatch) | undefined
  /** By what rows are sorted that go to the sequential stage of a segment. */
  readonly orders: (segment: number) => RowOrder | undefined
  /** What sorts the rows of a segment, once there are some. */
  readonly laneRuns: Map<number, LaneRuns>
  /** By the segment that they end. */
  readonly sequential: Map<number, SequentialCalls>
}

/** Runs what may not end by itself. */
export type Guard = <T>(work: () => T) => T

/** The calls of a scan worker. `guard`: where no watchdog looks at the thread. Everything runs to its end before the next call is looked at; cancellation is polled at reads. */
export function createScanner(status: WorkerStatus, open: OpenSource = openSource, guard: Guard = (work) => work()): Handlers<ScannerApi> {
  const programs = new Map<number, Loaded>()
  const kernels = new Map<number, Kernels>()
  const sources = new SharedSources(open)

  const kernelsFor = ({ sizes, sources: specs }: ProgramSpec): Kernels => {
    const bufferBytes = specs.some(({ encoding }) => encoding !== undefined) ? decodingBufferBytes : readerBufferBytes
    const length = bufferBytes(sizes.blockBytes, sizes.maxLineBytes, sizes.reachBytes)
    let found = kernels.get(length)
    if (!found) kernels.set(length, (found = createWasmKernels(length)))
    return found
  }

  const get = (id: number): Loaded => {
    const loaded = programs.get(id)
    if (!loaded) throw errorOf('outdated', 'queryReplaced', {})
    return loaded
  }

  /** Runs `work` as the worker's current work. */
  const busy = <T>(id: number, work: (loaded: Loaded) => T): T => {
    const loaded = get(id)
    status.begin(id)
    try {
      return work(loaded)
    } finally {
      status.enter(WorkerState.Idle)
    }
  }

  return {
    load(spec) {
      if (programs.has(spec.program)) return
      const loaded = load(spec, status, sources, kernelsFor(spec), guard)
      programs.set(spec.program, loaded)
      // Now, while they are there: a file that is deleted later can still be read. What cannot be opened is reported when it is read.
      for (const file of loaded.files) openIfPossible(file)
    },

    input({ program, segment, input }) {
      const loaded = get(program)
      loaded.program.setInput(segment, input)
      if (input.kind === 'spool' && input.rows.length > 0) endLaneRuns(loaded, segment - 1)
      if (input.kind === 'turns') loaded.keepTurns(input)
    },

    drop({ program }) {
      const loaded = programs.get(program)
      loaded?.program.dispose()
      for (const calls of loaded?.sequential.values() ?? []) calls.dispose()
      for (const runs of loaded?.laneRuns.values() ?? []) runs.dispose()
      loaded?.spilled.close()
      for (const file of loaded?.files ?? []) file.release()
      programs.delete(program)
    },

    scan(params) {
      return busy(params.program, (loaded) => {
        loaded.scanning = true
        try {
          const result = noting(loaded, params.segment, () => scan(loaded, params))
          return result.chunks ? transfer(result, result.chunks.map(({ bytes }) => bytes)) : result
        } finally {
          loaded.scanning = false
        }
      })
    },

    count({ program: id, segment, from, to }) {
      return busy(id, ({ program }) => {
        const rows = new Uint32Array(to - from)
        for (let block = from; block < to; block++) {
          for (const batch of program.rows(segment, block, true)) rows[block - from] += batch.length
        }
        return { rows }
      })
    },

    lineOffset({ program: id, block, line }) {
      return busy(id, ({ program }) => {
        const lines = program.lines(block)
        return { offset: lines.block.sourceOffset(lines.start(line)) }
      })
    },

    gather({ program: id, from, to }) {
      return busy(id, ({ program }) => gather(program, from, to))
    },

    keys({ program: id, ...range }) {
      return busy(id, ({ program }) => {
        const found = rowKeys(program, range)
        return transfer(found, [found.keys.buffer, found.rows.buffer, found.greatest.buffer])
      })
    },

    countLines({ program: id, from, to }) {
      return busy(id, ({ program }) => {
        const lines = new Uint32Array(to - from)
        for (let block = from; block < to; block++) lines[block - from] = program.lines(block).length
        return { lines }
      })
    },

    beginRows({ program: id, segment, path }) {
      const loaded = get(id)
      loaded.sequential.set(segment, new SequentialCalls(loaded.spec, segment, path, loaded.start, status))
    },

    feedRows: ({ program, segment, chunks, order, runs }) => sequential(get(program), segment).feed(chunks, order, runs),

    endRows: ({ program, segment }) => sequential(get(program), segment).end(),

    collect({ program, segment, spill }) {
      return busy(program, (loaded) => {
        const { added, spilled } = loaded
        const aggregate = loaded.program.aggregate(segment)
        loaded.added = 0
        if (spill) relieve(loaded, aggregate, spill)
        return { partial: aggregate?.take(), rows: added, spilled: spilled.take() }
      })
    },

    chooseGroups({ program, segment, parts, to }) {
      return busy(program, (loaded) => chooseGroups(() => loaded.program.newAggregate(segment), parts, to, { check: () => throwIfEnded(loaded.spec, true) }))
    },

    mergePart({ program, segment, pieces, ...how }) {
      return busy(program, (loaded) => mergePart(loaded.program.newAggregate(segment), pieces, { ...how, check: () => throwIfEnded(loaded.spec, true) }))
    },

    joinParts({ program, segment, parts, ...how }) {
      return busy(program, (loaded) => joinParts(loaded.program.newAggregate(segment).spilling!, parts, { ...how, check: () => throwIfEnded(loaded.spec, true) }))
    },

    page({ program: id, wants, columns }) {
      return busy(id, ({ program, spec, marker }) => {
        const result = pageOf(program, lastSegment(spec), columns, wants, marker, spec.sizes.pageMilliseconds)
        return transfer(result, [result.page])
      })
    },

    rowsBefore({ program: id, block, source, offset }) {
      return busy(id, ({ program, spec }) => {
        let rows = 0
        const origin = program.origin(lastSegment(spec), block)
        if (origin?.source !== source) return { rows }
        for (const batch of program.rows(lastSegment(spec), block)) {
          for (let row = 0; row < batch.length; row++) {
            if (!(batch instanceof LineBatch) || batch.block.sourceOffset(batch.start(row)) >= offset) return { rows }
            rows++
          }
        }
        return { rows }
      })
    },

    render(params) {
      return busy(params.program, (loaded) => {
        const { program, spec } = loaded
        const names = spec.sources.length > 1 ? spec.sources.map((source) => source.name) : undefined
        const result = noting(loaded, params.segment, () => renderRange(program, { columns: shownColumns(spec.plan.columns, params.columns), sources: names, follows: params.continued !== undefined }, params))
        const buffers = result.chunks.filter((chunk) => chunk instanceof ArrayBuffer)
        const { marks, keyed } = result
        const arrays = [marks, keyed?.keys, keyed?.rows, keyed?.greatest, keyed?.ends].flatMap((array) => array?.buffer ?? [])
        return transfer(result, [...buffers, ...arrays])
      })
    },

    figures: (params) => busy(params.program, ({ program }) => figuresOfRange(program, params)),

    longLine({ program: id, source, offset }) {
      return busy(id, ({ program }) => {
        const { bytes: text, next, done } = program.readLine(source, offset, LONG_LINE_CHUNK)
        const bytes = new Uint8Array(text).buffer
        return transfer({ bytes, next, done }, [bytes])
      })
    },

    row({ program: id, block, row }) {
      return busy(id, ({ program, spec, marker }) => {
        const detail = rowDetail(program, lastSegment(spec), spec.plan.columns.names, block, row, marker)
        if (!detail) throw errorOf('outdated', 'rowGone', {})
        return detail
      })
    },
  }
}

function lastSegment(spec: ProgramSpec): number {
  return spec.plan.segments.length - 1
}

function load(spec: ProgramSpec, status: WorkerStatus, sources: SharedSources, kernels: Kernels, guard: Guard): Loaded {
  const seen = new Map<string, readonly [number, string]>()
  const faults = new Map<number, StageFaults>()
  const files = spec.sources.map((source) => sources.hold(source))
  const openHeld: OpenSource = (source) => watched(files[spec.sources.indexOf(source)].open(), status)
  let turns: SourceTurns | undefined
  const start: StartProgram = (notes, kernelsOf, scanning) => {
    const made = new Program(spec, openHeld, {
      beforeRead() {
        throwIfEnded(spec, scanning())
      },
      beat: (stage, source, offset) => status.testing(stage, source, offset),
      guard,
      ...notes,
    }, kernelsOf)
    if (turns) made.setInput(0, turns)
    return made
  }
  const program = start({
    sawField: (stage, name) => seen.set(`${stage} ${name}`, [stage, name]),
    fault: (stage, source, offset, message) => {
      if (loaded.notesFaults) faults.set(stage, joinFaults(faults.get(stage), { stage, rows: 1, source, offset, message }))
    },
  }, kernels, () => loaded.scanning)
  const loaded: Loaded = { program, spec, files, marker: markerOf(spec, status), seen, faults, notesFaults: false, scanning: false, added: 0, spilled: new GroupSpill(), keepTurns: (given) => (turns = given), start, preselected: oncePerSegment((segment) => program.preselect(segment)), orders: oncePerSegment((segment) => program.order(segment)), laneRuns: new Map(), sequential: new Map() }
  return loaded
}

/** `passing`: it is work for a pass, which may have been ended alone. */
function throwIfEnded({ cancel }: ProgramSpec, passing: boolean): void {
  const flag = Atomics.load(cancel, 0)
  if (flag === Cancel.All || (flag === Cancel.Pass && passing)) throw new SluiceError('cancelled', 'Cancelled.')
}

/** Takes the state of an aggregate to disk, if it is too large. Nobody would remove the file for a query that has been ended. */
function relieve({ spec, spilled }: Loaded, aggregate: AggregateRun | undefined, to: SpillTo): void {
  const state = aggregate?.spilling
  if (!state || state.size <= to.bytes) return
  throwIfEnded(spec, true)
  spilled.add(state, to)
}

function laneRunsOf(loaded: Loaded, segment: number, path: string): LaneRuns {
  let found = loaded.laneRuns.get(segment)
  if (!found) {
    const options = { order: loaded.orders(segment)!, wanted: fieldsBehind(loaded.spec.plan, segment) }
    loaded.laneRuns.set(segment, (found = new LaneRuns(path, options, () => throwIfEnded(loaded.spec, true))))
  }
  return found
}

/** All rows of the segment have come: gives memory back. */
function endLaneRuns({ laneRuns }: Loaded, segment: number): void {
  laneRuns.get(segment)?.dispose()
  laneRuns.delete(segment)
}

function oncePerSegment<T>(make: (segment: number) => T): (segment: number) => T {
  const made = new Map<number, T>()
  return (segment) => {
    if (!made.has(segment)) made.set(segment, make(segment))
    return made.get(segment)!
  }
}

function sequential(loaded: Loaded, segment: number): SequentialCalls {
  const calls = loaded.sequential.get(segment)
  // The worker that had it has been ended, and this one is another.
  if (!calls) throw errorOf('internal', 'stateLost', {})
  return calls
}

function openIfPossible(file: HeldSource): void {
  try {
    file.open()
  } catch {
    // The one who reads it tries again, and hears why.
  }
}

/** Highlights what the search stages look for; a mark's expression is watched as that of its stage. */
function markerOf(spec: ProgramSpec, status: WorkerStatus): Marker {
  const stages = spec.plan.segments.flatMap((segment) => segment.local)
  return highlighter(stages, (stage) => status.testing(stage, 0, -1))
}

/** A source whose reads the watchdog can see; whoever holds it closes it. */
function watched(source: ByteSource, status: WorkerStatus): ByteSource {
  return {
    // That of what is still being unpacked changes.
    get size() {
      return source.size
    },
    read(target, targetStart, length, position) {
      status.enter(WorkerState.Reading)
      const read = source.read(target, targetStart, length, position)
      status.enter(WorkerState.Working)
      return read
    },
    close: () => undefined,
  }
}

/** Adds the faults of the stages of a segment: others were replayed for it, and have counted before. */
function noting<T extends object>(loaded: Loaded, segment: number, work: () => T): T & { faults: StageFaults[] } {
  const { spec, faults } = loaded
  faults.clear()
  loaded.notesFaults = true
  try {
    const result = work()
    return { ...result, faults: [...faults.values()].filter(({ stage }) => spec.plan.segments[segment].local.some(({ index }) => index === stage)) }
  } finally {
    loaded.notesFaults = false
  }
}

function scan(loaded: Loaded, params: Parameters<ScannerApi['scan']>[0]): Omit<ScanResult, 'faults'> {
  const { program, seen } = loaded
  const { segment, from, to } = params
  const rows = new Uint32Array(to - from)
  const lines = new Uint32Array(params.lines ? to - from : 0)
  const records = new Int32Array(lines.length)
  const statistics = params.statistics && segment === 0 ? emptyStatistics(to - from) : undefined
  const aggregate = program.aggregate(segment)
  const places = params.places && segment === 0 ? new PlaceNotes(program.sizes.blockBytes) : undefined
  // Whoever wants places or an aggregate looks at the rows.
  const keys = params.keys ? new KeyList() : undefined
  const { rowsAbove } = params
  const order = rowsAbove && loaded.orders(segment)
  const runs = params.sortTo === undefined ? undefined : laneRunsOf(loaded, segment, params.sortTo)
  runs?.begin()
  const writer = rowsAbove && !runs ? new RowWriter({ wanted: fieldsBehind(loaded.spec.plan, segment), keyFields: order?.fields.length, keys: order?.keys }) : undefined
  // What is merged is told by the numbers of the rows.
  const preselect = writer && !keys ? loaded.preselected(segment) : undefined
  const near = params.near && segment === 0 ? new NearNotes(params.near) : undefined
  const countOnly = !aggregate && !places && !keys && !writer && !runs && !near
  const bytesBefore = program.bytesRead
  // Replays of this segment for later ones have counted too.
  program.takeCounts(segment)
  for (let block = from; block < to; block++) {
    const whole = segment === 0 ? program.records(block) : undefined
    if (whole && statistics) program.beginGather(whole)
    const times = keys && program.runningTimes(segment, block, whole)
    const batches = whole ? program.rowsOf(whole, countOnly) : program.rows(segment, block, countOnly)
    for (const batch of batches) {
      // Before the rows are counted: it may find them along with what it looks for.
      if (aggregate) {
        aggregate.add(batch, program.orderOf(segment, block))
        loaded.added += batch.length
      }
      rows[block - from] += batch.length
      places?.add(batch)
      near?.add(batch)
      if (times && batch instanceof LineBatch) keys.add(times, batch)
      if (runs) runs.add(batch, program.origin(segment, block)?.source ?? 0, rowsAbove![block - from])
      if (writer) addRows(writer, preselect ? preselect(batch) : batch, program.origin(segment, block)?.source ?? 0, rowsAbove![block - from])
    }
    if (params.spill) relieve(loaded, aggregate, params.spill)
    places?.end(block - from)
    if (whole && near) near.end(whole, params.near!.frames)
    // After the stages: what they split need not be counted again.
    if (whole && statistics) program.gather(whole, statistics, block - from)
    if (whole && params.lines) {
      lines[block - from] = whole.lineCount
      records[block - from] = whole.knownRecords
    }
    whole?.release()
  }
  const bytes = program.bytesRead - bytesBefore
  return { rows, lines, records, statistics, out: program.takeCounts(segment), bytes, seen: [...seen.values()], places: places?.take(), keys: keys?.take(), near: near?.take(), chunks: writer?.take(true), runs: runs?.end() }
}

/** Takes rows out of their files. */
function addRows(writer: RowWriter, batch: RecordBatch, source: number, linesAbove: number): void {
  for (let row = 0; row < batch.length; row++) {
    if (batch instanceof LineBatch) writer.add(batch, row, batch.source(row) ?? source, linesAbove + batch.lineAbove(row) + 1)
    else writer.add(batch, row)
  }
}
