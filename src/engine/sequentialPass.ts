import { transfer } from '../common/rpc.ts'
import type { ScannerPool } from './results/pool.ts'
import type { SegmentInput, SequentialRows } from './results/scannerApi.ts'
import type { RowSpan } from './stages/contract.ts'
import type { Scanned } from './results/spans.ts'
import type { StoredRun } from './results/spool/runWriter.ts'
import { SpoolIndex } from './results/spool/spoolFile.ts'

/** How often rows that have come are shown while a pass goes on, in milliseconds. */
const PARTIAL_INTERVAL = 250

/** Rows for a sequential stage; see ScannerApi.feedRows. */
export interface FedRows {
  readonly chunks: readonly ArrayBuffer[]
  readonly order?: Uint32Array
  /** See ScanWants.sortTo. */
  readonly runs?: readonly StoredRun[]
}

/** The rows of scanned blocks, as they come. */
export async function* rowsOf(scans: AsyncIterable<Scanned>): AsyncGenerator<FedRows> {
  for await (const { result: { chunks = [], runs } } of scans) {
    if (chunks.length > 0 || (runs && runs.length > 0)) yield { chunks: chunks.map(({ bytes }) => bytes), runs }
  }
}

/** Spans that are put into an order at a time. */
const SPANS_AT_ONCE = 4096

/** The rows of blocks in another order than that in which these are scanned. */
export class OrderedRows {
  /** Where the rows of a block are: the number of a chunk, and the first of its rows. */
  private readonly places = new Map<number, { chunk: number; row: number }>()
  /** Rows of each chunk. */
  private readonly counts: number[] = []
  private pending: ArrayBuffer[] = []

  /** Takes rows from the results of a scan that pass by. */
  async *passing(scans: AsyncIterable<Scanned>): AsyncGenerator<Scanned> {
    for await (const scanned of scans) {
      const { item, result } = scanned
      let chunk = this.counts.length
      for (const { bytes, rows } of result.chunks ?? []) {
        this.counts.push(rows)
        this.pending.push(bytes)
      }
      let row = 0
      result.rows.forEach((count, i) => {
        if (count === 0) return
        while (row >= this.counts[chunk]) row -= this.counts[chunk++]
        this.places.set(item.from + i, { chunk, row })
        row += count
      })
      yield scanned
    }
  }

  async *inOrder(spans: AsyncIterable<RowSpan>): AsyncGenerator<FedRows> {
    let order: number[] = []
    const take = (): FedRows => {
      const rows = { chunks: this.pending, order: Uint32Array.from(order) }
      this.pending = []
      order = []
      return rows
    }
    for await (const { block, from, count } of spans) {
      let { chunk, row } = this.places.get(block)!
      row += from
      for (let left = count; left > 0; ) {
        while (row >= this.counts[chunk]) row -= this.counts[chunk++]
        const part = Math.min(left, this.counts[chunk] - row)
        order.push(chunk, row, part)
        row += part
        left -= part
      }
      if (order.length >= 3 * SPANS_AT_ONCE) yield take()
    }
    if (order.length > 0) yield take()
  }
}

export interface SequentialOptions {
  readonly pool: ScannerPool
  readonly program: number
  readonly segment: number
  /** Of the file for its rows. */
  readonly path: string
  /** The segment's rows. */
  readonly rows: AsyncIterable<FedRows>
  /** Told of what the stage has made, beside its rows. */
  note(rows: SequentialRows, total: number): void
  /** Shows the rows there are. */
  show(input: SegmentInput): void
}

/** Runs the sequential stage at the end of a segment; answers whether all of its input has been read. */
export async function runSequential({ pool, program, segment, path, rows, note, show }: SequentialOptions): Promise<boolean> {
  const { calls } = pool.rowsLane
  const index = new SpoolIndex()
  let shown = performance.now()
  const take = (made: SequentialRows): boolean => {
    index.add(made)
    note(made, index.rows)
    return made.wantsMore
  }
  const input = (): SegmentInput => ({ kind: 'spool', path, ...index.all })
  await calls.beginRows({ program, segment, path })
  let whole = true
  for await (const { chunks, order, runs } of rows) {
    if (!take(await calls.feedRows(transfer({ program, segment, chunks, order, runs }, chunks)))) {
      whole = false
      break
    }
    if (performance.now() - shown < PARTIAL_INTERVAL) continue
    show(input())
    shown = performance.now()
  }
  take(await calls.endRows({ program, segment }))
  show(input())
  return whole
}
