/**
 * Runs `work` on items with at most `width` under way, and gives the results in the order of the items. Pulls an item only when there is room for
 * it: at most `ahead` are under way or wait for their turn, so that one that takes long does not keep the others from going on.
 * Closing the generator early starts nothing more, and waits for what is under way.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<R>,
  ahead: number = width,
): AsyncGenerator<{ item: T; result: R }> {
  const queue: { item: T; promise: Promise<R> }[] = []
  const source = items[Symbol.iterator]()
  let under = 0
  let ended = false
  const fill = (): void => {
    while (!ended && under < width && queue.length < ahead) {
      const next = source.next()
      if (next.done) {
        ended = true
        return
      }
      const promise = work(next.value)
      under++
      queue.push({ item: next.value, promise })
      // Looked at when its turn comes; until then a rejection is not unhandled.
      promise.catch(() => undefined).finally(() => {
        under--
        fill()
      })
    }
  }
  try {
    fill()
    while (queue.length > 0) {
      const [{ item, promise }] = queue
      const result = await promise
      queue.shift()
      fill()
      yield { item, result }
    }
  } finally {
    ended = true
    source.return?.()
    await Promise.allSettled(queue.map(({ promise }) => promise))
  }
}
