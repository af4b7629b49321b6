/** The command line behind its arguments, for `launch.ts`: all of it is one bundle, which its workers load too. What needs the engine is in command.ts. */
import { readFileSync } from 'node:fs'
import { tellWorkersFirst } from '../process/startWorker.ts'
import type { Start } from './command.ts'
import type { SharedBundle } from './commandWorker.ts'
import { HELP, type CliOptions } from './options.ts'
import { complain, Output, OutputEnded } from './output.ts'

const FAILED = 2

/** What there is to say instead of running anything. */
export type Saying = 'help' | 'version' | { readonly wrong: string }

/** Says it, and sets the status of this process. */
export function say(what: Saying): void {
  if (typeof what === 'object') {
    complain(`${what.wrong}\nTry 'sluice --help'.`)
    process.exitCode = FAILED
  } else end(new Output().write(what === 'help' ? HELP : `${version()}\n`).then(() => 0))
}

/** The package's version; its manifest lies beside the folder of this script. */
function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return manifest.version
}

/** Runs the command, and sets the status of this process. `shared`: what workers are told first; those that have been started have been told. */
export function start(options: CliOptions, how: Start, shared: SharedBundle): void {
  tellWorkersFirst(shared)
  end(import('./command.ts').then(({ runCommand }) => runCommand(options, new Output(), how)))
}

function end(status: Promise<number>): void {
  // Never process.exit(): it waits for V8's threads, one of which may wait for a garbage collection in this one, for ever (nodejs/node#54918).
  status.then(
    (code) => (process.exitCode = code),
    (error: unknown) => (process.exitCode = fail(error)),
  )
}

function fail(error: unknown): number {
  if (error instanceof OutputEnded) return error.status
  complain(String(error))
  return FAILED
}

/** Makes this thread a scan worker. */
export function serve(): void {
  void import('../process/worker.ts')
}
