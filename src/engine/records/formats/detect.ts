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
const SAMPLE_LINES = 100

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
  const { times } = createFactReader(format, plainKernels)(bytes, lines)
  let count = 0
  for (let row = 0; row < lines.count; row++) {
    const start = lines.starts[row]
    const end = lines.ends[row]
    if (heads && !heads.test(bytes, start, end)) continue
    if (format.layout.kind === 'json' ? isObject(bytes, start, end) : !Number.isNaN(times[row])) count++
  }
  return count
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
  let name = format.name
  for (const role of ['time', 'level', 'message'] as const) {
    const fields = fieldsOf(format, role)
    const usual = fields && mostUsual(format, fields, readers[role], samples)
    if (fields && usual !== undefined && usual !== fields[0]) name += ` ${role}=${usual}`
  }
  return formatNamed(name) ?? format
}

/** The field that most lines have and that can be read; of equals the first. Undefined where none has any. */
function mostUsual(
  format: Format,
  names: readonly string[],
  read: ReadColumn<Float64Array | Uint8Array> | undefined,
  samples: readonly Sample[],
): string | undefined {
  const extractor = createExtractor(format.layout, plainKernels)
  const counts = names.map(() => 0)
  for (const { bytes, lines } of samples) {
    extractor.extract(bytes, lines, names).forEach((column, i) => {
      const values = read?.(column, lines.count) ?? column.kinds
      for (const value of values) if (!Number.isNaN(value) && value !== 0) counts[i]++
    })
  }
  const most = Math.max(...counts)
  return most === 0 ? undefined : names[counts.indexOf(most)]
}
