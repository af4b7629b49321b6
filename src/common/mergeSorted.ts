/**
 * Walks several sequences that are sorted, each by itself, as one: gives the cursor that comes before all others, moves it on with `advance` (false: it has ended), and so on, by
 * a heap of them (Knuth, The Art of Computer Programming, 5.4.1). `isBefore` must tell cursors apart also where their values are equal.
 */
export function* mergeSorted<C>(cursors: Iterable<C>, isBefore: (a: C, b: C) => boolean, advance: (cursor: C) => boolean): Generator<C> {
  const heap = [...cursors]
  for (let at = (heap.length >>> 1) - 1; at >= 0; at--) sink(heap, isBefore, heap[at], at)
  while (heap.length > 0) {
    const [cursor] = heap
    yield cursor
    if (advance(cursor)) sink(heap, isBefore, cursor, 0)
    else {
      const last = heap.pop()!
      if (heap.length > 0) sink(heap, isBefore, last, 0)
    }
  }
}

/** Puts `item` in its place in a heap, in whose place `from` there is room for it. */
export function sink<C>(heap: C[], isBefore: (a: C, b: C) => boolean, item: C, from: number): void {
  let at = from
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++
    if (!isBefore(heap[child], item)) break
    heap[at] = heap[child]
    at = child
  }
  heap[at] = item
}
