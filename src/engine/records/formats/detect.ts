/** Which format a log has, by samples of it. */
import type { HeadTest } from '../../lines/block.ts'
import { plainKernels } from '../../lines/kernels.ts'
import { createFactReader, type FactReader } from '../facts.ts'
import { ColumnReader, type Columns } from '../fields/columns.ts'
import { LineExpression } from '../fields/lineExpression.ts'
import { TemplateReader } from '../fields/template.ts'
import type { LineSpans } from '../fields/extractor.ts'
import type { Format } from './format.ts'
import { templateFacts } from '../templateFacts.ts'
import { withColumnNames } from './columnNames.ts'
import { access } from './access.ts'
import { uncolored, withColors } from './colored.ts'
import { completed, dialectOf } from './completed.ts'
import { compileHead, headStarts } from './heads.ts'
import { json } from './json.ts'
import { plain } from './plain.ts'
import { PREFIX_KINDS, type PrefixKind } from './prefix.ts'
import { mostWorth, probesOf } from './probes.ts'
import { fieldsOf, formatNamed, FORMATS } from './registry.ts'
import { fieldLines, READ_RECORDS, rowsWhere, SAMPLE_BYTES, sampleOf, type Sample } from './sample.ts'
import { unwrapped } from './unwrap.ts'

/**
 * The least part of the lines that a format has to recognise. Where lines may continue records a few heads will do: a stack trace is
 * long, and what is no log has none. Even fewer will do if there are some, and their times go on.
 */
const LEAST_LINES = 0.5
const LEAST_HEADS = 0.05
const LEAST_IN_ORDER = 0.005
const SOME = 3
/** Part of the times that are not before the one above. */
const IN_ORDER = 0.9

/** What a line counts that a head above it carries, a head of which only the time can be read, and one that a last resort recognises. */
const CARRIED = 0.1
const IN_PART = 0.4
const LAST_RESORT = 0.85

/** Tried first: where all lines are of one of these, as in most logs that are not text, no other that could have as many is listed before it. */
const firsts: readonly Format[] = [json, access]
const others = FORMATS.filter((format) => format !== plain && !format.dialect && !lacksColumns(format) && !firsts.includes(format))

/**
 * The format that recognises the most of the samples: its records, and the lines that continue them. `plain` where none does well. Each
 * sample begins with a line; one that is cut off at the end does no harm. Of a format whose fields have several names, its own name tells
 * which of them the samples have, and of one whose stamps lack the year or the date, when the file was `modified` (milliseconds since
 * 1970); see formatNamed. `own`: formats that a person declared, which are taken before others that recognise as much.
 */
export function detect(samples: readonly Buffer[], modified?: number, own: readonly Format[] = []): Format {
  const format = detectWrapped(samples, PREFIX_KINDS, modified, own) ?? detectPlain(samples.map(sampleOf), modified, own)
  // Most formats can do with the colours that are usual in their logs.
  const bare = format === plain ? uncolored(samples) : undefined
  const inner = bare ? detect(bare, modified, own) : plain
  return inner === plain ? format : withColors(inner)
}

/** The format of what is behind prefixes of the given kinds; undefined where there are none. */
function detectWrapped(samples: readonly Buffer[], kinds: readonly PrefixKind[], modified: number | undefined, own: readonly Format[]): Format | undefined {
  for (const kind of kinds) {
    const texts = unwrapped(samples, kind)
    if (!texts) continue
    // What is detected of all may be none of some containers' logs.
    const inner = (kind === 'stamped' ? undefined : detectWrapped(texts.all, ['stamped'], modified, own)) ?? detectPlain(texts.all.map(sampleOf), modified, own)
    const format = texts.fits(compileHead(inner)) ? inner : plain
    // Time stamps are often those of the log itself.
    if (kind !== 'stamped' || format !== plain) return formatNamed(`${kind}/${format.name}`, own)
  }
  return undefined
}

function detectPlain(cut: readonly Sample[], modified: number | undefined, own: readonly Format[]): Format {
  const total = cut.reduce((sum, { lines }) => sum + lines.count, 0)
  let best = plain
  let most = 0
  // Of equals the one is taken that is listed first; those that are not listed come before.
  const isLess = (score: number, format: Format): boolean =>
    score < most || (score === most && FORMATS.indexOf(format) >= FORMATS.indexOf(best))
  const attempt = (format: Format): void => {
    const seen = new Seen()
    const read = readerOf(format)
    let left = total
    for (const sample of cut) {
      look(read, sample, seen)
      left -= sample.lines.count
      // Most are given up here: even with all lines that are left they would not be the best.
      if (isLess(seen.score(format) + left, format)) return
    }
    const score = seen.score(format)
    if (score === 0 || isLess(score, format) || !seen.suffices(format, total)) return
    best = format
    most = score
  }
  for (const format of [...own, ...firsts]) if (!isLess(total, format)) attempt(format)
  if (most < total) {
    for (const { format, bound } of byPromise([...withNamedColumns(cut), ...others], cut)) if (!isLess(Math.min(total, bound), format)) attempt(format)
  }
  return completed(dialectOf(best, cut), cut, modified, own)
}

