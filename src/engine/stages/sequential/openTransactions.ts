import { LEVELS } from '../../../common/page.ts'
import { sink } from '../../../common/mergeSorted.ts'
import { formatDuration } from '../../query/expression/quantities.ts'
import type { FieldValue, FieldValues } from '../../records/batch.ts'
import type { AsideRecord } from '../contract.ts'
import type { Give, KeyTable } from './keyParts.ts'
import { keyBytes } from './keys.ts'

export interface TransactionLimits {
  /** In milliseconds; Infinity for none. */
  readonly maxPause: number
  readonly maxSpan: number
}

/** Of each batch that has been read the least time of its rows, NaN for none. */
export interface BatchClock {
  readonly times: number[]
}

/** About how much memory an open transaction takes beside its texts, in bytes. */
const OPEN_BYTES = 350

/** Fewer that have ended may stay among those that wait. */
const KEPT_ENDED = 1000

/**
 * Transactions that may get more rows. They are given in the order in which they end: by a row that is not theirs any more, at the end of a batch by a pause, at the end
 * of all rows, and there as they have begun or, with pauses, as their last rows came. So it does not matter which of the keys are looked at together.
 */
export class OpenTransactions implements KeyTable {
  private readonly limits: TransactionLimits
  private readonly clock: BatchClock
  private readonly open = new Map<string, Open>()
  private readonly waiting = new Waiting()
  private batch = 0
  bytes = 0

  constructor(limits: TransactionLimits, clock: BatchClock) {
    this.limits = limits
    this.clock = clock
  }

  has(key: string): boolean {
    return this.open.has(key)
  }

  /** `major`: the number of the row's batch; `values`: key, time (NaN for none), place of the level, message, text of the time, and the fields that are the key. */
  take({ major, minor, values }: AsideRecord, give: Give): void {
    this.endBatches(give, major)
    const [key, time, level, text, timeText] = values as [string, number, number, string, FieldValue]
    const before = this.open.get(key)
    let taken = before
    if (!before?.takes(time, this.limits)) {
      if (before) {
        this.give(before, 2 * major, minor, give)
        this.waiting.forget(before)
      }
      taken = new Open(key, values.slice(5), minor)
      this.open.set(key, taken)
      this.bytes += OPEN_BYTES + 2 * keyBytes(key)
    }
    this.bytes += taken!.add(time, level, text, timeText, minor)
    if (this.limits.maxPause < Infinity && !taken!.waits && !Number.isNaN(taken!.last)) this.waiting.add(taken!)
  }

  /** Ends what has paused too long by the end of each batch up to the one with this number. */
  endBatches(give: Give, upTo = this.clock.times.length): void {
    const { clock, waiting, limits, open } = this
    for (; this.batch < upTo; this.batch++) {
      if (waiting.isEmpty) {
        this.batch = upTo
        return
      }
      const paused = waiting.before(clock.times[this.batch], limits.maxPause)
      for (const each of paused.sort((a, b) => a.lastRow - b.lastRow)) {
        open.delete(each.key)
        this.give(each, 2 * this.batch + 1, each.lastRow, give)
      }
    }
  }

  end(give: Give): void {
    this.endBatches(give)
    for (const record of this.rest()) give(record)
  }

  /** What is open, in order, when all batches have ended. */
  *rest(): Generator<AsideRecord> {
    const place = ({ firstRow, lastRow }: Open): number => (this.limits.maxPause < Infinity ? lastRow : firstRow)
    for (const each of [...this.open.values()].sort((a, b) => place(a) - place(b))) yield { major: Infinity, minor: place(each), values: each.row }
  }

  private give(ended: Open, major: number, minor: number, give: Give): void {
    this.bytes -= OPEN_BYTES + 2 * keyBytes(ended.key) + ended.textBytes
    give({ major, minor, values: ended.row })
  }
}

/** Rows that belong together, so far. */
class Open {
  readonly key: string
  readonly firstRow: number
  lastRow: number
  last = NaN
  /** It is one of those that are looked at for pauses, as if its last row were of this time. */
  waits = false
  waitsSince = NaN
  hasEnded = false
  private readonly values: FieldValues
  private start = NaN
  private startText: FieldValue
  private count = 0
  private level = 0
  private firstText = ''
  private lastText = ''

  constructor(key: string, values: FieldValues, row: number) {
    this.key = key
    this.values = values
    this.firstRow = this.lastRow = row
  }

  /** Whether a row of this time is one of them. */
  takes(time: number, { maxPause, maxSpan }: TransactionLimits): boolean {
    if (Number.isNaN(time) || Number.isNaN(this.last)) return true
    return time - this.last <= maxPause && time - this.start <= maxSpan
  }

  /** Returns how many bytes of memory more it takes. */
  add(time: number, level: number, text: string, timeText: FieldValue, row: number): number {
    const before = this.textBytes
    if (this.count++ === 0) this.firstText = text
    this.lastText = text
    this.lastRow = row
    this.level = Math.max(this.level, level)
    if (!Number.isNaN(time)) {
      if (!(time >= this.start)) {
        this.start = time
        this.startText = timeText
      }
      if (!(time <= this.last)) this.last = time
    }
    return this.textBytes - before
  }

  get textBytes(): number {
    return this.firstText.length + this.lastText.length
  }

  get row(): FieldValue[] {
    const { values, start, startText, last, count, level, firstText, lastText } = this
    return [...values, startText, Number.isNaN(start) ? undefined : formatDuration(last - start), count, level > 0 ? LEVELS[level] : undefined, firstText, lastText]
  }
}

/** Transactions by when their last row was: a heap in which each has the place that it had when it was looked at. */
class Waiting {
  private heap: Open[] = []
  private ended = 0

  get isEmpty(): boolean {
    return this.heap.length === 0
  }

  add(open: Open): void {
    const { heap } = this
    open.waits = true
    open.waitsSince = open.last
    let at = heap.length
    for (; at > 0 && isEarlier(open, heap[(at - 1) >>> 1]); at = (at - 1) >>> 1) heap[at] = heap[(at - 1) >>> 1]
    heap[at] = open
  }

  /** One that has ended, perhaps long before its pause. */
  forget(open: Open): void {
    if (!open.waits) return
    open.hasEnded = true
    if (2 * ++this.ended < this.heap.length + KEPT_ENDED) return
    // What is sorted is a heap too.
    this.heap = this.heap.filter(({ hasEnded }) => !hasEnded).sort((a, b) => a.waitsSince - b.waitsSince)
    this.ended = 0
  }

  /** Takes out those that have paused for longer than `pause` at a time. */
  before(now: number, pause: number): Open[] {
    const { heap } = this
    const found: Open[] = []
    while (heap.length > 0 && now - heap[0].waitsSince > pause) {
      const [first] = heap
      if (now - first.last > pause) {
        if (first.hasEnded) this.ended--
        else found.push(first)
        const last = heap.pop()!
        if (heap.length > 0) sink(heap, isEarlier, last, 0)
      } else {
        first.waitsSince = first.last
        sink(heap, isEarlier, first, 0)
      }
    }
    return found
  }
}

function isEarlier(a: Open, b: Open): boolean {
  return a.waitsSince < b.waitsSince
}
