/** Samples of a log, by which its format is found. */
import type { HeadTest } from '../../lines/block.ts'
import { lineTextEnd, nextNewline } from '../../lines/kernels.ts'
import type { LineSpans } from '../fields/extractor.ts'

/** What is looked at of a sample, at most. */
export const SAMPLE_BYTES = 64 * 1024
const SAMPLE_LINES = 250
/** Records of a sample that are read by a format, at most; formats without heads see no other lines. */
export const READ_RECORDS = 20

export interface Sample {
  readonly bytes: Buffer
  /** Its lines that are not empty. */
  readonly lines: LineSpans
  /** Which of them are heads by a test: many formats have the same. */
  readonly heads: Map<HeadTest, readonly number[]>
}

export function sampleOf(whole: Buffer): Sample {
  const bytes = whole.subarray(0, SAMPLE_BYTES)
  const starts: number[] = []
  const ends: number[] = []
  for (let start = 0; start < bytes.length && starts.length < SAMPLE_LINES; ) {
    const newline = nextNewline(bytes, start, bytes.length)
    const end = newline < 0 ? bytes.length : lineTextEnd(bytes, start, newline)
    if (end > start) {
      starts.push(start)
      ends.push(end)
    }
    start = newline < 0 ? bytes.length : newline + 1
  }
  return { bytes, lines: { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: starts.length }, heads: new Map() }
}

export function rowsWhere({ starts, ends, count }: LineSpans, accept: (start: number, end: number) => boolean): readonly number[] {
  return Array.from({ length: count }, (_, row) => row).filter((row) => accept(starts[row], ends[row]))
}

/** Of records that start at `rows` the lines that their fields are in. */
export function fieldLines({ starts, ends, count }: LineSpans, rows: readonly number[], most = 1): LineSpans {
  const last = (row: number, i: number): number => Math.min(row + most, rows[i + 1] ?? count) - 1
  return { starts: Uint32Array.from(rows, (row) => starts[row]), ends: Uint32Array.from(rows, (row, i) => ends[last(row, i)]), count: rows.length }
}

export function linesAt({ starts, ends }: LineSpans, rows: readonly number[]): LineSpans {
  return { starts: Uint32Array.from(rows, (row) => starts[row]), ends: Uint32Array.from(rows, (row) => ends[row]), count: rows.length }
}
