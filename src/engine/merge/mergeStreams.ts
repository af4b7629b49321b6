/** Puts the rows of several files, each in its own order, in the order of their keys. */
import { firstRow } from './mergeCursor.ts'

/** Rows that follow each other in one source, with their keys, ascending. */
export interface Keyed {
  readonly keys: Float64Array
}

/** A source of rows: blocks or parts of them, one after the other, in the direction of the merge. */
export interface KeyedStream<T extends Keyed> {
  readonly items: AsyncGenerator<T>
  /** The least (backward: the greatest) key that its rows can have. */
  readonly bound: number
}

interface Head<T extends Keyed> extends KeyedStream<T> {
  item: T | undefined
  /** Rows of the item that are left: from `from` to before `to`. */
  from: number
  to: number
  started: boolean
  ended: boolean
}

/**
 * Rows `from` to before `to` of an item, which come next. Backward the last ones of an item come first, and of equal keys those of later sources. A stream is begun only when its
 * bound is met; closing the generator closes all of them.
 */
export async function* mergeStreams<T extends Keyed>(
  streams: readonly KeyedStream<T>[],
  direction: 'forward' | 'backward' = 'forward',
): AsyncGenerator<{ readonly item: T; readonly from: number; readonly to: number }> {
  const forward = direction === 'forward'
  const heads = streams.map((stream): Head<T> => ({ ...stream, item: undefined, from: 0, to: 0, started: false, ended: false }))
  const isBefore = forward ? (a: number, b: number): boolean => a < b : (a: number, b: number): boolean => a >= b
  const keyOf = (head: Head<T>): number => (!head.item ? head.bound : forward ? head.item.keys[head.from] : head.item.keys[head.to - 1])
  try {
    for (;;) {
      let [best, next] = [-1, -1]
      for (let each = 0; each < heads.length; each++) {
        const head = heads[each]
        // Where one that has begun goes on is known only when it is there.
        while (head.started && !head.item && !head.ended) await advance(head)
        if (head.ended) continue
        const key = keyOf(head)
        if (best < 0) best = each
        else if (isBefore(key, keyOf(heads[best]))) [best, next] = [each, best]
        else if (next < 0 || isBefore(key, keyOf(heads[next]))) next = each
      }
      if (best < 0) return
      const head = heads[best]
      if (!head.item) {
        await advance(head)
        continue
      }
      const { item, from, to } = head
      const limit = next < 0 ? (forward ? Infinity : -Infinity) : keyOf(heads[next])
      const stop = firstRow(item.keys, limit, best < next)
      const part = forward ? { item, from, to: Math.min(to, Math.max(from + 1, stop)) } : { item, from: Math.max(from, Math.min(to - 1, stop)), to }
      if (forward) head.from = part.to
      else head.to = part.from
      if (head.from === head.to) head.item = undefined
      yield part
    }
  } finally {
    await Promise.all(heads.map(({ items }) => items.return(undefined)))
  }
}

async function advance<T extends Keyed>(head: Head<T>): Promise<void> {
  head.started = true
  const { value, done } = await head.items.next()
  if (done) {
    head.ended = true
    return
  }
  head.item = value.keys.length > 0 ? value : undefined
  head.from = 0
  head.to = value.keys.length
}

/** Makes keys that a block tells by itself those of its source, of which `above` is the greatest time above the block. */
export function raiseKeys(keys: Float64Array, above: number): void {
  for (let row = 0; row < keys.length && keys[row] < above; row++) keys[row] = above
}
