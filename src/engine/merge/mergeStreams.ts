/** Puts the rows of several files, each in its own order, in the order of their keys. */
import { sink } from '../../common/mergeSorted.ts'
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
  readonly number: number
  item: T | undefined
  /** Rows of the item that are left: from `from` to before `to`. */
  from: number
  to: number
  /** Of the row that comes next; the bound of a stream that has not begun. */
  key: number
}

/**
 * Rows `from` to before `to` of an item, which come next. Backward the last ones of an item come first, and of equal keys those of later sources. A stream is begun only when its
 * bound is met, and asked for another item only when all rows of the one before have been given; closing the generator closes all of them.
 */
export async function* mergeStreams<T extends Keyed>(
  streams: readonly KeyedStream<T>[],
  direction: 'forward' | 'backward' = 'forward',
): AsyncGenerator<{ readonly item: T; readonly from: number; readonly to: number }> {
  const forward = direction === 'forward'
  const isBefore = forward
    ? (a: Head<T>, b: Head<T>): boolean => a.key < b.key || (a.key === b.key && a.number < b.number)
    : (a: Head<T>, b: Head<T>): boolean => a.key > b.key || (a.key === b.key && a.number > b.number)
  const heads = streams.map((stream, number): Head<T> => ({ ...stream, number, item: undefined, from: 0, to: 0, key: stream.bound }))
  // A heap: none is before the one at half of its place. There may be hundreds of files, which take turns with every row.
  const heap = [...heads].sort((a, b) => (isBefore(a, b) ? -1 : 1))
  try {
    while (heap.length > 0) {
      const [head] = heap
      if (!head.item) {
        // Where one goes on is known only when it is there.
        if (!(await advance(head))) {
          const last = heap.pop()!
          if (heap.length > 0) heap[0] = last
        }
      } else {
        const next = heap.length > 2 && isBefore(heap[2], heap[1]) ? heap[2] : heap.length > 1 ? heap[1] : undefined
        const { item, from, to } = head
        const limit = next ? next.key : forward ? Infinity : -Infinity
        const stop = firstRow(item.keys, limit, next !== undefined && head.number < next.number)
        const part = forward ? { item, from, to: Math.min(to, Math.max(from + 1, stop)) } : { item, from: Math.max(from, Math.min(to - 1, stop)), to }
        if (forward) head.from = part.to
        else head.to = part.from
        if (head.from === head.to) head.item = undefined
        yield part
        // It stays the first until it is known how it goes on.
        if (!head.item) continue
      }
      if (heap.length === 0) return
      const first = heap[0]
      if (first.item) first.key = first.item.keys[forward ? first.from : first.to - 1]
      sink(heap, isBefore, first, 0)
    }
  } finally {
    await Promise.all(heads.map(({ items }) => items.return(undefined)))
  }
}

/** Gets an item with rows; false where there is none any more. */
async function advance<T extends Keyed>(head: Head<T>): Promise<boolean> {
  for (;;) {
    const { value, done } = await head.items.next()
    if (done) return false
    if (value.keys.length === 0) continue
    head.item = value
    head.from = 0
    head.to = value.keys.length
    return true
  }
}

/** Makes keys that a block tells by itself those of its source, of which `above` is the greatest time above the block. */
export function raiseKeys(keys: Float64Array, above: number): void {
  for (let row = 0; row < keys.length && keys[row] < above; row++) keys[row] = above
}
