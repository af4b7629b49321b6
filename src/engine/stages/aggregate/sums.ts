import { entries, grown, sparse, type GroupColumn, type SomeGroups } from './groupColumn.ts'
import { roundUnits, toUnits } from './units.ts'

export interface SavedSums {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly rests: readonly (readonly [group: number, units: bigint])[]
}

/** Beyond this, adding two numbers might leave the range of float64. */
const LARGE = 1e300

/**
 * Exact sums of float64 numbers, so that they do not depend on the order in which anything was added; rounded once, at the end. A sum
 * is high + low + rest: the first two by Knuth's TwoSum, whose error is exact; what does not fit into them, which is rare, goes into a
 * big integer.
 */
export class Sums implements GroupColumn<SavedSums> {
  private high = new Float64Array(0)
  private low = new Float64Array(0)
  /** In units of 2 ** -1074, of which every float64 is a multiple. */
  private rests = new Map<number, bigint>()

  grow(groups: number): void {
    this.high = grown(this.high, groups)
    this.low = grown(this.low, groups)
  }

  /** Adds a number to each row's group; what is not finite is left out. */
  addRows(groups: Uint32Array, numbers: Float64Array, rows: number): void {
    const { high, low } = this
    for (let row = 0; row < rows; row++) {
      const x = numbers[row]
      if (x - x !== 0) continue
      const group = groups[row]
      const h = high[group]
      const sum = h + x
      if (sum > LARGE || sum < -LARGE) {
        this.addRest(group, toUnits(x))
        continue
      }
      high[group] = sum
      const error = twoSumError(h, x, sum)
      if (error === 0) continue
      const l = low[group]
      const lower = l + error
      low[group] = lower
      const rest = twoSumError(l, error, lower)
      if (rest !== 0) this.addRest(group, toUnits(rest))
    }
  }

  /** The sum in units of 2 ** -1074. */
  units(group: number): bigint {
    return (this.rests.get(group) ?? 0n) + toUnits(this.high[group]) + toUnits(this.low[group])
  }

  /** The float64 nearest to the sum, Infinity if there is none that large. */
  sum(group: number): number {
    const rest = this.rests.get(group)
    // One rounding of an exact sum of two is the nearest there is. `+ 0`: never -0.
    if (rest === undefined) return this.high[group] + this.low[group] + 0
    return roundUnits(rest + toUnits(this.high[group]) + toUnits(this.low[group]))
  }

  save(groups: number, some?: SomeGroups): SavedSums {
    return { high: entries(this.high, groups, some), low: entries(this.low, groups, some), rests: sparse(this.rests, some) }
  }

  merge({ high, low, rests }: SavedSums, targets: Uint32Array): void {
    this.addRows(targets, high, high.length)
    this.addRows(targets, low, low.length)
    for (const [group, units] of rests) this.addRest(targets[group], units)
  }

  private addRest(group: number, units: bigint): void {
    this.rests.set(group, (this.rests.get(group) ?? 0n) + units)
  }
}

/** a + b - sum, exactly, where sum is the float64 a + b. */
function twoSumError(a: number, b: number, sum: number): number {
  const rounded = sum - a
  return a - (sum - rounded) + (b - rounded)
}
