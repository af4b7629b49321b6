/** Logs whose lines are full of colour sequences, also inside of their stamps: they are read as if these were not there. */
import { headBytesOf, type HeadTest } from '../../lines/block.ts'
import type { FactReader } from '../facts.ts'
import type { FieldExtractor, LineSpans, OffsetOf, TakeField } from '../fields/extractor.ts'
import type { SpanColumn } from '../spans.ts'
import type { Format } from './format.ts'

/** What stands before the name of the format of what is left. */
export const COLORED = 'colored/'

const ESCAPE = 0x1b
const NEWLINE = 10
const CR = 13
/** Bytes of a sequence at most. */
const LONGEST = 24
/** Part of the lines of a log that have a sequence, at least. */
const LEAST = 0.5

/** `format` with colours in its lines. */
export function withColors(format: Format): Format {
  return { ...format, name: COLORED + format.name, title: `${format.title}, in colours`, colored: format }
}

/** Samples without colours; undefined where few lines have some. */
export function uncolored(samples: readonly Buffer[]): readonly Buffer[] | undefined {
  let lines = 0
  let colored = 0
  for (const sample of samples) {
    for (let start = 0; start < sample.length; ) {
      const newline = sample.indexOf(NEWLINE, start)
      const end = newline < 0 ? sample.length : newline
      const escape = sample.subarray(start, end).indexOf(ESCAPE)
      if (end > start) lines++
      if (escape >= 0 && sequenceEnd(sample, start + escape, end) > start + escape) colored++
      start = end + 1
    }
  }
  if (colored === 0 || colored < LEAST * lines) return undefined
  return samples.map((sample) => {
    const into = Buffer.alloc(sample.length)
    return into.subarray(0, strip(sample, 0, sample.length, into, 0))
  })
}

/** A line starts a record if what is left of it does. */
export function uncoloredHeadTest(inner: HeadTest | undefined): HeadTest | undefined {
  if (!inner) return undefined
  const most = headBytesOf(inner)
  const into = Buffer.alloc(most)
  return {
    bytes: inner.bytes,
    lines: inner.lines,
    test(bytes, start, end) {
      let stop = start
      const limit = Math.min(end, start + most)
      while (stop < limit && bytes[stop] !== NEWLINE) stop++
      // Who asks may know the line's end, or not: its CR then belongs to it or not.
      while (stop > start && bytes[stop - 1] === CR) stop--
      return inner.test(into, 0, strip(bytes, start, stop, into, 0))
    },
  }
}

export function uncoloredFacts(inner: FactReader): FactReader {
  return (bytes, lines) => {
    const { texts, spans } = stripLines(bytes, lines)
    return inner(texts, spans)
  }
}

/** The fields of what is left; their columns are over a copy of the lines. */
export class UncoloredFields implements FieldExtractor {
  readonly names: readonly string[]
  readonly others: FieldExtractor['others']
  private readonly inner: FieldExtractor

  constructor(inner: FieldExtractor) {
    this.inner = inner
    this.names = inner.names
    this.others = inner.others && ((bytes: Buffer, start: number, end: number, take: TakeField) => this.othersOf(bytes, start, end, take))
  }

  has(name: string): boolean {
    return this.inner.has(name)
  }

  private othersOf(bytes: Buffer, start: number, end: number, take: TakeField): void {
    const into = Buffer.alloc(end - start)
    this.inner.others?.(into, 0, strip(bytes, start, end, into, 0), take)
  }

  extract(bytes: Buffer, lines: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    const { texts, spans } = stripLines(bytes, lines)
    return this.inner.extract(texts, spans, names)
  }

  times(bytes: Buffer, lines: LineSpans, offsetOf?: OffsetOf): Float64Array {
    const { texts, spans } = stripLines(bytes, lines)
    return this.inner.times?.(texts, spans, offsetOf) ?? new Float64Array(lines.count).fill(NaN)
  }
}

function stripLines(bytes: Buffer, { starts, ends, count }: LineSpans): { readonly texts: Buffer; readonly spans: LineSpans } {
  let length = 0
  for (let row = 0; row < count; row++) length += ends[row] - starts[row]
  const texts = Buffer.alloc(length)
  const spans = { starts: new Uint32Array(count), ends: new Uint32Array(count), count }
  let at = 0
  for (let row = 0; row < count; row++) {
    spans.starts[row] = at
    spans.ends[row] = at = strip(bytes, starts[row], ends[row], texts, at)
  }
  return { texts, spans }
}

/** Copies bytes[start, end) without colour sequences; gives the end of the copy. */
function strip(bytes: Uint8Array, start: number, end: number, into: Uint8Array, to: number): number {
  for (let at = start; at < end; ) {
    const next = bytes[at] === ESCAPE ? sequenceEnd(bytes, at, end) : at
    if (next > at) at = next
    else into[to++] = bytes[at++]
  }
  return to
}

/** Behind the colour sequence (or the `clear to the end of the line` of grep) that begins at `at`; `at` where it is none. */
function sequenceEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end || bytes[at + 1] !== 0x5b) return at
  const limit = Math.min(end, at + LONGEST)
  for (let stop = at + 2; stop < limit; stop++) {
    const byte = bytes[stop]
    if (byte === 0x6d || byte === 0x4b) return stop + 1
    // Digits, colons and semicolons.
    if (byte < 0x30 || byte > 0x3b) return at
  }
  return at
}
