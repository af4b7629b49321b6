/**
 * Steps of a decimal width over all numbers: step i begins at the float64 nearest to i times the width, as that number would be written. So 0.3 is at the start of a step
 * of 0.1, and the steps of a width that is a multiple of another begin where some of the other's do.
 */

/** Powers of ten that a float64 holds exactly. */
const EXACT_POWER = 22
/** Beyond this many steps next numbers may be the same. */
export const MAX_STEPS = 2 ** 51

export class DecimalSteps {
  readonly width: number
  private readonly digits: number
  private readonly exponent: number
  private readonly power: number

  /** The width is `digits` (a whole number from 1) times 10 ** exponent. */
  constructor(digits: number, exponent: number) {
    this.digits = digits
    this.exponent = exponent
    this.power = Math.abs(exponent) <= EXACT_POWER ? 10 ** Math.abs(exponent) : NaN
    this.width = Number(`${digits}e${exponent}`)
  }

  /** A width as decimal digits, perhaps with a point. */
  static of(text: string): DecimalSteps {
    const [whole, fraction = ''] = text.split('.')
    const digits = fraction.replace(/0+$/, '')
    return new DecimalSteps(Number(whole + digits), -digits.length)
  }

  /** Where a step begins. Throws RangeError for one beyond 2 ** 53. */
  start(step: number): number {
    const times = step * this.digits
    const { exponent, power } = this
    // One rounding of what is exact gives the nearest.
    if (Number.isSafeInteger(times) && power === power) return (exponent < 0 ? times / power : times * power) + 0
    return Number(`${BigInt(step) * BigInt(this.digits)}e${exponent}`)
  }

  /** The step that a finite number is in; beyond MAX_STEPS about that. */
  indexOf(x: number): number {
    let step = Math.floor(x / this.width)
    if (!(Math.abs(step) < MAX_STEPS)) return step
    while (this.start(step) > x) step--
    while (this.start(step + 1) <= x) step++
    return step + 0
  }
}
