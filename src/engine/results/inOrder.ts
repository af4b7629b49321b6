/**
 * Runs `work` on items with at most `width` under way, and gives the results in the order of the items. Pulls an item only
 * when there is room for it. Closing the generator early starts nothing more, and waits for what is under way.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<{ item: T; result: R }> {
  const queue: { item: T; promise: Promise<R> }[] = []
  const source = items[Symbol.iterator]()
  const fill = (): void => {
    while (queue.length < width) {
      const next = source.next()
      if (next.done) return
      const promise = work(next.value)
      // Looked at when its turn comes; until then a rejection is not unhandled.
      promise.catch(() => undefined)
      queue.push({ item: next.value, promise })
    }
  }
  try {
    fill()
    for (let head = queue.shift(); head; head = queue.shift()) {
      const result = await head.promise
      fill()
      yield { item: head.item, result }
    }
  } finally {
    source.return?.()
    await Promise.allSettled(queue.map((entry) => entry.promise))
  }
}
