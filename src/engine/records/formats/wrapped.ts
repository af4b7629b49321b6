/** Logs of any format with a prefix before each line (prefix.ts): what is behind it is read as if it were the line. */
import { HEAD_BYTES, type HeadTest } from '../../lines/block.ts'
import { lineTextEnd, nextNewline } from '../../lines/kernels.ts'
import type { FactReader } from '../facts.ts'
import type { FieldExtractor, LineSpans, TakeField } from '../fields/extractor.ts'
import { ByteColumn } from '../fields/spanColumn.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import type { FieldLayout, Format } from './format.ts'
import { PREFIXES, PrefixReader, type PrefixKind } from './prefix.ts'
import { templateLines } from './template.ts'

/** `format` with a prefix before each of its lines. */
export function wrap(prefix: PrefixKind, format: Format): Format {
  return {
    ...format,
    name: `${prefix}/${format.name}`,
    title: `${PREFIXES[prefix].title}: ${format.title}`,
    wrapped: { prefix, format },
  }
}

/** A line with a prefix starts a record if what is behind it does; another line continues the one above. */
export function wrappedHeadTest(prefix: PrefixKind, inner: HeadTest | undefined): HeadTest {
  const reader = new PrefixReader(prefix)
  return {
    bytes: inner?.bytes && HEAD_BYTES + inner.bytes,
    lines: inner?.lines,
    test(bytes, start, end) {
      let stop = start
      while (stop < end && bytes[stop] !== 10) stop++
      // Who asks may know the line's end, or not: its CR then belongs to it or not.
      while (stop > start && bytes[stop - 1] === 13) stop--
      return reader.read(bytes, start, stop) && (inner?.test(bytes, reader.at, stop) ?? true)
    },
  }
}

/** The time of what is wrapped, or else of the prefix. */
export function wrappedFacts(prefix: PrefixKind, inner: FactReader, { layout }: Format): FactReader {
  const reader = new PrefixReader(prefix)
  const isLonger = isOfLines(layout)
  return (given, all) => {
    const { bytes, lines } = isLonger ? withoutLaterPrefixes(reader, given, all) : { bytes: given, lines: all }
    const stamps = new Float64Array(lines.count).fill(NaN)
    const texts = unwrap(reader, bytes, lines, (row) => (stamps[row] = reader.time))
    const { times, levels } = inner(bytes, texts)
    for (let row = 0; row < lines.count; row++) if (times[row] !== times[row]) times[row] = stamps[row]
    return { times, levels }
  }
}

/** The fields of what is wrapped, and those of the prefix. */
export class WrappedFields implements FieldExtractor {
  readonly names: readonly string[]
  readonly others: FieldExtractor['others']
  private readonly prefix: PrefixReader
  private readonly inner: FieldExtractor
  private readonly facts: FactReader
  private readonly isLonger: boolean

  /** `inner`: of what is wrapped, which has the format `of`; `facts`: of whole lines. */
  constructor(prefix: PrefixKind, inner: FieldExtractor, facts: FactReader, of: Format) {
    this.prefix = new PrefixReader(prefix)
    this.inner = inner
    this.facts = facts
    this.isLonger = isOfLines(of.layout)
    this.names = [...new Set(['time', ...inner.names, 'message', ...this.prefix.names])]
    this.others = inner.others && ((bytes: Buffer, start: number, end: number, take: TakeField) => this.othersOf(bytes, start, end, take))
  }

  has(name: string): boolean {
    return name === 'time' || name === 'message' || this.prefix.names.includes(name) || this.inner.has(name)
  }

