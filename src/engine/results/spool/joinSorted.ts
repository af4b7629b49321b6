import { mergeSorted } from '../../../common/mergeSorted.ts'

/** Joins what is in order, each by itself, into one in order; of equals the first of the earliest comes first. */
export function* joinSorted<T>(runs: readonly Iterable<T>[], compare: (a: T, b: T) => number): Generator<T> {
  const heads: { value: T; readonly run: number; readonly rest: Iterator<T> }[] = []
  for (const [run, each] of runs.entries()) {
    const rest = each[Symbol.iterator]()
    const first = rest.next()
    if (!first.done) heads.push({ value: first.value, run, rest })
  }
  const isBefore = (a: (typeof heads)[number], b: (typeof heads)[number]): boolean => (compare(a.value, b.value) || a.run - b.run) < 0
  const advance = (head: (typeof heads)[number]): boolean => {
    const next = head.rest.next()
    if (!next.done) head.value = next.value
    return !next.done
  }
  for (const { value } of mergeSorted(heads, isBefore, advance)) yield value
}
