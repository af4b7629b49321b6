/** Which format a log has, by samples of it. */
import { lineTextEnd, nextNewline, plainKernels } from '../../lines/kernels.ts'
import { createFactReader, wantedLevel, wantedTime } from '../facts.ts'
import { createExtractor } from '../fields/createExtractor.ts'
import type { LineSpans } from '../fields/extractor.ts'
import type { ReadColumn } from '../columnFacts.ts'
import type { Format } from './format.ts'
import { compileHead } from './heads.ts'
import { plain } from './plain.ts'
import { fieldsOf, formatNamed, FORMATS, type Role } from './registry.ts'

/** What is looked at of a sample, at most. */
const SAMPLE_BYTES = 64 * 1024
const SAMPLE_LINES = 50
/** Lines of each sample by which the usual names of fields are found. */
const NAMED_LINES = 20

/**
 * The least part of the lines that a format has to recognise. Where lines may continue records a few heads will do: a stack trace is
 * long, and what is no log has none.
 */
const LEAST_LINES = 0.5
const LEAST_HEADS = 0.05

interface Sample {
  readonly bytes: Buffer
  /** Its lines that are not empty. */
  readonly lines: LineSpans
}

/**
 * The format that recognises the most lines of the samples; `plain` where none does well. Each sample begins with a line; one that is cut
 * off at the end does no harm. Of a format whose fields have several names, its own name tells which of them the samples have; see
 * formatNamed.
 */
export function detect(samples: readonly Buffer[]): Format {
  const cut = samples.map(sampleOf)
  const total = cut.reduce((sum, { lines }) => sum + lines.count, 0)
  let best = plain
  let most = 0
  for (const format of FORMATS) {
    // Of equals the first one is taken.
    if (most === total) break
    const count = cut.reduce((sum, sample) => sum + recognised(format, sample), 0)
    const least = total * (format.heads ? LEAST_HEADS : LEAST_LINES)
    if (format !== plain && count > most && count >= least) {
      best = format
      most = count
    }
  }
  return withUsualFields(best, cut)
}

function sampleOf(whole: Buffer): Sample {
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
  return { bytes, lines: { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends), count: starts.length } }
}

/** How many lines are records of a format: heads with a time, or objects of JSON. */
function recognised(format: Format, { bytes, lines }: Sample): number {
  const heads = compileHead(format)
  const candidates = heads ? linesWhere(lines, (start, end) => heads.test(bytes, start, end)) : lines
  if (format.layout.kind === 'json') return linesWhere(candidates, (start, end) => isObject(bytes, start, end)).count
  if (!format.time || candidates.count === 0) return 0
  return createFactReader(format, plainKernels)(bytes, candidates).times.reduce((sum, time) => sum + (Number.isNaN(time) ? 0 : 1), 0)
}

function linesWhere({ starts, ends, count }: LineSpans, accept: (start: number, end: number) => boolean): LineSpans {
  const rows = Array.from({ length: count }, (_, row) => row).filter((row) => accept(starts[row], ends[row]))
  return { starts: Uint32Array.from(rows, (row) => starts[row]), ends: Uint32Array.from(rows, (row) => ends[row]), count: rows.length }
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

/** The same format with those fields first that the samples have. */
function withUsualFields(format: Format, samples: readonly Sample[]): Format {
  const readers: Readonly<Record<Role, ReadColumn<Float64Array | Uint8Array> | undefined>> = {
    time: wantedTime(format, plainKernels)?.read,
    level: wantedLevel(format, plainKernels)?.read,
    message: undefined,
  }
  const roles = (['time', 'level', 'message'] as const).filter((role) => (fieldsOf(format, role)?.length ?? 0) > 1)
  const names = roles.flatMap((role) => (fieldsOf(format, role) ?? []).map((field) => ({ role, field, count: 0 })))
  if (names.length === 0) return format
  const extractor = createExtractor(format.layout, plainKernels)
  for (const { bytes, lines } of samples) {
    const some = { ...lines, count: Math.min(lines.count, NAMED_LINES) }
    extractor.extract(bytes, some, names.map(({ field }) => field)).forEach((column, i) => {
      const values = readers[names[i].role]?.(column, some.count) ?? column.kinds
      for (const value of values) if (!Number.isNaN(value) && value !== 0) names[i].count++
    })
  }
  let name = format.name
  for (const role of roles) {
    // Of equals the one that was first.
    const [first, ...others] = names.filter((each) => each.role === role)
    const usual = others.reduce((best, each) => (each.count > best.count ? each : best), first)
    if (usual !== first) name += ` ${role}=${usual.field}`
  }
  return formatNamed(name) ?? format
}
