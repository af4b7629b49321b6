/** Logs of any format with a prefix before each line (prefix.ts): what is behind it is read as if it were the line. */
import { HEAD_BYTES, type HeadTest } from '../../lines/block.ts'
import type { FactReader } from '../facts.ts'
import type { FieldExtractor, LineSpans } from '../fields/extractor.ts'
import { ByteColumn } from '../fields/spanColumn.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'
import type { Format } from './format.ts'
import { PREFIXES, PrefixReader, type PrefixKind } from './prefix.ts'

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
export function wrappedFacts(prefix: PrefixKind, inner: FactReader): FactReader {
  const reader = new PrefixReader(prefix)
  return (bytes, lines) => {
    const stamps = new Float64Array(lines.count).fill(NaN)
    const texts = unwrap(reader, bytes, lines, (row) => (stamps[row] = reader.time))
    const { times, levels } = inner(bytes, texts)
    for (let row = 0; row < lines.count; row++) if (times[row] !== times[row]) times[row] = stamps[row]
    return { times, levels }
  }
}

/** The fields of what is wrapped, and those of the prefix. */
export class WrappedFields implements FieldExtractor {
  private readonly prefix: PrefixReader
  private readonly inner: FieldExtractor
  private readonly facts: FactReader

  /** `inner`: of what is wrapped; `facts`: of whole lines. */
  constructor(prefix: PrefixKind, inner: FieldExtractor, facts: FactReader) {
    this.prefix = new PrefixReader(prefix)
    this.inner = inner
    this.facts = facts
  }

  has(name: string): boolean {
    return name === 'time' || name === 'message' || this.prefix.names.includes(name) || this.inner.has(name)
  }

  extract(bytes: Buffer, lines: LineSpans, names: readonly string[]): readonly SpanColumn[] {
    const { prefix, inner } = this
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
