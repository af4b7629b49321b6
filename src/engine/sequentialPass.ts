import { transfer } from '../common/rpc.ts'
import type { ScannerPool } from './results/pool.ts'
import type { SegmentInput, SequentialRows } from './results/scannerApi.ts'
import type { Scanned } from './results/spans.ts'
import { SpoolIndex } from './results/spool/spoolFile.ts'

/** How often rows that have come are shown while a pass goes on, in milliseconds. */
const PARTIAL_INTERVAL = 250

export interface SequentialOptions {
  readonly pool: ScannerPool
  readonly program: number
  readonly segment: number
  /** Of the file for its rows. */
  readonly path: string
  /** Scans the segment's input, with its rows. */
  readonly scan: () => AsyncIterable<Scanned>
  /** Told of what the stage has made, beside its rows. */
  note(rows: SequentialRows, total: number): void
  /** Shows the rows there are. */
  show(input: SegmentInput): void
}

/** Runs the sequential stage at the end of a segment; answers whether all of its input has been read. */
export async function runSequential({ pool, program, segment, path, scan, note, show }: SequentialOptions): Promise<boolean> {
  const { calls } = pool.rowsLane
  const index = new SpoolIndex()
  let shown = performance.now()
  const take = (rows: SequentialRows): boolean => {
    index.add(rows)
    note(rows, index.rows)
    return rows.wantsMore
  }
  const input = (): SegmentInput => ({ kind: 'spool', path, ...index.all })
  await calls.beginRows({ program, segment, path })
  let whole = true
  for await (const { result } of scan()) {
    const chunks = result.chunks ?? []
    if (chunks.length === 0) continue
    if (!take(await calls.feedRows(transfer({ program, segment, chunks }, chunks)))) {
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
