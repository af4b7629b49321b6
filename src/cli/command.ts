import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SluiceError, toErrorData } from '../common/errors.ts'
import type { Diagnostic, ScriptAccess, TimeShifts } from '../common/protocol.ts'
import { inspectFile, type Inspected } from '../engine/bytes/inspect.ts'
import { unsoundFile } from '../engine/bytes/packed/members.ts'
import { SpoolStore } from '../engine/bytes/packed/spoolStore.ts'
import { plain } from '../engine/records/formats/plain.ts'
import { FORMATS } from '../engine/records/formats/registry.ts'
import { KeptIndexStore } from '../engine/results/keptIndex/store.ts'
import { fieldsRead, makePlan, runsExpressions, runsThemOnRows, type Plan } from '../engine/results/plan.ts'
import type { ScannerPool } from '../engine/results/pool.ts'
import { onScriptOutput } from '../engine/results/scripts/scriptOutput.ts'
import type { StageFaults } from '../engine/results/scannerApi.ts'
import { faultsText, joinFaults } from '../engine/results/stageTally.ts'
import { Session } from '../engine/session.ts'
import type { Run } from '../engine/run.ts'
import type { OwnFormats } from '../engine/ownFormats.ts'
import { parseOrThrow } from '../engine/stages/registry.ts'
import { LocalLane } from '../process/localLane.ts'
import type { StartedWorker } from '../process/startWorker.ts'
import { DEFAULT_READ_LIMIT, DEFAULT_TEST_LIMIT, WorkerPool } from '../process/workerPool.ts'
import { cacheFolder } from './cacheFolder.ts'
import { explain } from './explain.ts'
import { kindOf } from './kindOf.ts'
import { endFallback, wantFallback, type FallbackState } from './linearFallback.ts'
import type { Live } from './live.ts'
import { STANDARD_INPUT, textFormat, type CliOptions } from './options.ts'
import { complain, OutputEnded, tell, type Output } from './output.ts'
import { ownFormats } from './ownFormats.ts'
import { peakRssBytes } from './peakMemory.ts'
import { SIGNALLED } from './stopSignals.ts'
import { intoFile, typedOutput } from './outputFile.ts'
import { planToStream, streamed, type Written } from './streamed.ts'

const FOUND = 0
const NONE = 1
const FAILED = 2

/** How the command was started. */
export interface Start {
  /** The workers' script. */
  readonly script: URL
  readonly threads: number
  /** Workers that are starting; this thread is the one that `threads` has more. */
  readonly started: readonly StartedWorker[]
  /** Time of the first statement, as of performance.now(). */
  readonly startedAt: number
  readonly fallback: FallbackState
  /** Keeps what has been compiled by now, if no run of this kind has been before. */
  readonly keep?: (kind: string) => void
}

interface Totals {
  rows: number
  bytes: number
  lines: number
}

/** Runs the command; answers the exit status. Says itself what is wrong. Throws OutputEnded. */
export async function runCommand(options: CliOptions, output: Output, start: Start): Promise<number> {
  const endOutput = options.allowScripts ? onScriptOutput(({ script, text }) => tell(`${script}: ${text}\n`)) : undefined
  try {
    if (options.output === undefined || options.explain) return await run(options, output, start)
    return await intoFile(options.output, options, (own) => run(options, own ?? output, start))
  } catch (error) {
    if (error instanceof OutputEnded) throw error
    if (error instanceof SluiceError && error.code === 'query') complainOfQuery(options, error.details as Diagnostic[])
    else complain(toErrorData(error).message)
    return FAILED
  } finally {
    endOutput?.()
  }
}

async function run(options: CliOptions, output: Output, start: Start): Promise<number> {
  const plan = makePlan(parseOrThrow(options.query))
  if (options.explain) {
    await output.write(explain(plan))
    return FOUND
  }
  const own = ownFormats(options)
  if (!own) return FAILED
  if (options.logFormat !== undefined && !own.named(options.logFormat)) {
    const names = [...own.infos, ...FORMATS].map(({ name }) => name)
    complain(`--log-format: expected auto or one of ${names.join(', ')}, not '${options.logFormat}'`)
    return FAILED
  }
  if (options.files[0] === STANDARD_INPUT) {
    const { ofStandardInput } = await import('./live.ts')
    const result = await ofStandardInput(options, own, output, start)
    // What cannot be looked at as it comes is, once it lies in a file.
    if (!('file' in result)) return ended(result, options, start)
    try {
      return await runOver({ ...options, files: [result.file], follow: false, cache: false }, plan, own, output, start)
    } finally {
      await result.remove()
    }
  }
  return runOver(options, plan, own, output, start)
}

/** What became of a query over rows as they come, as a status. */
function ended({ totals, signal }: Live, { stats }: CliOptions, start: Start, missing = false): number {
  if (stats) printStats(totals, start)
  endFallback(start.fallback)
  if (signal !== undefined) return SIGNALLED + signal
  return statusOf(totals.rows, [], missing)
}

