import { mergeSorted } from '../../../common/mergeSorted.ts'
import { RunCursor } from './runCursor.ts'
import { RunWriter, type RunFile, type StoredRun } from './runWriter.ts'
import type { SpoolReader } from './spoolFile.ts'

/** Of each run so much is in memory. */
const WINDOW_BYTES = 32 * 1024

/** Writes the rows of sorted runs as one run; those that are alike in the order of the runs. */
export function mergeRuns(runs: readonly StoredRun[], readerOf: (path: string) => SpoolReader, to: RunFile): StoredRun {
  const cursors = runs.map((run, i) => new RunCursor(i, run, readerOf(run.path), WINDOW_BYTES)).filter((cursor) => cursor.next())
  const isBefore = (a: RunCursor, b: RunCursor): boolean => {
    const order = a.compare(b)
    return order < 0 || (order === 0 && a.run < b.run)
  }
  const writer = new RunWriter(to)
  for (const { bytes, view, at, size } of mergeSorted(cursors, isBefore, (cursor) => cursor.next())) writer.add(bytes, view, at, size)
  return writer.end()
}
