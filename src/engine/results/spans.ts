import type { RowSpan } from '../stages/contract.ts'
import type { Range } from './ranges.ts'
import type { ScanResult } from './scannerApi.ts'

/** A range of blocks and what a scan of it found. */
export interface Scanned {
  readonly item: Range
  readonly result: ScanResult
}

/** The rows of scanned blocks as spans, in the direction in which they were scanned. */
export async function* spansOf(scans: AsyncIterable<Scanned>, direction: 'forward' | 'backward'): AsyncGenerator<RowSpan> {
  for await (const { item, result } of scans) {
    const blocks = result.rows.length
    for (let i = 0; i < blocks; i++) {
      const at = direction === 'forward' ? i : blocks - 1 - i
      if (result.rows[at] > 0) yield { block: item.from + at, from: 0, count: result.rows[at] }
    }
  }
}

/** The same scans, forward; adds the spans of their rows to `spans`. */
export async function* noteSpans(scans: AsyncIterable<Scanned>, spans: SpanList): AsyncGenerator<Scanned> {
  for await (const scanned of scans) {
    const { item, result } = scanned
    result.rows.forEach((count, i) => {
      if (count > 0) spans.add({ block: item.from + i, from: 0, count })
    })
    yield scanned
  }
}

/** The same items; tells `atEnd` when there are no more. */
export async function* withEnd<T>(items: AsyncIterable<T>, atEnd: () => void): AsyncGenerator<T> {
  yield* items
  atEnd()
}

/** Spans as they come from a stage. */
export class SpanList {
  private readonly spans: number[] = []
  private readonly direction: 'forward' | 'backward'

  constructor(direction: 'forward' | 'backward') {
    this.direction = direction
  }

  add({ block, from, count }: RowSpan): void {
    this.spans.push(block, from, count)
  }

  /** Triples of block, from, count, in row order. */
  get inBlockOrder(): Uint32Array {
    return this.direction === 'forward' ? Uint32Array.from(this.spans) : reversedSpans(this.spans)
  }
}

/** Spans (block, first row, rows) that came last first, in row order. */
function reversedSpans(spans: readonly number[]): Uint32Array {
  const result = new Uint32Array(spans.length)
  for (let i = 0; i < spans.length; i += 3) {
    const at = spans.length - 3 - i
    result.set([spans[i], spans[i + 1], spans[i + 2]], at)
  }
  return result
}
