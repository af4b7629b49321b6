/** Cuts the rows of sorted runs, taken together, into blocks, without putting them in order: of each run a block has rows that follow each other, and it is merged when somebody reads it. */
import { compareBytes, orderOfKeys } from './keyOrder.ts'
import { RunCursor } from './runCursor.ts'
import type { StoredRun } from './runWriter.ts'
import type { SpoolReader } from './spoolFile.ts'

/** About how large blocks are, and how many of the keys of each run they span. */
const BLOCK_BYTES = 384 * 1024
const BLOCK_SAMPLES = 64
/** Where more parts of runs than these were to be noted, blocks are larger. */
const MOST_PARTS = 2 ** 21
const WINDOW_BYTES = 256 * 1024
/** Rows between two looks at whether the pass has been ended. */
const ROWS_BETWEEN = 65_536

/** Rows that follow each other in a run. */
export interface RunPart {
  readonly run: StoredRun
  /** In its file. */
  readonly offset: number
  readonly bytes: number
  readonly rows: number
}

/** What parts the rows of a block from those before: all that have a lesser key, and of those with the same one the rows above `row` of `run`, and all of the runs before. */
interface Splitter {
  readonly low: number
  readonly high: number
  readonly rests: Uint8Array
  readonly restStart: number
  readonly restEnd: number
  readonly run: number
  /** -1: none with the same key, as only its beginning is known. */
  readonly row: number
}

export interface CutBounds {
  readonly bytes: number
  readonly samples: number
}

export interface CutOptions {
  readerOf(path: string): SpoolReader
  /** Throws where the pass has been ended. */
  check(): void
  readonly bounds?: CutBounds
}

/** The parts of each block, in the order of the runs. */
export function* cutRuns(runs: readonly StoredRun[], { readerOf, check, bounds = { bytes: BLOCK_BYTES, samples: BLOCK_SAMPLES } }: CutOptions): Generator<readonly RunPart[]> {
  const splitters = findSplitters(runs, bounds)
  const cuts = runs.map((run, i) => cutsOf(new RunCursor(i, run, readerOf(run.path), WINDOW_BYTES), run, splitters, check))
  for (let block = 0; block <= splitters.length; block++) {
    const parts: RunPart[] = []
    for (const [i, run] of runs.entries()) {
      const { positions, rows } = cuts[i]
      const count = rows[block + 1] - rows[block]
      if (count > 0) parts.push({ run, offset: run.offset + positions[block], bytes: positions[block + 1] - positions[block], rows: count })
    }
    if (parts.length > 0) yield parts
  }
}

/** In their order. */
function findSplitters(runs: readonly StoredRun[], { bytes: blockBytes, samples: blockSamples }: CutBounds): Splitter[] {
  const count = runs.reduce((sum, { samples }) => sum + samples.rows.length, 0)
  const prefixes = new Uint32Array(2 * count)
  const runOf = new Uint32Array(count)
  const indexOf = new Uint32Array(count)
  const rests = Buffer.alloc(runs.reduce((sum, { samples }) => sum + samples.rests.length, 0))
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  let at = 0
  let restAt = 0
  for (const [run, { samples }] of runs.entries()) {
    prefixes.set(samples.prefixes, 2 * at)
    rests.set(samples.rests, restAt)
    for (let i = 0; i < samples.rows.length; i++, at++) {
      runOf[at] = run
      indexOf[at] = i
      starts[at] = restAt + (i === 0 ? 0 : samples.restEnds[i - 1])
      ends[at] = restAt + samples.restEnds[i]
    }
    restAt += samples.rests.length
  }
  const order = orderOfKeys({ prefixes, count, rests: rests.length > 0 ? { bytes: rests, starts, ends } : undefined })
  const larger = Math.max(1, Math.ceil(((count / blockSamples) * runs.length) / MOST_PARTS))
  const found: Splitter[] = []
  let bytes = 0
  let passed = 0
  for (const sample of order) {
    const { samples } = runs[runOf[sample]]
    bytes += samples.bytes[indexOf[sample]]
    if (++passed < larger * blockSamples && bytes < larger * blockBytes) continue
    const splitter = {
      low: prefixes[2 * sample],
      high: prefixes[2 * sample + 1],
      rests,
      restStart: starts[sample],
      restEnd: ends[sample],
      run: runOf[sample],
      row: samples.rows[indexOf[sample]],
    }
    const last = found.at(-1)
    // Of keys whose ends have been left out not all are known to be in order.
    if (last && compareSplitters(last, splitter) >= 0) continue
    found.push(splitter)
    bytes = passed = 0
  }
  return found
}

function compareSplitters(a: Splitter, b: Splitter): number {
  if (a.high !== b.high) return a.high - b.high
  if (a.low !== b.low) return a.low - b.low
  // One without a row comes before all rows with its key.
  return compareBytes(a.rests, a.restStart, a.restEnd, b.rests, b.restStart, b.restEnd) || (a.row < 0 ? -1 : a.run) - (b.row < 0 ? -1 : b.run) || a.row - b.row
}

/** Where the parts of a run begin, and where the last ends. */
function cutsOf(cursor: RunCursor, run: StoredRun, splitters: readonly Splitter[], check: () => void): { readonly positions: Float64Array; readonly rows: Float64Array } {
  const positions = new Float64Array(splitters.length + 2).fill(run.bytes, 1)
  const rows = new Float64Array(splitters.length + 2).fill(run.rows, 1)
  let next = 0
  while (next < splitters.length && cursor.next()) {
    if (cursor.row % ROWS_BETWEEN === 0) check()
    while (next < splitters.length && !isBefore(cursor, splitters[next])) {
      next++
      positions[next] = cursor.position
      rows[next] = cursor.row
    }
  }
  cursor.dispose()
  return { positions, rows }
}

function isBefore(cursor: RunCursor, splitter: Splitter): boolean {
  if (cursor.high !== splitter.high) return cursor.high < splitter.high
  if (cursor.low !== splitter.low) return cursor.low < splitter.low
  const order = compareBytes(cursor.bytes, cursor.restStart, cursor.restEnd, splitter.rests, splitter.restStart, splitter.restEnd)
  if (order !== 0 || splitter.row < 0) return order < 0
  return cursor.run < splitter.run || (cursor.run === splitter.run && cursor.row < splitter.row)
}
