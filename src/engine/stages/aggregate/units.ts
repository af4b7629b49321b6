/** Float64 numbers as whole numbers of 2 ** -1074, the least of them: sums of these are exact. */

const float = new Float64Array(1)
const bits = new BigUint64Array(float.buffer)

const FRACTION_BITS = 52n
const FRACTION = (1n << FRACTION_BITS) - 1n
/** Bits that are kept before the last rounding: more than the 53 of a float64 and one that tells of the rest. */
const KEPT_BITS = 64

/** A finite number in units of 2 ** -1074. */
export function toUnits(x: number): bigint {
  float[0] = Math.abs(x)
  const exponent = bits[0] >> FRACTION_BITS
  const fraction = bits[0] & FRACTION
  const units = exponent === 0n ? fraction : (fraction | (1n << FRACTION_BITS)) << (exponent - 1n)
  return x < 0 ? -units : units
}

/** The float64 nearest to a number of units, ties to even; Infinity beyond the largest. */
export function roundUnits(units: bigint): number {
  let size = units < 0n ? -units : units
  const cut = Math.max(0, size.toString(2).length - KEPT_BITS)
  if (cut > 0) {
    const kept = size >> BigInt(cut)
    // A one in place of what is cut off, so that just over half is not taken for half.
    size = kept << BigInt(cut) === size ? kept : kept | 1n
  }
  // Number() rounds to the nearest; the product is exact, since what is cut is large or nothing.
  const rounded = Number(size) * 2 ** (cut - 1074)
  return units < 0n ? -rounded : rounded
}
