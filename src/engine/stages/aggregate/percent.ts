/** A percentage as it was written, exactly: numerator / denominator of 100 %. */
export interface Percent {
  readonly numerator: number
  readonly denominator: number
}

/** 0 to 100, with up to six digits behind the point: more tell nothing apart in a log that exists. */
const WRITTEN = /^(100|\d{1,2})(?:\.(\d{1,6}))?$/

/** A percentage from 0 to 100 as decimal text, undefined for anything else. */
export function readPercent(text: string): Percent | undefined {
  const [, whole, fraction = ''] = WRITTEN.exec(text) ?? []
  if (whole === undefined) return undefined
  const percent = { numerator: Number(whole + fraction), denominator: 100 * 10 ** fraction.length }
  return percent.numerator <= percent.denominator ? percent : undefined
}

/** The nearest rank, from 1: the first of `count` numbers in ascending order that at least this part of them does not exceed. */
export function rankOf({ numerator, denominator }: Percent, count: number): number {
  const product = numerator * count
  // Below 2 ** 53 the product is exact, and no quotient that is not whole rounds to one that is.
  if (product <= Number.MAX_SAFE_INTEGER) return Math.max(1, Math.ceil(product / denominator))
  const exact = BigInt(numerator) * BigInt(count)
  const divisor = BigInt(denominator)
  return Math.max(1, Number((exact + divisor - 1n) / divisor))
}
