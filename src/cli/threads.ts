/** How many threads a command is worth. */
import { statSync } from 'node:fs'
import { defaultThreads } from '../process/threads.ts'
import { STANDARD_INPUT, type CliOptions } from './options.ts'

/**
 * Inputs up to so many bytes are read in the main thread alone: a worker is of use only when the rest would be done (measured with two cores). Words are found
 * faster than lines can be taken apart or tested.
 */
const ALONE_BYTES = { words: 320 * 1024 * 1024, more: 112 * 1024 * 1024 }

export function threadsFor({ threads, files, query, follow }: Pick<CliOptions, 'threads' | 'files' | 'query' | 'follow'>): number {
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
