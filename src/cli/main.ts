/**
 * The command line, for `launch.ts`: all of it is one bundle, which its workers load too. A worker takes longer to start than the rest takes to load, so
 * for large files one is started first; what needs the engine is in command.ts.
 */
import { readFileSync, statSync } from 'node:fs'
import { isatty } from 'node:tty'
import { defaultThreads } from '../process/threads.ts'
import { shareWithWorkers, startWorker } from '../process/startWorker.ts'
import type { SharedBundle } from './commandWorker.ts'
import { fallbackState } from './linearFallback.ts'
import { HELP, parseOptions, STANDARD_INPUT, UsageError, type CliOptions } from './options.ts'
import { complain, Output, OutputEnded } from './output.ts'

const FAILED = 2

/** How the command line was started. */
export interface Launch {
  /** This bundle. */
  readonly path: string
  /** Compiled code of it. */
  readonly code?: Uint8Array
  /** Time of the first statement, as of performance.now(). */
  readonly startedAt: number
  /** Keeps what has been compiled by now, if no run of this kind has been before. */
  readonly keep?: (kind: string) => void
}

/**
 * Inputs up to so many bytes are read in this thread alone: a worker is of use only when the rest would be done (measured with two cores). Words are found
 * faster than lines can be taken apart or tested.
 */
const ALONE_BYTES = { words: 320 * 1024 * 1024, more: 112 * 1024 * 1024 }

async function main({ path, code, startedAt, keep }: Launch): Promise<number> {
  const options = parseOptions(process.argv.slice(2))
  const output = new Output()
  if (options === 'help' || options === 'version') {
    await output.write(options === 'help' ? HELP : `${version()}\n`)
    return 0
  }
  if (options.files[0] === STANDARD_INPUT && !options.explain && isatty(0)) throw new UsageError('no file given')
  const threads = threadsFor(options)
  const script = new URL('./commandWorker.js', import.meta.url)
  const fallback = fallbackState()
  shareWithWorkers({ path, code, fallback } satisfies SharedBundle)
  const started = options.explain ? [] : Array.from({ length: threads - 1 }, () => startWorker(script))
  const { runCommand } = await import('./command.ts')
  return runCommand(options, output, { script, threads, started, startedAt, fallback, keep })
}

function threadsFor({ threads, files, query, follow }: CliOptions): number {
  if (follow || files[0] === STANDARD_INPUT) return 1
  if (threads > 0) return threads
  const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const alone = /[|/<>=]/.test(query) ? ALONE_BYTES.more : ALONE_BYTES.words
  return bytes <= alone ? 1 : defaultThreads()
}

/** 0 for what is no file; what is wrong with it is said later. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch {
    return 0
  }
}

/** The package's version; its manifest lies beside the folder of this script. */
function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

function fail(error: unknown): number {
  if (error instanceof OutputEnded) return error.status
  complain(error instanceof UsageError ? `${error.message}\nTry 'sluice --help'.` : String(error))
  return FAILED
}

/** Runs the command that the arguments of this process tell, and sets its status. */
export function start(launch: Launch): void {
  // Never process.exit(): it waits for V8's threads, one of which may wait for a garbage collection in this one, for ever (nodejs/node#54918).
  main(launch).then(
    (status) => (process.exitCode = status),
    (error: unknown) => (process.exitCode = fail(error)),
  )
}

/** Makes this thread a scan worker. */
export function serve(): void {
  void import('../process/worker.ts')
}
