/**
 * Counts of numbers by their first three decimal digits and their power of ten: which of these cells a number is in depends on it alone, so states can be merged in any
 * order, and each bound of three digits at most (1, 2, 5, 250 …) is between cells. Cells go from their lower bound on and below the upper one, also those of negative numbers.
 */

/** Numbers from 100 to 999 are the digits of the cells of a power of ten. */
const CELLS = 900
const FIRST_DIGITS = 100
const LEAST_EXPONENT = -300
const GREATEST_EXPONENT = 299
const LEAST_SIZE = 1e-300
const GREATEST_SIZE = 1e300

export interface Cell {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Of the bound that is farther from zero, or 0 of the cell of zero. */
  readonly sign: -1 | 0 | 1
  readonly exponent: number
  readonly digits: number
}

export interface SavedRanges {
  readonly zeros: number
  readonly positive: readonly (readonly [exponent: number, counts: Float64Array])[]
  readonly negative: readonly (readonly [exponent: number, counts: Float64Array])[]
}

/** Whether a number can be counted: around those that are still smaller or larger there are not enough float64 for cells. */
export function isCountable(x: number): boolean {
  const size = Math.abs(x)
  return (size >= LEAST_SIZE && size < GREATEST_SIZE) || x === 0
}

type Decades = Map<number, Float64Array>

export class RangeCounts {
  private zeros = 0
  private readonly positive: Decades = new Map()
  private readonly negative: Decades = new Map()
  /** The power of ten of the positive number that came last: the next is mostly beside it. */
  private low = Infinity
  private high = 0
  private bounds: Float64Array = new Float64Array(0)
  private counts: Float64Array = new Float64Array(0)

  /** Counts a number that `isCountable`, so many times. */
  add(x: number, count = 1): void {
    if (x >= this.low && x < this.high) this.counts[cellIn(this.bounds, x)] += count
    else if (x > 0) {
      const exponent = exponentOf(x)
      this.bounds = boundsOf(exponent)
      this.low = this.bounds[0]
      this.high = this.bounds[CELLS]
      this.counts = countsOf(this.positive, exponent)
      this.counts[cellIn(this.bounds, x)] += count
    } else if (x === 0) this.zeros += count
    else this.addNegative(-x, count)
  }

  /** A bound belongs to the cell above it, which of negative numbers is that nearer to zero. */
  private addNegative(size: number, count: number): void {
    const exponent = exponentOf(size)
    const bounds = boundsOf(exponent)
    const cell = cellIn(bounds, size)
    if (bounds[cell] !== size) countsOf(this.negative, exponent)[cell] += count
    else if (cell > 0) countsOf(this.negative, exponent)[cell - 1] += count
    else countsOf(this.negative, exponent - 1)[CELLS - 1] += count
  }

  save(): SavedRanges {
    return { zeros: this.zeros, positive: [...this.positive], negative: [...this.negative] }
  }

  merge({ zeros, positive, negative }: SavedRanges): void {
    this.zeros += zeros
    for (const [from, into] of [[positive, this.positive], [negative, this.negative]] as const) {
      for (const [exponent, counts] of from) {
        const sums = countsOf(into, exponent)
        for (let i = 0; i < CELLS; i++) sums[i] += counts[i]
      }
    }
  }

  /** Those with numbers, in ascending order. */
  cells(): Cell[] {
    const negative = cellsOf(this.negative).map(({ from, to, ...rest }): Cell => ({ ...rest, from: -to, to: -from, sign: -1 }))
    const zero: Cell[] = this.zeros > 0 ? [{ from: 0, to: Number.MIN_VALUE, count: this.zeros, sign: 0, exponent: 0, digits: 0 }] : []
    return [...negative.reverse(), ...zero, ...cellsOf(this.positive)]
  }
}

/** The number that is written with these digits and this power of ten. */
export function decimal(digits: number, exponent: number): number {
  return Number(`${digits}e${exponent}`)
}

function cellsOf(decades: Decades): Cell[] {
  return [...decades].sort(([a], [b]) => a - b).flatMap(([exponent, counts]) => {
    const bounds = boundsOf(exponent)
    return Array.from(counts, (count, cell): Cell => ({ from: bounds[cell], to: bounds[cell + 1], count, sign: 1, exponent, digits: FIRST_DIGITS + cell })).filter(({ count }) => count > 0)
  })
}

function countsOf(decades: Decades, exponent: number): Float64Array {
  let counts = decades.get(exponent)
  if (!counts) decades.set(exponent, (counts = new Float64Array(CELLS)))
  return counts
}

/** The cell between these bounds that a number is in. */
function cellIn(bounds: Float64Array, size: number): number {
  let cell = Math.min(CELLS - 1, Math.max(0, Math.floor((size / bounds[0]) * FIRST_DIGITS) - FIRST_DIGITS))
  while (cell > 0 && bounds[cell] > size) cell--
  while (cell < CELLS - 1 && bounds[cell + 1] <= size) cell++
  return cell
}

const known = new Map<number, Float64Array>()

/** Where the cells of a power of ten begin, and where the last one ends. */
function boundsOf(exponent: number): Float64Array {
  let bounds = known.get(exponent)
  if (!bounds) known.set(exponent, (bounds = Float64Array.from({ length: CELLS + 1 }, (_, cell) => decimal(FIRST_DIGITS + cell, exponent - 2))))
  return bounds
}

/** The power of ten at or below a positive number. */
function exponentOf(size: number): number {
  let exponent = Math.min(GREATEST_EXPONENT, Math.max(LEAST_EXPONENT, Math.floor(Math.log10(size))))
  while (exponent > LEAST_EXPONENT && boundsOf(exponent)[0] > size) exponent--
  while (exponent < GREATEST_EXPONENT && boundsOf(exponent)[CELLS] <= size) exponent++
  return exponent
}
