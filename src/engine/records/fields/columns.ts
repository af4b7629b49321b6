/**
 * Fields of lines that are values with a separator between them, by the names of their columns (formats/format.ts). A value may be in
 * double quotes, in which two of them stand for one; a line that ends within quotes ends its last value. `-` alone and nothing are
 * missing. Of the line that names the columns, and of notes, all fields are missing.
 */
import type { FieldLayout } from '../formats/format.ts'
import { ValueKind } from '../spans.ts'
import type { Take, Walk } from './walk.ts'

export type Columns = Extract<FieldLayout, { kind: 'columns' }>

const TAB = 9
const SPACE = 0x20
const QUOTE = 0x22
const HASH = 0x23
const MINUS = 0x2d

/** Names that columns have in some logs, for the standard ones. */
export const ALIASES: Readonly<Record<string, readonly string[]>> = {
  ip: ['c-ip', 'id.orig_h', 'client_ip', 'clientip', 'remote_addr'],
  user: ['cs-username', 'c-auth-id', 'username'],
  status: ['sc-status', 'status_code', 'http_status'],
  method: ['cs-method'],
  path: ['cs-uri-stem', 'cs-uri'],
  query: ['cs-uri-query'],
  agent: ['cs_User-Agent', 'user_agent'],
  referer: ['cs_Referer', 'cs_Referrer', 'referrer'],
  bytes: ['sc-bytes'],
  host: ['s-computername', 'hostname', 'computer'],
}

/** A column's name as it can stand in a query: `cs(User-Agent)` is `cs_User-Agent`. */
export function columnName(text: string): string {
  return text.replace(/[^\p{L}\p{N}_.@-]+/gu, '_').replace(/^_+|_+$/g, '')
}

/** Number of the column that a field is; -1 where there is none. */
export function columnOf({ names }: Columns, field: string): number {
  const exact = names.indexOf(field)
  if (exact >= 0) return exact
  const shown = names.map(columnName)
  const clean = shown.indexOf(field)
  if (clean >= 0) return clean
  const aliases = ALIASES[field]
  for (const alias of aliases ? [field, ...aliases] : []) {
    const column = shown.findIndex((name) => name.toLowerCase() === alias.toLowerCase())
    if (column >= 0) return column
  }
  return -1
}

/** The columns that a field is: one, or two that stand side by side; undefined for none. */
function columnsOf(layout: Columns, field: string): readonly [number, number] | undefined {
  const joined = layout.joined?.[field]
  const [first, last] = joined ? joined.map((name) => columnOf(layout, name)) : [columnOf(layout, field), columnOf(layout, field)]
  return first >= 0 && last >= first ? [first, last] : undefined
}

export function hasColumn(layout: Columns, field: string): boolean {
  return columnsOf(layout, field) !== undefined
}

export function columnsWalk(layout: Columns, names: readonly string[]): Walk {
  const reader = new ColumnReader(layout)
  const wanted = names.flatMap((name, field) => {
    const columns = columnsOf(layout, name)
    return columns ? [{ field, first: columns[0], last: columns[1] }] : []
  })
  const most = wanted.reduce((last, each) => Math.max(last, each.last), -1) + 1
  return {
    fields: names.length,
    escapes: 'quotes',
    fast: undefined,
    plain: (bytes, start, end, take) => {
      const count = reader.read(bytes, start, end, most)
      for (const { field, first, last } of wanted) if (last < count) takeColumns(reader, field, first, last, take)
    },
  }
}

function takeColumns({ starts, ends, kinds }: ColumnReader, field: number, first: number, last: number, take: Take): void {
  if (first === last) take(field, kinds[first], starts[first], ends[first])
  // What stands between quoted ones is no part of a value.
  else if (kinds[first] === ValueKind.Text && kinds[last] === ValueKind.Text) take(field, ValueKind.Text, starts[first], ends[last])
}

/** Reads one line after the other; what it has found is good until the next. */
export class ColumnReader {
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** A ValueKind each. */
  readonly kinds: number[] = []
  private readonly separator: number
  private readonly header: readonly Buffer[]
  private readonly quotes: boolean
  private readonly notes: boolean

  constructor({ separator, names, quotes, notes }: Columns) {
    this.separator = separator.charCodeAt(0)
    this.header = notes ? [] : names.map((name) => Buffer.from(name))
    this.quotes = quotes
    this.notes = notes
  }

  /** Whether a line is none of values: a note, or what names the columns. */
  isAside(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.notes) return start < end && bytes[start] === HASH
    return this.header.length > 0 && this.isHeader(bytes, this.values(bytes, start, end, this.header.length + 1))
  }

  /** Finds up to `most` values of bytes[start, end); gives their number. */
  read(bytes: Uint8Array, start: number, end: number, most: number): number {
    if (this.notes && start < end && bytes[start] === HASH) return 0
    const count = this.values(bytes, start, end, most)
    if (this.header.length === 0 || count === 0 || !this.isValue(bytes, 0)) return count
    return this.isAside(bytes, start, end) ? 0 : this.values(bytes, start, end, most)
  }

  private isHeader(bytes: Uint8Array, count: number): boolean {
    return count === this.header.length && this.header.every((_, column) => this.isValue(bytes, column))
  }

  /** Whether the value of a column is its name; one that is empty or has quotes in it is taken for it. */
  private isValue(bytes: Uint8Array, column: number): boolean {
    if (this.kinds[column] !== ValueKind.Text) return true
    const name = this.header[column]
    if (this.ends[column] - this.starts[column] !== name.length) return false
    for (let i = 0; i < name.length; i++) if (bytes[this.starts[column] + i] !== name[i]) return false
    return true
  }

  private values(bytes: Uint8Array, start: number, end: number, most: number): number {
    const { separator, quotes } = this
    const blanks = separator === SPACE
    let count = 0
    let at = start
    while (count < most) {
      while (at < end && (bytes[at] === SPACE || (blanks && bytes[at] === TAB))) at++
      if (blanks && at >= end) return count
      let from = at
      let to: number
      let kind: number = ValueKind.Text
      if (quotes && at < end && bytes[at] === QUOTE) {
        from = ++at
        while (at < end && (bytes[at] !== QUOTE || (at + 1 < end && bytes[at + 1] === QUOTE))) {
          if (bytes[at] === QUOTE) {
            kind = ValueKind.Escaped
            at++
          }
          at++
        }
        to = Math.min(at, end)
        while (at < end && !isEnd(bytes[at], separator)) at++
      } else {
        while (at < end && !isEnd(bytes[at], separator)) at++
        to = at
        while (to > from && bytes[to - 1] === SPACE) to--
      }
      const isNone = to === from || (to - from === 1 && bytes[from] === MINUS)
      this.starts[count] = isNone ? 0 : from
      this.ends[count] = isNone ? 0 : to
      this.kinds[count] = isNone ? ValueKind.Missing : kind
      count++
      if (at >= end) return count
      if (!blanks) at++
    }
    return count
  }
}

function isEnd(byte: number, separator: number): boolean {
  return byte === separator || (separator === SPACE && byte === TAB)
}
