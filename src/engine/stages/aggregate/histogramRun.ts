import type { FieldValue, RecordBatch } from '../../records/batch.ts'
import type { TableData } from '../../records/tableBatch.ts'
import type { AggregateRun, GroupOrder, Spilling, StageContext } from '../contract.ts'
import { BatchFields } from './batchFields.ts'
import { DecimalSteps } from './decimalSteps.ts'
import { QuantityKind, quantityText } from './quantities.ts'
import { valueBuckets, type Buckets, type SpanWidth } from './spanWidth.ts'

export const HISTOGRAM_COLUMNS: readonly string[] = ['from', 'to', 'count']

/** Different numbers that are counted one by one, and steps that are counted where there are more numbers. */
const MAX_COUNTS = 1000
/** Empty buckets are shown up to so many of all. */
const MAX_FILLED = 10_000
/** Powers of ten that widths have; between smaller ones there would be no float64. */
const LEAST_EXPONENT = -300
/** About how much memory the count of a step takes, in bytes. */
const STEP_BYTES = 50
/** Steps that are numbered exactly. */
const SAFE_STEPS = 2 ** 50

const STEP_COLUMNS = ['step', 'count']

/** The number of a step, and how many numbers are in it. */
type Step = readonly [number, number]

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

  /** Of steps of a given width; others are few. Their keys are the steps, and their order tells of each unit whether no number has it. */
  get spilling(): Spilling | undefined {
    const { given } = this
    if (!given) return undefined
    return {
      size: STEP_BYTES * this.counts.size,
      cut: (parts, seed) => this.cut(parts, seed),
      columns: STEP_COLUMNS,
      rows: () => [...this.counts].sort(([a], [b]) => a - b),
      compare: () => ([a], [b]) => (a as number) - (b as number),
      finish: (rows, order) => this.finish(rows as Iterable<Step>, given, order),
      names: HISTOGRAM_COLUMNS,
    }
  }

  table(): TableData {
    const { counts, given } = this
    if (counts.size === 0) return { columns: HISTOGRAM_COLUMNS, rows: [] }
    const [least, greatest] = extremes(counts.keys())
    const buckets = given ?? this.fitting(least, greatest)
    const sums = new Map<number, number>()
    for (const [at, count] of counts) {
      const bucket = given ? at : buckets.indexOf(this.steps ? startIn(this.steps, at) : at)
      sums.set(bucket, (sums.get(bucket) ?? 0) + count)
    }
    const steps = [...sums].sort(([a], [b]) => a - b)
    return { columns: HISTOGRAM_COLUMNS, rows: [...this.finish(steps, buckets, this.absent)] }
  }

  /** Of each unit whether no number has it. */
  private get absent(): GroupOrder {
    return this.units.map((count) => count === 0)
  }

  private cut(parts: number, seed: number): { partials: (Saved | undefined)[]; order: GroupOrder } {
    const order = this.absent
    const { counts, units } = this.take()
    const cut = new Map<number, Map<number, number>>()
    for (const [step, count] of counts) {
      const part = partOf(step, seed, parts)
      let known = cut.get(part)
      if (!known) cut.set(part, (known = new Map()))
      known.set(step, count)
    }
    // The units are told by the order.
    const none = units.map(() => 0)
    const partials = Array.from({ length: parts }, (_, part) => cut.has(part) ? { exponent: undefined, counts: cut.get(part)!, units: none } : undefined)
    return { partials, order }
  }

  /** Rows of the table, of steps in order. The empty ones between are shown where all together are few. */
  private *finish(steps: Iterable<Step>, buckets: Pick<Buckets, 'start'>, absent: GroupOrder): Generator<readonly FieldValue[]> {
    const unit = absent.filter((is) => !is).length === 1 ? absent.indexOf(false) : QuantityKind.Number
    const text = (step: number): FieldValue => quantityText(unit, buckets.start(step))
    const row = ([step, count]: Step): readonly FieldValue[] => [text(step), text(step + 1), count]
    const iterator = steps[Symbol.iterator]()
    const first: Step[] = []
    let next = iterator.next()
    for (; !next.done && next.value[0] - (first.at(0) ?? next.value)[0] < MAX_FILLED; next = iterator.next()) first.push(next.value)
    let expected = first.at(0)?.[0] ?? 0
    for (const each of first) {
      // Beyond there is no next whole number.
      for (; next.done && expected < each[0] && Number.isSafeInteger(expected); expected++) yield row([expected, 0])
      yield row(each)
      expected = each[0] + 1
    }
    for (; !next.done; next = iterator.next()) yield row(next.value)
  }

  private countNumber(x: number, count: number): void {
    // Steps are made wider for it first: as a step of these it could not be told from others, or from infinity.
    if (this.steps && !(Math.abs(x) / this.steps.width < SAFE_STEPS)) this.widen(undefined, x)
    this.count(this.steps ? this.steps.indexOf(x) : x + 0, count)
  }

  private count(at: number, count: number): void {
    this.counts.set(at, (this.counts.get(at) ?? 0) + count)
    if (this.given) return
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

/** The same step is in the same part everywhere. */
function partOf(step: number, seed: number, parts: number): number {
  let hash = Math.imul((step | 0) ^ seed, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ Math.floor(step / 2 ** 32), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) % parts
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
