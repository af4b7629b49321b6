import { entries, grown, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { Sums, type SavedSums } from './sums.ts'
import { roundUnits } from './units.ts'

export interface SavedSquares {
  readonly sums: SavedSums
  readonly tooLarge: Uint8Array
}

/** Splits a float64 into two of 26 bits (Veltkamp), whose products are exact. */
const SPLIT = 2 ** 27 + 1
/** A sum of squares is a number of 2 ** -1074, and the square of a sum one of 2 ** -2148. */
const UNIT_BITS = 1074n

/** Exact sums of squares: of each square the float64 nearest to it, and what that is off (Dekker's product). */
export class Squares implements GroupColumn<SavedSquares> {
  private readonly sums = new Sums()
  private tooLarge = new Uint8Array(0)
  private squares = new Float64Array(0)
  private errors = new Float64Array(0)

  grow(groups: number): void {
    this.sums.grow(groups)
    this.tooLarge = grown(this.tooLarge, groups)
  }

  /** Adds the square of a number to each row's group; what is not finite is left out. */
  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    this.squares = grown(this.squares, rows)
    this.errors = grown(this.errors, rows)
    const { squares, errors } = this
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      const square = x * x
      squares[row] = square
      const split = SPLIT * x
      const high = split - (split - x)
      const low = x - high
      errors[row] = low * low - (square - high * high - 2 * high * low)
      if (square === Infinity && x - x === 0) this.tooLarge[groups[row]] = 1
    }
    this.sums.addRows(groups, squares, rows)
    this.sums.addRows(groups, errors, rows)
  }

  /** The mean of the squared distances to the mean of `count` numbers whose sum is `sum` units; of a sample with one degree of freedom less. Undefined where there are too few numbers, or too large ones. */
  variance(group: number, count: number, sum: bigint, isSample: boolean): number | undefined {
    const divisor = isSample ? count - 1 : count
    if (divisor <= 0 || this.tooLarge[group] !== 0) return undefined
    const n = BigInt(count)
    const apart = ((n * this.sums.units(group)) << UNIT_BITS) - sum * sum
    if (apart <= 0n) return 0
    return roundUnits(apart / ((n * BigInt(divisor)) << UNIT_BITS))
  }

  save(groups: number, some?: SomeGroups): SavedSquares {
    return { sums: this.sums.save(groups, some), tooLarge: entries(this.tooLarge, groups, some) }
  }

  merge({ sums, tooLarge }: SavedSquares, targets: Uint32Array): void {
    this.sums.merge(sums, targets)
    tooLarge.forEach((mark, i) => (this.tooLarge[targets[i]] |= mark))
  }
}
