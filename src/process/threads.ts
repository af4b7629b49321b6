import { availableParallelism } from 'node:os'

/** Threads that search where nobody says how many. */
export function defaultThreads(cores: number = availableParallelism()): number {
  return Math.min(8, Math.max(2, cores - 1))
}
