/**
 * A computed number to 15 significant digits, as many as any decimal text keeps through a float64 (DBL_DIG in C): of more, the last are noise of the binary
 * form (0.1 + 0.2 is 0.3, not 0.30000000000000004). Whole numbers stay as they are: up to 2 ** 53 they are exact. Not for what rows have themselves, as the
 * least or the first of them: times in seconds may have 16 digits or more.
 */
export function roundedResult(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(15))
}
