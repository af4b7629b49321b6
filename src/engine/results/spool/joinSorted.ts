/** Joins what is in order, each by itself, into one in order; of equals the first of the earliest comes first. */
export function* joinSorted<T>(runs: readonly Iterable<T>[], compare: (a: T, b: T) => number): Generator<T> {
  const heads: { value: T; run: number; rest: Iterator<T> }[] = []
  const isBefore = (a: number, b: number): boolean => (compare(heads[a].value, heads[b].value) || heads[a].run - heads[b].run) < 0
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heads.length && isBefore(child, least)) least = child
      if (least === at) return
      ;[heads[at], heads[least]] = [heads[least], heads[at]]
      at = least
    }
  }
  for (const [run, each] of runs.entries()) {
    const rest = each[Symbol.iterator]()
    const first = rest.next()
    if (!first.done) heads.push({ value: first.value, run, rest })
  }
  for (let at = heads.length >>> 1; at >= 0; at--) sink(at)
  while (heads.length > 0) {
    const [head] = heads
    yield head.value
    const next = head.rest.next()
    if (next.done) {
      const last = heads.pop()!
      if (heads.length > 0) heads[0] = last
    } else head.value = next.value
    sink(0)
  }
}
