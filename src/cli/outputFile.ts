/** Results that go into files. */
import { closeSync, createReadStream, openSync } from 'node:fs'
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isTyped } from '../common/exportFormats.ts'
import { SluiceError } from '../common/errors.ts'
import { madeWhole, removeUnfinished } from '../engine/results/export/fileSink.ts'
import type { CliOptions } from './options.ts'
import { Output } from './output.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs a command whose output is a file, which is there when the command has come to its end; a signal leaves none. `run`: given what to write to, or nothing where it makes the file by
 * itself. Throws `output` for a place that no file can be put in.
 */
export async function intoFile(path: string, options: CliOptions, run: (output: Output | undefined) => Promise<number>): Promise<number> {
  await check(path, options.files)
  const end = (signal: NodeJS.Signals): void => {
    removeUnfinished()
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.once(signal, end)
  try {
    if (isTyped(options.format)) return await run(undefined)
    let status = 0
    await madeWhole(await target(path), async (temporary) => {
      const file = openSync(temporary, 'r+')
      try {
        status = await run(new Output(file))
      } finally {
        closeSync(file)
      }
    })
    return status
  } finally {
    for (const signal of SIGNALS) process.off(signal, end)
  }
}

/** Has a file with typed columns made: the one that was asked for, or one that is written to the output. */
export async function typedOutput<T>({ output: path, format }: CliOptions, output: Pick<Output, 'write'>, make: (path: string) => Promise<T>): Promise<T> {
  if (path !== undefined) return make(await target(path))
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    const file = join(folder, `result.${format}`)
    const made = await make(file)
    for await (const chunk of createReadStream(file)) await output.write(chunk as Buffer)
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a link leads to is replaced, and not the link. */
function target(path: string): Promise<string> {
  return realpath(path).catch(() => path)
}

/** The rows come out of the logs while they are written: none can be replaced by them. */
async function check(path: string, sources: readonly string[]): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return
  if (!found.isFile()) throw new SluiceError('output', `${path} is no file that could be replaced.`)
  const own = await target(path)
  for (const source of sources) {
    if ((await target(source)) === own) throw new SluiceError('output', `${basename(path)} is a log that the result is made of: choose another name.`)
  }
}
