/** Numbers in memory that every thread sees: a copy for each would be large for a large log. */
export function sharedNumbers(values: readonly number[]): Float64Array {
  const array = new Float64Array(new SharedArrayBuffer(8 * values.length))
  array.set(values)
  return array
}
