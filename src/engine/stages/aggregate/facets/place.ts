/** Where a field comes first: the block, the row in it, and its number among the fields of that row. */
export type Place = readonly [block: number, row: number, field: number]

/** Negative if `a` comes before `b`. */
export function comparePlaces(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