/** Formats that may be a log's, and what they can score at most; the best first, so that the others need not be tried. */
function byPromise(formats: readonly Format[], cut: readonly Sample[]): readonly { readonly format: Format; readonly bound: number }[] {
  const starts = firstsOf(cut)
  const probes = probesOf(cut)
  const boundOf = (format: Format): number => scoreOf(format, mostWorth(format, probes, { inPart: inPartOf(format), none: CARRIED }))
  const found = formats.flatMap((format) => (mayBegin(format, starts) ? [{ format, bound: boundOf(format) }] : []))
  return found.sort((a, b) => b.bound - a.bound)
}

/** What the lines of the samples begin with, each byte once. */
function firstsOf(samples: readonly Sample[]): readonly number[] {
  return [...new Set(samples.flatMap(({ bytes, lines: { starts } }) => Array.from(starts, (start) => bytes[start])))]
}

/** Whether one of some bytes may begin a head of the format: most formats are given up here, before anything is compiled for them. */
function mayBegin(format: Format, firsts: readonly number[]): boolean {
  const starts = headStarts(format)
  return !starts || firsts.some((byte) => starts[byte] === 1)
}

/** The format of which the beginning of a log names the columns, if it does; of equals it is the best. */
function withNamedColumns([first]: readonly Sample[]): readonly Format[] {
  const found = first && withColumnNames(FORMATS, formatNamed, first.bytes, first.lines)
  return found ? [found] : []
}

function lacksColumns({ layout }: Format): boolean {
  return layout.kind === 'columns' && layout.names.length === 0
}

function scoreOf({ isLastResort }: Format, worth: number): number {
  return (isLastResort ? LAST_RESORT : 1) * worth
}

/** What a head counts of which only the time can be read. */
function inPartOf({ time, isWhole }: Format): number {
  return time && !isWhole ? IN_PART : 0
}

/** What a format recognises of samples. */
class Seen {
  heads = 0
  /** Of the heads, as far as they are what the format says; each at most 1. */
  worth = 0
  carried = 0
  /** Times that are not before the one above, and all but the first of each sample. */
  inOrder = 0
  pairs = 0

  score(format: Format): number {
    return scoreOf(format, this.worth) + CARRIED * this.carried
  }

  suffices({ heads, time }: Format, lines: number): boolean {
    if (!heads) return this.heads >= LEAST_LINES * lines && this.heads > 0
    const isLog = time !== undefined && this.heads >= SOME && this.inOrder >= IN_ORDER * this.pairs
    return this.heads > 0 && this.heads >= (isLog ? LEAST_IN_ORDER : LEAST_HEADS) * lines
  }
}

/** The format of a name, with what the samples tell of it, as for one that was found; undefined where there is none. */
export function detectAs(name: string, samples: readonly Buffer[], modified?: number, own: readonly Format[] = []): Format | undefined {
  const format = formatNamed(name, own)
  // One that has been told more than its name knows it already.
  if (!format || name.includes(' ')) return format
  const cut = samples.map(sampleOf)
  const first = cut.length > 0 ? cut[0] : undefined
  const found = lacksColumns(format) ? first && withColumnNames([format], formatNamed, first.bytes, first.lines) : format
  return found && completed(found, cut, modified, own)
}

/** Reads records by one format. */
interface RecordReader {
  readonly test: HeadTest | undefined
  /** What each of some records is worth: 0 for one that is none of the format; and their times, as far as they have some. */
  read(bytes: Buffer, heads: LineSpans): { readonly worth: readonly number[]; readonly times: Float64Array }
}

