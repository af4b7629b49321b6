import { plainKernels } from '../../lines/kernels.ts'
import { createFactReader } from '../facts.ts'
import { splitLines } from '../lineSplitter.ts'
import type { Format } from './format.ts'

/** The greatest time of the lines of some samples, each of which begins with a line or within one; NaN where none has a time. */
export function lastTime(samples: readonly Buffer[], format: Format): number {
  const read = createFactReader(format, plainKernels)
  return greatest(samples.map((bytes) => greatest(read(bytes, splitLines(bytes, 0, bytes.length, plainKernels, undefined)).times)))
}

/** The greatest of some times; NaN where none is one. */
export function greatest(times: Iterable<number>): number {
  let last = NaN
  for (const time of times) if (!(time <= last) && !Number.isNaN(time)) last = time
  return last
}
