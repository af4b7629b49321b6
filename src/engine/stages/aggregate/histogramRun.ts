import { errorOf } from '../../../common/errorTexts.ts'
import type { RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { AggregateRun, StageContext } from '../contract.ts'
import { BatchFields } from './batchFields.ts'
import { DecimalSteps } from './decimalSteps.ts'
import { QuantityKind, quantityText } from './quantities.ts'
import { valueBuckets, type Buckets, type SpanWidth } from './spanWidth.ts'

export const HISTOGRAM_COLUMNS: readonly string[] = ['from', 'to', 'count']

/** Different numbers that are counted one by one, and steps that are counted where there are more numbers. */
const MAX_COUNTS = 1000
/** Of steps of a given width. */
const MAX_GIVEN = 1_000_000
/** Empty buckets are shown up to so many of all. */
const MAX_FILLED = 10_000
/** Powers of ten that widths have; between smaller ones there would be no float64. */
const LEAST_EXPONENT = -300
/** Steps that are numbered exactly. */
const SAFE_STEPS = 2 ** 50

interface Saved {
  /** Of the steps, which are 10 ** exponent wide; undefined: of numbers themselves, or of steps of the width that was asked for. */
  readonly exponent: number | undefined
  readonly counts: ReadonlyMap<number, number>
  /** How many of the numbers are of each QuantityKind. */
  readonly units: readonly number[]
}

/**
 * Counts numbers in buckets. Where no width is given they are counted one by one, and from MAX_COUNTS on in steps of the least power of ten that makes no more of them: what
 * is kept depends only on all of the numbers, and since steps of larger widths are made of whole smaller ones, so does the table.
 */
export class HistogramRun implements AggregateRun {
  private readonly field: string
  private readonly given: Buckets | undefined
  private readonly bins: number
  private readonly context: StageContext
  private counts = new Map<number, number>()
  private exponent: number | undefined
  private steps: DecimalSteps | undefined
  /** Of the steps that are counted. */
  private least = Infinity
  private greatest = -Infinity
  private units = Object.keys(QuantityKind).map(() => 0)
  private seen = false

  constructor(field: string, width: SpanWidth | undefined, bins: number, context: StageContext) {
    this.field = field
    this.given = width && valueBuckets(width)
    this.bins = bins
    this.context = context
  }

  add(batch: RecordBatch): void {
    for (const fields of BatchFields.of(batch, [this.field])) {
      if (!this.seen && fields.some(this.field)) {
        this.seen = true
        this.context.sawField(this.field)
      }
      const { numbers, kinds } = fields.quantities(this.field)
      for (let row = 0; row < fields.rows; row++) {
        const x = numbers[row]
        if (x - x !== 0) continue
        this.units[kinds?.[row] ?? QuantityKind.Number]++
        if (this.given) this.count(this.given.indexOf(x), 1)
        else this.countNumber(x, 1)
      }
    }
  }

  take(): Saved {
    const { exponent, counts, units } = this
    this.counts = new Map()
    this.exponent = this.steps = undefined
    this.least = Infinity
    this.greatest = -Infinity
    this.units = units.map(() => 0)
    return { exponent, counts, units }
  }

  merge(partial: unknown): void {
    const { exponent, counts, units } = partial as Saved
    units.forEach((count, i) => (this.units[i] += count))
    if (exponent !== undefined && (this.exponent === undefined || exponent > this.exponent)) this.widen(exponent)
    for (const [at, count] of counts) {
      // It may be made wider while they are added.
      if (this.given) this.count(at, count)
      else if (exponent === undefined) this.countNumber(at, count)
      else this.count(stepIn(at, this.exponent! - exponent), count)
    }
  }

  table(): TableData {
    const { counts, given } = this
    if (counts.size === 0) return { columns: HISTOGRAM_COLUMNS, rows: [] }
    const [least, greatest] = extremes(counts.keys())
    const buckets: Pick<Buckets, 'indexOf' | 'start'> = given ?? this.fitting(least, greatest)
    const sums = new Map<number, number>()
    for (const [at, count] of counts) {
      const bucket = given ? at : buckets.indexOf(this.steps ? startIn(this.steps, at) : at)
      sums.set(bucket, (sums.get(bucket) ?? 0) + count)
    }
    const [first, last] = extremes(sums.keys())
    const shown = last - first < MAX_FILLED ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : [...sums.keys()].sort((a, b) => a - b)
    const unit = this.units.filter((count) => count > 0).length === 1 ? this.units.findIndex((count) => count > 0) : QuantityKind.Number
    const text = (step: number): string | number | undefined => quantityText(unit, buckets.start(step))
    return { columns: HISTOGRAM_COLUMNS, rows: shown.map((bucket) => [text(bucket), text(bucket + 1), sums.get(bucket) ?? 0]) }
  }

  private countNumber(x: number, count: number): void {
    // Steps are made wider for it first: as a step of these it could not be told from others, or from infinity.
    if (this.steps && !(Math.abs(x) / this.steps.width < SAFE_STEPS)) this.widen(undefined, x)
    this.count(this.steps ? this.steps.indexOf(x) : x + 0, count)
  }

  private count(at: number, count: number): void {
    this.counts.set(at, (this.counts.get(at) ?? 0) + count)
    if (this.given) {
      if (this.counts.size > MAX_GIVEN) throw errorOf('tooManyGroups', 'tooManyBuckets', { most: MAX_GIVEN, field: this.field })
      return
    }
    if (this.exponent === undefined ? this.counts.size > MAX_COUNTS : this.isTooFine(at)) this.widen()
  }

  private isTooFine(at: number): boolean {
    if (at < this.least) this.least = at
    if (at > this.greatest) this.greatest = at
    return this.greatest - this.least >= MAX_COUNTS || Math.abs(at) >= SAFE_STEPS
  }

  /** Counts in steps of the least power of ten from `exponent` on that makes no more than MAX_COUNTS, also with the number `next`. */
  private widen(exponent?: number, next?: number): void {
    const before = this.counts
    const [least, greatest] = before.size === 0 ? [0, 0] : extremes(before.keys())
    const { steps } = this
    const first = steps ? startIn(steps, least) : least
    const last = steps ? startIn(steps, greatest) : greatest
    const [from, to] = [Math.min(first, next ?? first), Math.max(last, next ?? last)]
    const known = this.exponent
    let power = Math.max(exponent ?? LEAST_EXPONENT, known ?? LEAST_EXPONENT, exponentFor(from, to, MAX_COUNTS))
    while (!fits(new DecimalSteps(1, power), from, to, MAX_COUNTS)) power++
    this.exponent = power
    this.steps = new DecimalSteps(1, power)
    this.counts = new Map()
    this.least = Infinity
    this.greatest = -Infinity
    for (const [at, count] of before) {
      const step = known === undefined ? this.steps.indexOf(at) : stepIn(at, power - known)
      this.counts.set(step, (this.counts.get(step) ?? 0) + count)
      this.isTooFine(step)
    }
  }

  /** Steps of 1, 2 or 5 times a power of ten, the least that make no more than `bins` of what is counted. */
  private fitting(least: number, greatest: number): DecimalSteps {
    const from = this.steps ? startIn(this.steps, least) : least
    const to = this.steps ? startIn(this.steps, greatest) : greatest
    if (from === to && !this.steps) return new DecimalSteps(1, from === 0 ? 0 : Math.max(LEAST_EXPONENT, Math.floor(Math.log10(Math.abs(from)))))
    for (let power = Math.max(this.exponent ?? LEAST_EXPONENT, exponentFor(from, to, this.bins)); ; power++) {
      for (const digits of [1, 2, 5]) {
        const steps = new DecimalSteps(digits, power)
        if (fits(steps, from, to, this.bins)) return steps
      }
    }
  }
}

/** Where a step begins, as a number that is in it: the first one may begin before the least of all numbers. */
function startIn(steps: DecimalSteps, step: number): number {
  return Math.max(-Number.MAX_VALUE, steps.start(step))
}

/** Where a step is among those that are 10 ** `powers` times as wide. */
function stepIn(step: number, powers: number): number {
  // Where the power is beyond all numbers, a step below 0 would come to 0.
  return powers > 300 ? (step < 0 ? -1 : 0) : Math.floor(step / 10 ** powers)
}

/** No larger than that of the least power of ten that makes no more than `most` steps. */
function exponentFor(from: number, to: number, most: number): number {
  const width = to / most - from / most
  return width > 0 ? Math.max(LEAST_EXPONENT, Math.floor(Math.log10(width)) - 1) : LEAST_EXPONENT
}

function fits(steps: DecimalSteps, from: number, to: number, most: number): boolean {
  // So that no step is looked for that cannot be numbered.
  if (!(Math.max(Math.abs(from), Math.abs(to)) / steps.width < SAFE_STEPS)) return false
  return steps.indexOf(to) - steps.indexOf(from) < most
}

function extremes(numbers: Iterable<number>): [number, number] {
  let least = Infinity
  let greatest = -Infinity
  for (const x of numbers) {
    if (x < least) least = x
    if (x > greatest) greatest = x
  }
  return [least, greatest]
}