/** Notes how many lines are records of a format: heads with a time (or, if it has no times, that are whole), or objects of JSON. */
function look({ test, read }: RecordReader, { bytes, lines, heads }: Sample, seen: Seen): void {
  let found = test && heads.get(test)
  if (!found) {
    found = rowsWhere(lines, (start, end) => test?.test(bytes, start, end) ?? true)
    if (test) heads.set(test, found)
  }
  if (found.length === 0) return
  const some = found.slice(0, READ_RECORDS)
  const { worth, times } = read(bytes, fieldLines(lines, some, test?.lines))
  const recognised = worth.filter((each) => each > 0).length
  if (recognised === 0) return
  // Those that were not read are like the others.
  const more = found.length / some.length
  seen.heads += more * recognised
  seen.worth += more * worth.reduce((sum, each) => sum + each, 0)
  if (test) seen.carried += (recognised / some.length) * (lines.count - found[0] - found.length)
  for (let row = 1; row < times.length; row++) {
    if (Number.isNaN(times[row]) || Number.isNaN(times[row - 1])) continue
    seen.pairs++
    if (times[row] >= times[row - 1]) seen.inOrder++
  }
}

function readerOf(format: Format): RecordReader {
  const { layout } = format
  const test = compileHead(format)
  if (layout.kind === 'json') {
    const worth = (bytes: Buffer, { starts, ends, count }: LineSpans): readonly number[] =>
      Array.from({ length: count }, (_, row) => Number(isObject(bytes, starts[row], ends[row])))
    return { test, read: (bytes, heads) => ({ worth: worth(bytes, heads), times: new Float64Array() }) }
  }
  if (layout.kind === 'columns') return { test, read: columnsWorth(format, layout) }
  // Most formats are none of the log's, and then not even their heads are found.
  let facts: FactReader | undefined
  let reader: TemplateReader | undefined
  const inPart = inPartOf(format)
  const levelled = layout.kind === 'template' && fieldsOf(format, 'level') !== undefined
  const expression = layout.kind === 'expression' ? new LineExpression(layout.source, []) : undefined
  return {
    test,
    read: (bytes, heads) => {
      if (layout.kind === 'template') {
        reader ??= new TemplateReader(layout.line, layout.stamps)
        facts ??= templateFacts(format, layout, plainKernels, reader)
      } else facts ??= createFactReader(format, plainKernels)
      const { times, levels } = facts(bytes, heads)
      const worth = Array.from(times, (time, row) => {
        if (layout.kind === 'logfmt') return pairsWorth(bytes, heads.starts[row], heads.ends[row], time, levels[row])
        if (Number.isNaN(time) && format.time) return 0
        const isWhole = (reader ?? expression)?.read(bytes, heads.starts[row], heads.ends[row]) ?? true
        const isKnown = !levelled || levels[row] > 0 || (reader !== undefined && saysNoLevel(format, reader, bytes))
        return isWhole && isKnown ? 1 : inPart
      })
      return { worth, times }
    },
  }
}

/** Whether a record that was read has no level, or the log's own word for that, such as PostgreSQL's DETAIL. */
function saysNoLevel({ level }: Format, reader: TemplateReader, bytes: Buffer): boolean {
  if (!reader.has('level')) return true
  const field = reader.names.indexOf('level')
  return level?.names?.[bytes.toString('latin1', reader.starts[field], reader.ends[field]).toLowerCase()] === ''
}

/** Notes and the names of columns are as good as records of them; without times it is the number of values that shows these. */
function columnsWorth(format: Format, layout: Columns): RecordReader['read'] {
  const reader = new ColumnReader(layout)
  const facts = createFactReader(format, plainKernels)
  return (bytes, heads) => {
    const { times } = facts(bytes, heads)
    const worth = Array.from(times, (time, row) => {
      const start = heads.starts[row]
      const end = heads.ends[row]
      if (reader.isAside(bytes, start, end)) return 1
      const isWhole = layout.notes || reader.read(bytes, start, end, Infinity) === layout.names.length
      if (format.time) return Number.isNaN(time) ? 0 : isWhole ? 1 : IN_PART
      return isWhole ? LAST_RESORT : 0
    })
    return { worth, times }
  }
}

function isObject(bytes: Buffer, start: number, end: number): boolean {
  // One that the sample has cut off.
  if (end === SAMPLE_BYTES) return bytes[start] === 0x7b && bytes[start + 1] === 0x22
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const PAIRS = /^(?:[^\s="]+=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)){2,}$/

/** What a line of logfmt is worth: few other things are nothing but pairs and have a level or a time. */
function pairsWorth(bytes: Buffer, start: number, end: number, time: number, level: number): number {
  const isTimed = !Number.isNaN(time)
  const isWhole = (isTimed || level > 0) && PAIRS.test(bytes.toString('latin1', start, end))
  return isWhole ? 1 : isTimed ? IN_PART : 0
}
