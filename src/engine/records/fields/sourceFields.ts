/** What the fields of a source's records are beside what its format says: its name, and times that are shifted. */
import { isoText } from '../time/isoText.ts'
import { zoneOf, type Zone } from '../time/zones.ts'
import type { FieldExtractor } from './extractor.ts'
import { ByteColumn } from './spanColumn.ts'
import { ValueKind, type SpanColumn } from '../spans.ts'

const SOURCE = 'source'
/** Fields of the log that are called as what every row has, by the names under which they are reached. */
const HIDDEN: ReadonlyMap<string, string> = new Map([SOURCE, 'line'].map((name) => [`raw.${name}`, name]))

/** Gives every record the field `source`; one of the log that is called so is reached as `raw.source`, and one called `line` as `raw.line`. */
export function withSource(fields: FieldExtractor, name: string): FieldExtractor {
  const bytes = Buffer.from(name)
  const inner = (wanted: string): string => HIDDEN.get(wanted) ?? wanted
  const { others } = fields
  return {
    names: [SOURCE, ...fields.names.filter((wanted) => wanted !== SOURCE)],
    others: others && ((block, start, end, take) => others.call(fields, block, start, end, (wanted, value) => wanted === SOURCE || take(wanted, value))),
    has: (wanted) => wanted === SOURCE || fields.has(inner(wanted)),
    extract(block, lines, names, offsetOf) {
      const others = names.filter((wanted) => wanted !== SOURCE)
      const columns = others.length > 0 ? fields.extract(block, lines, others.map(inner), offsetOf) : []
      return names.map((wanted) => (wanted === SOURCE ? sameValue(bytes, lines.count) : columns[others.indexOf(wanted)]))
    },
    times: fields.times && ((block, lines, offsetOf) => fields.times!(block, lines, offsetOf)),
    lineWalk: (names) => (names.includes(SOURCE) ? undefined : fields.lineWalk?.(names.map(inner))),
  }
}

function sameValue(bytes: Buffer, count: number): SpanColumn {
  const column = new ByteColumn(bytes, count, 'json')
  column.ends.fill(bytes.length)
  column.kinds.fill(ValueKind.Text)
  return column
}

/** How the times of records are given: moved by `shift` milliseconds, and as texts of the zone `shown`. */
export interface GivenTimes {
  readonly shift?: number
  readonly timeZone?: string
  readonly shownZone?: string
}

/** Where times are moved, or shown in a zone, the field `time` says them in ISO 8601: in that zone, else in that of the log. */
export function withTimes(fields: FieldExtractor, { shift = 0, timeZone, shownZone }: GivenTimes): FieldExtractor {
  const { times: own } = fields
  if (!own || (shift === 0 && shownZone === undefined)) return fields
  const zone = zoneOf(shownZone ?? timeZone)
  const times: typeof own = (block, lines, offsetOf) => own.call(fields, block, lines, offsetOf).map((time) => time + shift)
  const { others } = fields
  return {
    names: fields.names,
    others: others && ((block, start, end, take) => others.call(fields, block, start, end, take)),
    has: (name) => fields.has(name),
    extract(block, lines, names, offsetOf) {
      const columns = fields.extract(block, lines, names, offsetOf)
      if (!names.includes('time')) return columns
      const moved = movedColumn(columns[names.indexOf('time')], times(block, lines, offsetOf), zone)
      return names.map((name, i) => (name === 'time' ? moved : columns[i]))
    },
    times,
    lineWalk: fields.lineWalk && ((names) => fields.lineWalk!(names)),
  }
}

/** What is no time stays as it stands in the log. */
function movedColumn(column: SpanColumn, times: Float64Array, zone: Zone | undefined): SpanColumn {
  const texts = Array.from(times, (time, row) => isoText(time, zone) ?? textOf(column, row))
  const bytes = Buffer.from(texts.join(''))
  const moved = new ByteColumn(bytes, times.length, 'json')
  let at = 0
  texts.forEach((text, row) => {
    if (text === undefined) return
    moved.starts[row] = at
    moved.ends[row] = at += Buffer.byteLength(text)
    moved.kinds[row] = ValueKind.Text
  })
  return moved
}

function textOf(column: SpanColumn, row: number): string | undefined {
  const value = column.value(row)
  return value === undefined ? undefined : String(value)
}