async function runOver(options: CliOptions, plan: Plan, own: OwnFormats, output: Output, start: Start): Promise<number> {
  const files = await readable(options)
  if (files.length === 0) return FAILED
  if (options.follow) {
    const { follow } = await import('./live.ts')
    return ended(await follow(files, options, own, output, start), options, start, files.length < options.files.length)
  }
  const merge = files.length > 1 && mergesRows(options, plan)
  const shifts = files.map(({ info }) => options.shifts.get(info.path))
  const format = options.logFormat ?? (needsFormat(options, plan) || merge ? undefined : plain.name)
  const written = { bytes: 0 }
  const shifted = shifts.some((shift) => shift !== undefined)
  // Expressions of formats run where they can be ended.
  const streamPlan = own.declared.length > 0 || merge || shifted || options.withSource ? undefined : planToStream(options, files)
  if (streamPlan) {
    if (runsExpressions(plan)) wantFallback(start.fallback, start.started.length)
    const result = await streamed(files, { options, plan: streamPlan, format }, output, written)
    if (result) {
      if (options.stats) printStats(result, start)
      endFallback(start.fallback)
      return statusOf(result.rows, result.damages, files.length < options.files.length)
    }
  }
  const spools = new SpoolStore(join(cacheFolder() ?? join(tmpdir(), 'sluice'), 'spools'))
  const pool = makePool(start, runsThemOnRows(plan) || own.declared.length > 0)
  try {
    for (let tries = 0; ; tries++) {
      try {
        return await overSession(files, { options, plan, own, format, merge, shifts, pool, spools, written }, output, start)
      } catch (error) {
        // What comes before the damage is had by unpacking it.
        const path = unsoundFile(error)
        if (path === undefined || tries >= files.length) throw error
        await spools.refuseInPlace(path)
      }
    }
  } finally {
    await pool.dispose()
  }
}

interface SessionRun {
  readonly options: CliOptions
  readonly plan: Plan
  readonly own: OwnFormats
  readonly format: string | undefined
  readonly merge: boolean
  readonly shifts: TimeShifts
  readonly pool: ScannerPool
  readonly spools: SpoolStore
  readonly written: Written
}

async function overSession(files: readonly Inspected[], run: SessionRun, output: Output, start: Start): Promise<number> {
  const { options, plan, own, format, merge, shifts, pool, spools, written } = run
  let session: Session | undefined
  try {
    const paths = files.map(({ info }) => info.path)
    const store = storeFor(options)
    session = await Session.open(paths, {
      id: 1,
      pool,
      files,
      everyLine: options.lines,
      countLines: needsLines(options),
      format,
      own,
      encodings: files.map(() => options.encoding),
      merge,
      shifts,
      zones: { files: files.map(() => options.timeZone) },
      store,
      spools,
    })
    if (runsExpressions(plan)) wantFallback(start.fallback, start.started.length)
    session.sources.forEach(({ problem }) => problem !== undefined && complain(problem))
    const totals = await runQuery(session, options, behind(output, written))
    if (options.stats) printStats(totals, start)
    await session.saveIndex()
    endFallback(start.fallback)
    start.keep?.(kindOf(options, plan, pool.lanes.length))
    const damages = session.sources.flatMap(({ damage }) => damage ?? [])
    return statusOf(totals.rows, damages, files.length < options.files.length)
  } finally {
    session?.close()
  }
}

function statusOf(rows: number, damages: readonly string[], missing: boolean): number {
  damages.forEach(complain)
  if (missing || damages.length > 0) return FAILED
  return rows > 0 ? FOUND : NONE
}

/** The output, for who begins again with what has been written already. */
function behind(output: Output, written: Written): Pick<Output, 'write' | 'ended'> {
  let left = written.bytes
  return {
    ended: output.ended,
    async write(data) {
      const all = typeof data === 'string' ? Buffer.from(data) : data
      const more = all.subarray(left)
      left -= all.length - more.length
      if (more.length === 0) return
      await output.write(more)
      written.bytes += more.length
    },
  }
}

/** Where lines are rows and no stage reads a field, finding out what format the files have would only take time. */
function needsFormat({ lines, format }: CliOptions, plan: Plan): boolean {
  return !lines || format !== 'text' || plan.columns.chosen || [...fieldsRead(plan).values()].some((names) => names.length > 0)
}

/** Whether it matters in which order the rows of several files come: not for what is only counted. */
function mergesRows({ merge, count }: CliOptions, { segments: [{ end }] }: Plan): boolean {
  return merge && (end ? end.kind !== 'aggregate' : !count)
}

