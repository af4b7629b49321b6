import { extname } from 'node:path'
import type { PackedFile, PlainChunks } from './packedFile.ts'
import { receiveChunks } from './sentChunks.ts'

/** What a thread is to unpack. */
export interface ThreadJob {
  readonly path: string
  /** The file that was opened. */
  readonly key: string
  readonly pieceBytes: number
  readonly codec: 'bzip2' | 'xz'
}

/** A script of its own (see esbuild.mjs), of the same kind as this one. */
const script = new URL(`./decodeWorker${extname(import.meta.url)}`, import.meta.url)

/** Unpacks in a thread of its own, by a decoder that would keep this one from answering. The thread ends with the last chunk, or when no more is wanted. */
export async function* inThread(file: PackedFile, codec: ThreadJob['codec']): PlainChunks {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const { path, key, pieceBytes } = file
  const job: ThreadJob = { path, key, pieceBytes, codec }
  // It writes to neither; else Node would make standard output one that does not wait.
  const worker = new Worker(script, { workerData: job, stdout: true, stderr: true })
  try {
    return yield* receiveChunks(worker, (position) => (file.position = position))
  } finally {
    await worker.terminate()
  }
}
