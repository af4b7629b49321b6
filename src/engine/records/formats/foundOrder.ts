/** In which order day and month stand in a log's dates, by samples of it. */
import { plainKernels } from '../../lines/kernels.ts'
import { createFactReader } from '../facts.ts'
import type { LineSpans } from '../fields/extractor.ts'
import { hasEitherOrder, withDayOrder, withoutEitherOrder } from './dayOrder.ts'
import type { Format } from './format.ts'

interface Sample {
  readonly bytes: Buffer
  readonly lines: LineSpans
}

/**
 * The same format with the order of day and month that the samples (of one file, in their order) show, if it has stamps of both: that in
 * which more of them can be read (there is no 13th month), else that in which fewer are before the one above, else with the month first.
 * `named`: formats by their names with choices.
 */
export function withFoundOrder(format: Format, samples: readonly Sample[], named: (name: string) => Format | undefined): Format {
  if (!hasEitherOrder(format)) return format
  const [readMdy, readDmy] = (['mdy', 'dmy'] as const).map((order) => createFactReader(withDayOrder(format, order, true), plainKernels))
  const others = withoutEitherOrder(format)
  const readOther = others && createFactReader(others, plainKernels)
  const mdy = new Fit()
  const dmy = new Fit()
  for (const { bytes, lines } of samples) {
    const months = readMdy(bytes, lines).times
    const days = readDmy(bytes, lines).times
    const told = readOther?.(bytes, lines).times
    months.forEach((time, row) => {
      // What has a layout of its own says nothing of these.
      if (told && !Number.isNaN(told[row])) return
      mdy.add(time)
      dmy.add(days[row])
    })
  }
  if (!dmy.isBetterThan(mdy)) return format
  return named(`${format.name.replace(/ order=mdy$/, '')} order=dmy`) ?? format
}

/** How well stamps go with an order. */
class Fit {
  /** Those that have a time, and those whose time is before the one above. */
  private read = 0
  private back = 0
  private last = NaN

  add(time: number): void {
    if (Number.isNaN(time)) return
    this.read++
    if (time < this.last) this.back++
    this.last = time
  }

  isBetterThan(other: Fit): boolean {
    return this.read !== other.read ? this.read > other.read : this.back < other.back
  }
}