/** Counts and plain rows do without the numbers of their lines; whoever asks for one of those after all has the lines above counted then. */
function needsLines({ stats, count, format, lineNumber }: CliOptions): boolean {
  return stats || lineNumber || (!count && format !== 'text')
}

/** Lines are counted faster than their statistics are gathered, so with --lines nothing is kept. */
function storeFor({ cache, lines }: CliOptions): KeptIndexStore | undefined {
  const folder = cache && !lines ? cacheFolder() : undefined
  return folder === undefined ? undefined : new KeptIndexStore(folder)
}

/** The files that can be read; the others are named on standard error, as grep does it. */
async function readable({ files: paths, encoding }: CliOptions): Promise<Inspected[]> {
  const files: Inspected[] = []
  for (const path of paths) {
    try {
      files.push(await inspectFile(path, encoding))
    } catch (error) {
      complain(toErrorData(error).message)
    }
  }
  return files
}

function makePool({ script, threads, started }: Start, watched: boolean): ScannerPool {
  return new WorkerPool({
    script,
    threads,
    started,
    testLimit: DEFAULT_TEST_LIMIT,
    readLimit: DEFAULT_READ_LIMIT,
    local: (successor) => new LocalLane({ successor, watched }),
  })
}

async function runQuery(session: Session, options: CliOptions, output: Pick<Output, 'write' | 'ended'>): Promise<Totals> {
  const run = session.prepare(options.query, scriptAccess(options))
  await run.execute(options.count)
  throwIfFailed(run)
  warn(session, run, options.count)
  const totals: Totals = { rows: 0, bytes: run.bytesRead, lines: session.linesCounted }
  if (options.count) {
    totals.rows = run.counts?.total ?? 0
    await output.write(`${totals.rows}\n`)
    return totals
  }
  const { lineNumber: numbered, withSource: named, stats: countLines } = options
  const faulty = new Map<number, StageFaults>()
  const faults = (found: readonly StageFaults[]): void => found.forEach((each) => faulty.set(each.stage, joinFaults(faulty.get(each.stage), each)))
  const format = textFormat(options)
  const how = { numbered, named, countLines, signal: output.ended, faults }
  if (format) {
    for await (const piece of session.render(run.id, { ...how, format })) {
      totals.rows += piece.rows
      totals.bytes += piece.read
      await output.write(piece.bytes)
    }
  } else {
    const { rows, read } = await typedOutput(options, output, (path) => session.exportTo({ ...how, run: run.id, format: options.format, path }, () => undefined))
    totals.rows = rows
    totals.bytes += read
  }
  for (const each of faulty.values()) complain(faultsText(each))
  totals.lines = session.linesCounted
  return totals
}

const NO_SCRIPTS = 'Scripts run code of whoever wrote them, so they have to be allowed: --allow-scripts does it.'

function scriptAccess({ allowScripts }: CliOptions): ScriptAccess {
  return { folders: [process.cwd()], absolute: true, ...(allowScripts ? {} : { refusal: NO_SCRIPTS }) }
}

/** Says what is odd about stages that have run: a field that no row has is most likely misspelt. */
function warn(session: Session, run: Run, counted: boolean): void {
  // Rows of the last segment are made while they are written, when it is too late to say something first.
  const segments = counted ? run.plan.segments : run.plan.segments.slice(0, -1)
  const ran = new Set(segments.flatMap(({ local, end }) => [...local, ...(end ? [end] : [])].map(({ index }) => index)))
  run.progress(session.id).stages.forEach(({ warnings }, index) => {
    if (ran.has(index)) warnings.forEach(complain)
  })
}

function throwIfFailed(run: Run): void {
  if (run.error) throw run.error
}

function printStats(totals: Totals, { startedAt, threads }: Start): void {
  const figures = {
    bytes: totals.bytes,
    lines: totals.lines,
    rows: totals.rows,
    seconds: (performance.now() - startedAt) / 1000,
    peakRssBytes: peakRssBytes(),
    threads,
  }
  tell(`${JSON.stringify(figures)}\n`)
}

/** A mistake in a query, with the place marked beneath it; of a file as `errors.sluice:3:5`. */
function complainOfQuery({ query, pipeline }: CliOptions, diagnostics: readonly Diagnostic[]): void {
  for (const { start, end, message } of diagnostics) {
    const lineStart = start === 0 ? 0 : query.lastIndexOf('\n', start - 1) + 1
    const line = query.slice(lineStart).split(/\r?\n/, 1)[0]
    const column = Math.max(0, start - lineStart)
    const marks = '^'.repeat(Math.max(1, Math.min(end - lineStart, line.length) - column))
    const place = pipeline === undefined ? '' : `${pipeline}:${query.slice(0, lineStart).split('\n').length}:${column + 1}: `
    // Tabs are as wide below as above.
    complain(`${place}${message}\n  ${line}\n  ${line.slice(0, column).replace(/[^\t]/g, ' ')}${marks}`)
  }
}
