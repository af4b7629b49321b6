/**
 * Buckets of numbers for percentiles: log-linear, 256 an octave, as in HDR histograms. A bucket is what a float64 becomes when its fraction
 * is rounded to 8 bits, so it lies around a number of 9 significant bits, which is at most 1/512 off; whole numbers up to 512 are in the
 * middle of a bucket of their own. A bucket is numbered by what is left of the float64: sign, 11 bits of exponent, 8 of fraction.
 */

/** How far from a number the middle of its bucket is at most, as a part of the number (below 2 ** -1022 it is that part of 2 ** -1022). */
export const RELATIVE_ERROR = 1 / 512

/** Buckets are kept in pages of a quarter octave. */
export const PAGE_BITS = 6
export const PAGE_BUCKETS = 1 << PAGE_BITS

const SIGN_PAGE = 1 << (20 - 1 - PAGE_BITS)
const CUT_BITS = 12
const HALF = 1 << (CUT_BITS - 1)

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

/** Which of the two words of a float64 is the upper one. */
export const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0]

/** The bucket of a finite number. */
export function bucketOf(x: number): number {
  float[0] = x
  return bucketOfHigh(words[HIGH_WORD])
}

/** The same, of the upper word of the number's float64. Rounding the fraction up may carry into the exponent, as it should. */
export function bucketOfHigh(high: number): number {
  return ((high | 0) + HALF) >>> CUT_BITS
}

/** The middle of a bucket; infinite for those of the largest numbers. */
export function middleOf(bucket: number): number {
  words[HIGH_WORD] = bucket << CUT_BITS
  words[1 - HIGH_WORD] = 0
  return float[0] + 0
}

/** Sorts pages in ascending order of the numbers in them. In those of negative numbers the last bucket holds the least. */
export function pageOrder(page: number): number {
  return isNegativePage(page) ? -page : page
}

export function isNegativePage(page: number): boolean {
  return page >= SIGN_PAGE
}
