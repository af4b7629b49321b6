/**
 * Entry of the command line: reads the arguments, and starts the rest of it, which is a bundle of its own, with the compiled code that earlier runs have kept. A
 * worker takes longer to start than all of that, so for large files one is started first.
 */
import { startedAt } from './checkNode.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isTyped } from '../common/exportFormats.ts'
import { startWorker, type StartedWorker } from '../process/startWorker.ts'
import { BundleScript } from './bundleScript.ts'
import { cacheFolder } from './cacheFolder.ts'
import type { SharedBundle } from './commandWorker.ts'
import { KeptBundle } from './keptCode.ts'
import { fallbackState } from './linearFallback.ts'
import type * as Command from './main.ts'
import { parseOptions, STANDARD_INPUT, UsageError, type CliOptions } from './options.ts'
import { threadsFor } from './threads.ts'

const path = fileURLToPath(new URL('./command.js', import.meta.url))
const script = new URL('./commandWorker.js', import.meta.url)

function parsed(): ReturnType<typeof parseOptions> | UsageError {
  try {
    const options = parseOptions(process.argv.slice(2))
    if (typeof options === 'string' || options.explain) return options
    const isTerminal = (descriptor: number): boolean => process.getBuiltinModule('node:tty').isatty(descriptor)
    if (options.files[0] === STANDARD_INPUT && isTerminal(0)) return new UsageError('no file given')
    if (!isTyped(options.format) || options.output !== undefined || !isTerminal(1)) return options
    return new UsageError(`${options.format} is no text for a terminal: name a file with -o, or redirect the output`)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
}

function start(options: CliOptions): void {
  const threads = threadsFor(options)
  const fallback = fallbackState()
  const started: readonly StartedWorker[] = options.explain ? [] : Array.from({ length: threads - 1 }, () => startWorker(script))
  const folder = options.cache ? cacheFolder() : undefined
  const bundle = folder === undefined ? undefined : new KeptBundle<typeof Command>(path, join(folder, 'code'))
  const shared: SharedBundle = { path, code: bundle?.code, fallback }
  for (const { worker } of started) worker.postMessage(shared)
  const command = bundle?.exports ?? plainly()
  command.start(options, { script, threads, started, startedAt, fallback, keep: bundle && ((kind) => bundle.keep(kind)) }, shared)
}

function plainly(): typeof Command {
  return new BundleScript<typeof Command>(path, readFileSync(path, 'latin1')).run()
}

const options = parsed()
if (typeof options === 'string' || options instanceof UsageError) plainly().say(options instanceof UsageError ? { wrong: options.message } : options)
else start(options)
