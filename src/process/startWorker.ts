import type { Worker } from 'node:worker_threads'
import { WorkerStatus } from '../engine/results/workerStatus.ts'

/** V8 would let short-lived strings pile up to a multiple of this; it is not slower with less. */
const YOUNG_MEGABYTES = 16

/** A scan worker, and where it says what it is doing. */
export interface StartedWorker {
  readonly worker: Worker
  readonly status: WorkerStatus
}

let first: unknown

/** The first message to workers that are started from now on. */
export function tellWorkersFirst(data: unknown): void {
  first = data
}

/** Starts a scan worker, which keeps the process alive only while somebody refers to it. */
export function startWorker(script: URL): StartedWorker {
  const status = new WorkerStatus()
  // Loading it takes some milliseconds, and small files do without.
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const worker = new Worker(script, {
    workerData: { status: status.buffer },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    // It writes to neither, and what goes wrong comes as an event. Else Node would load its streams, and make standard output one that does not wait.
    stdout: true,
    stderr: true,
  })
  worker.unref()
  if (first !== undefined) worker.postMessage(first)
  return { worker, status }
}
