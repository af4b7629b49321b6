import { plainKernels } from '../../lines/kernels.ts'
import { createFactReader } from '../facts.ts'
import { splitLines } from '../lineSplitter.ts'
import { TurnChain } from '../time/turnChain.ts'
import { TurnBook } from '../time/turnTable.ts'
import type { Format } from './format.ts'
import { turningStamps, withPhases, type TurningStamps } from './turning.ts'

/** The greatest time of the lines of some samples, each of which begins with a line or within one; NaN where none has a time. */
export function lastTime(samples: readonly Buffer[], format: Format): number {
  const stamps = turningStamps(format)
  if (stamps) return lastOfTurns(samples[samples.length - 1] ?? Buffer.alloc(0), format, stamps)
  const read = createFactReader(format, plainKernels)
  return greatest(samples.map((bytes) => greatest(read(bytes, splitLines(bytes, 0, bytes.length, plainKernels, undefined)).times)))
}

/** The least time at the start of a file; NaN where it has none, or does not tell by itself of which year (or day) it is. */
export function firstTime([start]: readonly Buffer[], format: Format): number {
  if (!start || turningStamps(format)) return NaN
  const { times } = createFactReader(format, plainKernels)(start, splitLines(start, 0, start.length, plainKernels, undefined))
  return -greatest(times.map((time) => -time))
}

/** The samples above might be of years before, so only the last of them tells. */
function lastOfTurns(bytes: Buffer, format: Format, { turning, until, zone }: TurningStamps): number {
  const lines = splitLines(bytes, 0, bytes.length, plainKernels, undefined)
  const chain = new TurnChain(turning, until, zone)
  createFactReader(withPhases(format), plainKernels)(bytes, lines).times.forEach((time, row) => chain.add(time, lines.starts[row]))
  const book = new TurnBook(1, turning, until, zone)
  book.note(0, chain.result)
  let last = NaN
  book.table((_, _least, end) => (last = end))
  return last
}

/** The greatest of some times; NaN where none is one. */
export function greatest(times: Iterable<number>): number {
  let last = NaN
  for (const time of times) if (!(time <= last) && !Number.isNaN(time)) last = time
  return last
}
