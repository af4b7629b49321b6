import type { FieldValue } from '../../records/batch.ts'
import type { OutRow, PackedRows, Values } from './messages.ts'

/** Names that rows have from where they are: a script cannot change them. */
const FIXED: readonly string[] = ['line', 'source']

interface Origin {
  readonly rows: PackedRows
  readonly row: number
  /** How many properties the record was made with. */
  readonly count: number
}

/** A row as a script sees it: an object of its own for every row, with the fields as properties. */
export class LogRecord {
  readonly #origin: Origin;
  [name: string]: unknown

  constructor(rows: PackedRows, row: number) {
    const fields = rows.fields[row]
    for (let i = 0; i < fields.length; i += 2) put(this, fields[i] as string, fields[i + 1])
    const own = rows.own?.[row]
    if (own && own.line > 0) this.line = own.line
    const time = rows.times[row]
    this.time = Number.isNaN(time) ? undefined : new Date(time)
    this.raw = rows.raw[row]
    this.#origin = { rows, row, count: Object.keys(this).length }
  }

  static origin(value: object): Origin | undefined {
    return #origin in value ? (value as LogRecord).#origin : undefined
  }
}

/** Names come from logs: none may reach a setter. */
function put(target: object, name: string, value: unknown): void {
  if (name in Object.prototype) Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  else (target as Record<string, unknown>)[name] = value
}

/** What a script has yielded, as it goes to the lane. `held`: batches before this one are not there any more. Throws TypeError. */
export function outRow(value: unknown, held: number): OutRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`expected a record or an object to be yielded, not ${Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`}`)
  }
  const origin = LogRecord.origin(value)
  if (!origin) return newRow(value)
  const { rows, row } = origin
  const record = value as LogRecord
  const raw = record.raw === rows.raw[row] ? {} : { raw: textOf(record.raw) }
  const changed = changes(record, origin)
  const kept = { batch: rows.batch, row, changed, ...raw }
  if (rows.batch >= held) return kept
  return { ...kept, ...(rows.own ? { own: rows.own[row], ...(raw.raw === undefined && rows.own[row].text !== rows.raw[row] ? { raw: rows.raw[row] } : {}) } : {}), fields: rows.fields[row] }
}

function newRow(value: object): OutRow {
  const { raw } = value as { raw?: unknown }
  const values = Object.entries(value).flatMap(([name, each]): Values => (name === 'raw' ? [] : [[name, fieldValue(each)]]))
  return { values, ...(raw === undefined ? {} : { raw: textOf(raw) }) }
}

function changes(record: LogRecord, { rows, row, count }: Origin): Values {
  const fields = rows.fields[row]
  const changed: [string, FieldValue][] = []
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    if (name === 'time' || name === 'raw' || FIXED.includes(name)) continue
    const now = Object.hasOwn(record, name) ? record[name] : undefined
    if (now !== fields[i + 1]) changed.push([name, fieldValue(now)])
  }
  const { time } = record
  const isSameTime = time instanceof Date ? time.getTime() === rows.times[row] : time === undefined && Number.isNaN(rows.times[row])
  if (!isSameTime) changed.push(['time', fieldValue(time)])
  const names = Object.keys(record)
  if (names.length === count && changed.length === 0) return changed
  const known = new Set([...fields.filter((_, i) => i % 2 === 0), 'time', 'raw', ...FIXED])
  for (const name of names) if (!known.has(name)) changed.push([name, fieldValue(record[name])])
  return changed
}

function textOf(value: unknown): string {
  return String(fieldValue(value) ?? '')
}

/** Rows have texts and numbers: a time is ISO 8601, true and false are texts, and what has parts is JSON. */
export function fieldValue(value: unknown): FieldValue {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return Number.isFinite(value) ? value : undefined
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'undefined':
      return undefined
    case 'object':
      if (value === null) return undefined
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
      return JSON.stringify(value)
    default:
      throw new TypeError(`expected values of fields to be texts, numbers, times or plain objects, not a ${typeof value}`)
  }
}
