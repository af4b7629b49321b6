import { startedAt } from './checkNode.ts'
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { SluiceError, toErrorData } from '../common/errors.ts'
import type { Diagnostic } from '../common/protocol.ts'
import { inspectFile } from '../engine/bytes/inspect.ts'
import { inlinePool } from '../engine/results/inlinePool.ts'
import { KeptIndexStore } from '../engine/results/keptIndex/store.ts'
import { makePlan, runsExpressions } from '../engine/results/plan.ts'
import type { ScannerPool } from '../engine/results/pool.ts'
import { Session } from '../engine/session.ts'
import type { Run } from '../engine/run.ts'
import { parseOrThrow } from '../engine/stages/registry.ts'
import { DEFAULT_READ_LIMIT, DEFAULT_TEST_LIMIT, WorkerPool } from '../process/workerPool.ts'
import { cacheFolder } from './cacheFolder.ts'
import { explain } from './explain.ts'
import { HELP, parseOptions, UsageError, type CliOptions } from './options.ts'
import { Output } from './output.ts'

const FOUND = 0
const NONE = 1
const FAILED = 2

/** Inputs up to this many bytes are read in this thread: starting workers would take longer. */
const INLINE_BYTES = 8 * 1024 * 1024

interface Totals {
  rows: number
  bytes: number
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2))
  const output = new Output()
  if (options === 'help' || options === 'version') {
    await output.write(options === 'help' ? HELP : `${version()}\n`)
    return FOUND
  }
  const plan = makePlan(parseOrThrow(options.query))
  if (options.explain) {
    await output.write(explain(plan))
    return FOUND
  }
  const { files, bytes, failed } = readable(options.files)
  if (files.length === 0) return FAILED
  const pool = makePool(options, bytes, runsExpressions(plan))
  try {
    const session = await Session.open(files, { id: 1, pool, everyLine: options.lines, store: storeFor(options) })
    const totals = await runQuery(session, options, output)
    if (options.stats) await printStats(session, totals, pool)
    await session.saveIndex()
    return failed ? FAILED : totals.rows > 0 ? FOUND : NONE
  } finally {
    await pool.dispose()
  }
}

/** Lines are counted faster than their statistics are gathered, so with --lines nothing is kept. */
function storeFor({ cache, lines }: CliOptions): KeptIndexStore | undefined {
  const folder = cache && !lines ? cacheFolder() : undefined
  return folder === undefined ? undefined : new KeptIndexStore(folder)
}

/** The package's version; its manifest lies beside the folder of this script. */
function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

/** The files that can be read; the others are named on standard error, as grep does it. */
function readable(paths: readonly string[]): { files: string[]; bytes: number; failed: boolean } {
  const files: string[] = []
  let bytes = 0
  for (const path of paths) {
    try {
      bytes += inspectFile(path).info.size
      files.push(path)
    } catch (error) {
      complain(toErrorData(error).message)
    }
  }
  return { files, bytes, failed: files.length < paths.length }
}

/** `watched`: there is something that may not end, which only a worker can be stopped in. */
function makePool(options: CliOptions, bytes: number, watched: boolean): ScannerPool {
  if (bytes <= INLINE_BYTES && options.threads <= 1 && !watched) return inlinePool()
  return new WorkerPool({
    script: new URL('./worker.js', import.meta.url),
    threads: options.threads,
    testLimit: DEFAULT_TEST_LIMIT,
    readLimit: DEFAULT_READ_LIMIT,
  })
}

async function runQuery(session: Session, options: CliOptions, output: Output): Promise<Totals> {
  const run = session.prepare(options.query)
  await run.execute(options.count)
  throwIfFailed(run)
  warn(session, run, options.count)
  const totals: Totals = { rows: 0, bytes: run.bytesRead }
  if (options.count) {
    totals.rows = run.counts?.total ?? 0
    await output.write(`${totals.rows}\n`)
    return totals
  }
  for await (const piece of session.render(run.id, { format: options.format, countLines: options.stats })) {
    totals.rows += piece.rows
    totals.bytes += piece.read
    await output.write(piece.bytes)
  }
  return totals
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

async function printStats(session: Session, totals: Totals, pool: ScannerPool): Promise<void> {
  const figures = {
    bytes: totals.bytes,
    lines: session.linesCounted,
    rows: totals.rows,
    seconds: (performance.now() - startedAt) / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    threads: pool.threads,
  }
  await new Promise((resolve) => process.stderr.write(`${JSON.stringify(figures)}\n`, resolve))
}

function complain(message: string): void {
  process.stderr.write(`sluice: ${message}\n`)
}

/** A mistake in a query, with the place marked beneath it. */
function complainOfQuery(query: string, diagnostics: readonly Diagnostic[]): void {
  for (const { start, end, message } of diagnostics) {
    const lineStart = query.lastIndexOf('\n', start - 1) + 1
    const line = query.slice(lineStart).split('\n', 1)[0]
    const column = Math.max(0, start - lineStart)
    const marks = '^'.repeat(Math.max(1, Math.min(end - lineStart, line.length) - column))
    process.stderr.write(`sluice: ${message}\n  ${line}\n  ${' '.repeat(column)}${marks}\n`)
  }
}

function fail(error: unknown): number {
  if (error instanceof UsageError) complain(`${error.message}\nTry 'sluice --help'.`)
  else if (error instanceof SluiceError && error.code === 'query') {
    const options = parseOptions(process.argv.slice(2))
    if (typeof options === 'object') complainOfQuery(options.query, error.details as Diagnostic[])
  } else complain(toErrorData(error).message)
  return FAILED
}

// V8's linear engine for expressions that backtrack too much; reaches the workers too.
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
main().then(
  (status) => process.exit(status),
  (error: unknown) => process.exit(fail(error)),
)