  extract(given: Buffer, all: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    const { prefix, inner } = this
    const { bytes, lines } = this.isLonger ? withoutLaterPrefixes(prefix, given, all) : { bytes: given, lines: all }
    const own = new Map(prefix.names.map((name) => [name, new ByteColumn(bytes, lines.count, 'c')]))
    const stamps = new ByteColumn(bytes, lines.count, 'c')
    const texts = unwrap(prefix, bytes, lines, (row) => {
      prefix.names.forEach((name, i) => setText(own.get(name), row, prefix.starts[i], prefix.ends[i]))
      if (prefix.time === prefix.time) setText(stamps, row, prefix.timeStart, prefix.timeEnd)
    })
    const wanted = [...new Set(names)].filter((name) => !own.has(name) && inner.has(name))
    const columns = new Map<string, SpanColumn>(own)
    if (wanted.length > 0) inner.extract(bytes, texts, wanted).forEach((column, i) => columns.set(wanted[i], column))
    const time = columns.get('time')
    for (let row = 0; time && row < lines.count; row++) {
      if (time.kinds[row] !== ValueKind.Missing || stamps.kinds[row] === ValueKind.Missing) continue
      time.starts[row] = stamps.starts[row]
      time.ends[row] = stamps.ends[row]
      time.kinds[row] = ValueKind.Text
    }
    return names.map((name) => {
      const column = columns.get(name)
      if (column) return column
      return name === 'time' ? stamps : name === 'message' ? whole(bytes, texts) : new ByteColumn(bytes, lines.count, 'c')
    })
  }

  private othersOf(bytes: Buffer, start: number, end: number, take: TakeField): void {
    const { prefix, inner, names } = this
    const from = prefix.read(bytes, start, end) ? prefix.at : start
    inner.others?.(bytes, from, end, (name, value) => names.includes(name) || take(name, value))
  }

  times(bytes: Buffer, lines: LineSpans): Float64Array {
    return this.facts(bytes, lines).times
  }
}

/** What is behind the prefixes; a line without one is all of it. `done` is called for each line that has one. */
function unwrap(reader: PrefixReader, bytes: Buffer, { starts, ends, count }: LineSpans, done: (row: number) => void): LineSpans {
  const texts = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    const isThere = reader.read(bytes, starts[row], ends[row])
    texts[row] = isThere ? reader.at : starts[row]
    if (isThere) done(row)
  }
  return { starts: texts, ends, count }
}

/** Whether fields are in several lines of a record. */
function isOfLines(layout: FieldLayout): boolean {
  return layout.kind === 'template' && templateLines(layout.line) > 1
}

/** A copy of lines in which only the first of each record still has its prefix. */
function withoutLaterPrefixes(reader: PrefixReader, bytes: Buffer, { starts, ends, count }: LineSpans): { readonly bytes: Buffer; readonly lines: LineSpans } {
  let length = 0
  for (let row = 0; row < count; row++) length += ends[row] - starts[row]
  const into = Buffer.alloc(length)
  const lines = { starts: new Uint32Array(count), ends: new Uint32Array(count), count }
  let at = 0
  for (let row = 0; row < count; row++) {
    lines.starts[row] = at
    for (let start = starts[row]; start < ends[row]; ) {
      const newline = nextNewline(bytes, start, ends[row])
      const end = newline < 0 ? ends[row] : lineTextEnd(bytes, start, newline)
      const stop = newline < 0 ? ends[row] : newline + 1
      const hasPrefix = start > starts[row] && reader.read(bytes, start, end)
      at += bytes.copy(into, at, hasPrefix ? reader.at : start, stop)
      start = stop
    }
    lines.ends[row] = at
  }
  return { bytes: into, lines }
}

function whole(bytes: Buffer, { starts, ends, count }: LineSpans): SpanColumn {
  const column = new ByteColumn(bytes, count, 'c')
  for (let row = 0; row < count; row++) if (ends[row] > starts[row]) setText(column, row, starts[row], ends[row])
  return column
}

function setText(column: SpanColumn | undefined, row: number, start: number, end: number): void {
  if (!column) return
  column.starts[row] = start
  column.ends[row] = end
  column.kinds[row] = ValueKind.Text
}
