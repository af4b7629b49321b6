/** The slow twin of merging by time: all rows in memory, sorted by their keys. */

/** What a row is merged by; `time`: NaN for none. */
export interface TimedRow {
  readonly source: number
  readonly time: number
}

/** Rows of all files, file by file in their order, by the greatest time that their file has had so far, then their file, then their place in it. */
export function plainMerge<T extends TimedRow>(rows: readonly T[]): T[] {
  const greatest = new Map<number, number>()
  const keyed = rows.map((row, place) => {
    const before = greatest.get(row.source) ?? -Infinity
    const key = row.time > before ? row.time : before
    greatest.set(row.source, key)
    return { row, key, place }
  })
  keyed.sort((a, b) => (a.key === b.key ? a.row.source - b.row.source || a.place - b.place : a.key < b.key ? -1 : 1))
  return keyed.map(({ row }) => row)
}
