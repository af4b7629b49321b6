import { WorkerPool, type PoolOptions } from '../../src/process/workerPool.ts'

/** A pool of real threads over the sources: Node strips their types. */
export function workerPool(threads: number, options: Partial<PoolOptions> = {}): WorkerPool {
  return new WorkerPool({
    script: new URL('../../src/process/worker.ts', import.meta.url),
    threads,
    testLimit: 30_000,
    readLimit: 30_000,
    ...options,
  })
}
