/** What samples of a log tell of its format besides which one it is: the dialect, which fields it has, and what its stamps lack. */
import { plainKernels } from '../../lines/kernels.ts'
import type { ReadColumn } from '../columnFacts.ts'
import { createFactReader, wantedLevel, wantedTime } from '../facts.ts'
import { createExtractor } from '../fields/createExtractor.ts'
import { ValueKind } from '../spans.ts'
import { plainKinds } from './firstOf.ts'
import { withFoundOrder } from './foundOrder.ts'
import type { Format } from './format.ts'
import { compileHead } from './heads.ts'
import { fieldsOf, formatNamed, FORMATS, type Role } from './registry.ts'
import { linesAt, READ_RECORDS, rowsWhere, type Sample } from './sample.ts'
import { turningOf, turningStamps } from './turning.ts'

/** Lines of each sample by which the usual names of fields are found, and records by which dialects are. */
const NAMED_LINES = 20
const DIALECT_RECORDS = 8
/** The part of the records that a dialect has to be of. */
const MOST_RECORDS = 0.5
/** More than a date may be away from the day that it is not after. */
const MANY_YEARS = 20 * 365.25 * 86_400_000

/** The format with all that the samples tell of it. */
export function completed(format: Format, samples: readonly Sample[], modified: number | undefined, own: readonly Format[]): Format {
  return withFoundOrder(withDay(withUsualFields(format, samples), samples, modified, own), samples, (name) => formatNamed(name, own))
}

/** The dialect of a format that most records of the samples are of, or the format itself. */
export function dialectOf(format: Format, samples: readonly Sample[]): Format {
  const dialects = FORMATS.flatMap((each) => (each.dialect?.of === format.name ? [{ format: each, marks: each.dialect.marks, count: 0 }] : []))
  if (dialects.length === 0) return format
  const names = [...new Set(dialects.flatMap(({ marks }) => marks.flat()))]
  const extractor = createExtractor(format.layout, plainKernels)
  const test = compileHead(format)
  let records = 0
  for (const { bytes, lines, heads } of samples) {
    const rows = (test && heads.get(test)) ?? rowsWhere(lines, () => true)
    const some = linesAt(lines, rows.slice(0, DIALECT_RECORDS))
    records += some.count
    const kinds = new Map(extractor.extract(bytes, some, names).map((column, i) => [names[i], column.kinds]))
    for (let row = 0; row < some.count; row++) {
      const has = (name: string): boolean => kinds.get(name)?.[row] !== ValueKind.Missing
      for (const dialect of dialects) if (dialect.marks.some((mark) => mark.every(has))) dialect.count++
    }
  }
  // Of equals the one that is listed first.
  const [best] = dialects.sort((a, b) => b.count - a.count)
  return best.count > MOST_RECORDS * records ? best.format : format
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
      const values = readers[names[i].role]?.(column, some.count) ?? plainKinds(column)
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

/** The same format with the day that its stamps are not after, if the samples do not say it. */
function withDay(format: Format, samples: readonly Sample[], modified: number | undefined, own: readonly Format[]): Format {
  if (modified === undefined || format.until !== undefined || !format.time?.layouts.some(turningOf)) return format
  const [some, other] = [modified, modified + MANY_YEARS].map((until) => createFactReader({ ...format, until }, plainKernels))
  const differ = samples.some(({ bytes, lines }) => {
    const first = { ...lines, count: Math.min(lines.count, READ_RECORDS) }
    const { times } = other(bytes, first)
    return some(bytes, first).times.some((time, row) => !Number.isNaN(time) && time !== times[row])
  })
  if (!differ) return format
  // Where not even the day is known, that of the moment matters too.
  const turning = turningStamps({ ...format, until: modified })?.turning ?? 'year'
  const length = turning !== 'year' ? 'yyyy-mm-ddThh:mm'.length : 'yyyy-mm-dd'.length
  return formatNamed(`${format.name} until=${new Date(modified).toISOString().slice(0, length)}`, own) ?? format
}
