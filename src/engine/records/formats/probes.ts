/** A few lines that stand for the many of a log's samples: they show cheaply that most formats are none of the log's. */
import { TemplateReader } from '../fields/template.ts'
import type { LineSpans } from '../fields/extractor.ts'
import type { Format } from './format.ts'
import { templateLines } from './template.ts'

/** Lines of a sample by which its kinds of lines are counted. */
const COUNTED_LINES = 64
/** By so many bytes at its start a line is told from others. */
const START_BYTES = 12
/** Kinds of lines that are looked at, the most frequent ones, and lines of each. */
const KINDS = 8
const LINES = 3
/** The second and the third of those lines come so many times later than the one before, so that they are not neighbours. */
const APART = 5

/** Lines that begin alike: digits, letters of either case, and all else as it is. */
interface Kind {
  readonly lines: { readonly bytes: Buffer; readonly start: number; readonly end: number }[]
  /** Lines of the samples that it stands for. */
  count: number
}

export interface Probes {
  readonly kinds: readonly Kind[]
  /** Lines of rarer kinds. */
  readonly others: number
}

export function probesOf(samples: readonly { readonly bytes: Buffer; readonly lines: LineSpans }[]): Probes {
  const found = new Map<string, Kind & { seen: number }>()
  for (const { bytes, lines } of samples) {
    const step = Math.max(1, lines.count / COUNTED_LINES)
    for (let at = 0; at < lines.count; at += step) {
      const row = Math.floor(at)
      const start = lines.starts[row]
      const end = lines.ends[row]
      const key = startOf(bytes, start, end)
      const kind = found.get(key) ?? { lines: [], count: 0, seen: 0 }
      found.set(key, kind)
      kind.count += step
      if (kind.lines.length < LINES && ++kind.seen >= APART ** kind.lines.length) kind.lines.push({ bytes, start, end })
    }
  }
  const kinds = [...found.values()].sort((a, b) => b.count - a.count)
  return { kinds: kinds.slice(0, KINDS), others: kinds.slice(KINDS).reduce((sum, { count }) => sum + count, 0) }
}

function startOf(bytes: Buffer, start: number, end: number): string {
  const stop = Math.min(end, start + START_BYTES)
  return bytes.toString('latin1', start, stop).replace(/[\da-zA-Z]/g, (char) => (char <= '9' ? '0' : char >= 'a' ? 'a' : 'A'))
}

/** What a line counts that is a record but for a part of it, and one that is none. */
export interface Worth {
  readonly inPart: number
  readonly none: number
}

/** What the lines of the samples count at most for a format, if lines that begin alike are as the best of those that are looked at; Infinity for a format without a template. */
export function mostWorth({ layout }: Format, { kinds, others }: Probes, { inPart, none }: Worth): number {
  if (layout.kind !== 'template') return Infinity
  const reader = new TemplateReader(layout.line, layout.stamps)
  const hasTime = reader.names.includes('time')
  const isLonger = templateLines(layout.line) > 1
  return kinds.reduce((sum, { lines, count }) => {
    let worth = none
    for (const { bytes, start, end } of lines) {
      // What is of several lines may go on behind the first.
      if (reader.read(bytes, start, end) || (isLonger && reader.at >= end)) return sum + count
      if (!hasTime || !Number.isNaN(reader.time)) worth = Math.max(none, inPart)
    }
    return sum + count * worth
  }, others)
}
