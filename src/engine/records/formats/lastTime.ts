import { lineTextEnd, nextNewline, plainKernels } from '../../lines/kernels.ts'
import { createFactReader } from '../facts.ts'
import type { Format } from './format.ts'

/** The greatest time of the lines of some samples, each of which begins with a line or within one; NaN where none has a time. */
export function lastTime(samples: readonly Buffer[], format: Format): number {
  const read = createFactReader(format, plainKernels)
  let last = NaN
  for (const bytes of samples) {
    const starts: number[] = []
    const ends: number[] = []
    for (let start = 0; start < bytes.length; ) {
      const newline = nextNewline(bytes, start, bytes.length)
      starts.push(start)
      ends.push(newline < 0 ? bytes.length : lineTextEnd(bytes, start, newline))
      start = newline < 0 ? bytes.length : newline + 1
    }
    const { times } = read(bytes, { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: starts.length })
    for (const time of times) if (!(time <= last) && !Number.isNaN(time)) last = time
  }
  return last
}
