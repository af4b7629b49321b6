/** Files with typed columns: made by a thread of their own, since that takes long. */
import { statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { fromErrorData, type ErrorData } from '../../../../common/errors.ts'
import { errorOf } from '../../../../common/errorTexts.ts'
import type { TypedFormat } from '../../../../common/protocol.ts'
import { madeWhole } from '../fileSink.ts'
import type { ColumnType } from './columnTypes.ts'
import type { TypedJob } from './typedTable.ts'

/** A script of its own (see esbuild.mjs), of the same kind as this one. */
const script = new URL(`./typedWorker${extname(import.meta.url)}`, import.meta.url)

/** What it keeps is some tens of megabytes; without a limit the collector would wait until it is hundreds. */
const MEMORY = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 384 }

/** Pieces that are on their way to the thread. */
const AHEAD = 4

type Types = readonly (ColumnType | undefined)[]

/** What the thread is told, a message for each; it answers every one. */
export type Told = Uint8Array | 'end'
export type Answered = { readonly types?: Types } | { readonly error: ErrorData }

/**
 * Writes rows to a file that appears under its name when it is whole; answers its size. `pieces`: whole lines, as the format `rows` has them, from the first. They are asked for a second time where the
 * types of the columns turn out to be others than the first rows have shown. Throws `output`, `unsupported`, and what the pieces throw; nothing is left of the file then.
 */
export async function writeTyped(path: string, format: TypedFormat, table: string, pieces: () => AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0
  await madeWhole(path, async (temporary) => {
    let types: Types | undefined
    for (let attempts = 0; attempts === 0 || types; attempts++) {
      if (attempts > 2) throw errorOf('changed', 'notWrittenChanged', { name: basename(path) })
      types = await attempt({ path: temporary, format, table, types }, basename(path), pieces())
    }
    bytes = statSync(temporary).size
  })
  return bytes
}

/** Undefined, or the types by which it has to be done again. */
async function attempt(job: TypedJob, name: string, pieces: AsyncIterable<Uint8Array>): Promise<Types | undefined> {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  // It writes to neither; else Node would make standard output one that does not wait.
  const worker = new Worker(script, { workerData: job, stdout: true, stderr: true, resourceLimits: MEMORY })
  let ahead = 0
  let types: Types | undefined
  let failure: Error | undefined
  let wake: () => void = () => undefined
  const note = (): void => {
    ahead--
    wake()
  }
  const fail = (error: Error): void => {
    failure ??= error
    wake()
  }
  worker.on('message', (answer: Answered) => {
    if ('error' in answer) return fail(explained(answer.error, name))
    types = answer.types
    note()
  })
  worker.on('error', (error) => fail(errorOf('output', 'notWritten', { name, why: error instanceof Error ? error.message : String(error) })))
  worker.on('exit', () => fail(errorOf('output', 'writerEnded', { name })))
  const tell = async (what: Told, most: number): Promise<void> => {
    ahead++
    worker.postMessage(what)
    while (ahead > most && !failure) await new Promise<void>((resolve) => (wake = resolve))
    if (failure) throw failure
  }
  try {
    for await (const piece of pieces) if (piece.length > 0) await tell(piece, AHEAD)
    await tell('end', 0)
    return types
  } finally {
    await worker.terminate()
  }
}

function explained(error: ErrorData, name: string): Error {
  if (error.code === 'unsupported') return fromErrorData(error)
  return errorOf('output', 'notWritten', { name, why: error.message })
}
