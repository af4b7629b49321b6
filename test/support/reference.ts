/**
 * The slow twin of the engine: whole files in memory, one stage after the other over arrays, with the simplest code there is. What the
 * engine gives for any blocks, threads and order of work must be what this gives.
 */
import type { CompareValue, Query, SearchExpr, StageNode } from '../../src/engine/query/ast.ts'
import type { SearchNode } from '../../src/engine/query/ast.ts'
import type { StatsNode } from '../../src/engine/stages/aggregate/stats.ts'
import type { ContextNode } from '../../src/engine/stages/ordered/context.ts'
import type { LinesNode } from '../../src/engine/stages/filter/lines.ts'
import type { HeadNode } from '../../src/engine/stages/ordered/head.ts'
import type { TailNode } from '../../src/engine/stages/ordered/tail.ts'
import type { FieldsNode } from '../../src/engine/stages/transform/fields.ts'
import type { ParseNode } from '../../src/engine/stages/transform/parse.ts'
import type { RegexNode } from '../../src/engine/stages/filter/regex.ts'
import type { FillnullNode } from '../../src/engine/stages/transform/fillnull.ts'
import type { RenameNode } from '../../src/engine/stages/transform/rename.ts'
import type { WhereNode } from '../../src/engine/stages/filter/where.ts'
import type { EvalNode } from '../../src/engine/stages/transform/eval.ts'
import { decodeAs } from './encoders.ts'
import { plainExpression, toField } from './plainExpression.ts'
import { plainLines, type PlainLine, type PlainUnit } from './plainLines.ts'
import { plainMerge } from './plainMerge.ts'
import { plainRecords } from './plainRecords.ts'
import { plainSearch } from './plainSearch.ts'
import { plainStats } from './plainStats.ts'
import { plainTransform } from './plainTransforms.ts'

type Value = string | number | undefined

export interface ReferenceFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** Bytes of a byte order mark. */
  readonly skip?: number
  /** What TextDecoder calls its encoding; default UTF-8. */
  readonly encoding?: string
}

export interface ReferenceRow {
  /** Index of the file; -1 for rows of a table. */
  readonly source: number
  /** 1-based; 0 for rows of a table. */
  readonly line: number
  /** Byte in the file; -1 for rows of a table. */
  readonly offset: number
  /** As it stands in the file, or its UTF-8, line end included. */
  readonly bytes: Uint8Array
  readonly original: string
  readonly text: string
  /** Longer than can be held: `text` is its beginning. */
  readonly long: boolean
  readonly fields: ReadonlyMap<string, Value>
}

export interface ReferenceResult {
  readonly columns: readonly string[]
  readonly chosen: boolean
  readonly table: boolean
  readonly rows: readonly ReferenceRow[]
  /** Rows in and out of every stage of the query. */
  readonly stages: readonly (readonly [rowsIn: number, rowsOut: number])[]
}

/** What starts a record, and how far it goes; without it every line is one. */
export interface ReferenceFraming {
  isHead(line: Buffer): boolean
  readonly reachBytes: number
  /** Time of a record by its text, in milliseconds; NaN for none. Then several files are merged. */
  timeOf?(text: string, source: number): number
}

/** Runs a query over files. `maxLineBytes`: what of a line is kept. */
export function reference(query: Query, files: readonly ReferenceFile[], maxLineBytes: number, framing?: ReferenceFraming): ReferenceResult {
  const records = files.flatMap((file, source) => rowsOf(file, source, maxLineBytes, framing).map((row) => named(row, file)))
  const timed = records.map((row) => ({ ...row, time: framing?.timeOf?.(row.text, row.source) ?? NaN }))
  let state: Omit<ReferenceResult, 'stages'> = { columns: ['raw'], chosen: false, table: false, rows: plainMerge(timed) }
  const stages: [number, number][] = []
  const all = state.rows
  for (const [i, { node, on }] of query.stages.entries()) {
    const before = state.rows.length
    if (on && node.name === 'context') state = withContext(node as ContextNode, query.stages.slice(0, i), state, all)
    else if (on) state = apply(node, state, maxLineBytes)
    stages.push([before, state.rows.length])
  }
  return { ...state, stages }
}

const FILTERS: readonly string[] = ['search', 'where', 'regex', 'lines']

/** All rows of the files that are near one of the rows in its file, with what the stages before have made of rows. */
function withContext({ before, after }: ContextNode, stages: Query['stages'], state: Omit<ReferenceResult, 'stages'>, all: readonly ReferenceRow[]): Omit<ReferenceResult, 'stages'> {
  const places = (row: ReferenceRow): string => `${row.source} ${row.offset}`
  const matches = new Set(state.rows.map(places))
  const near = new Set<string>()
  for (const source of new Set(all.map((row) => row.source))) {
    const file = all.filter((row) => row.source === source).sort((a, b) => a.offset - b.offset)
    file.forEach((row, i) => {
      if (matches.has(places(row))) for (const each of file.slice(Math.max(0, i - before), i + after + 1)) near.add(places(each))
    })
  }
  let made: Omit<ReferenceResult, 'stages'> = { ...state, rows: all.filter((row) => near.has(places(row))) }
  for (const { node, on } of stages) if (on && !FILTERS.includes(node.name)) made = apply(node, made, 0)
  const rows = made.rows.map((row) => ({ ...row, fields: new Map(row.fields).set('match', String(matches.has(places(row)))) }))
  return { ...state, columns: state.columns.includes('match') ? state.columns : [...state.columns, 'match'], rows }
}

function named(row: ReferenceRow, { name }: ReferenceFile): ReferenceRow {
  return { ...row, fields: new Map([['source', name]]) }
}

function rowsOf(file: ReferenceFile, source: number, maxLineBytes: number, framing: ReferenceFraming | undefined): ReferenceRow[] {
  if (file.encoding !== undefined) return encodedRowsOf(file, file.encoding, source, maxLineBytes, framing)
  const { bytes, skip = 0 } = file
  const isHead = ({ start, end }: PlainLine): boolean => !framing || framing.isHead(Buffer.from(bytes.subarray(start, end)))
  return plainRecords(bytes, skip, isHead, framing?.reachBytes ?? 0).map(({ start, end, next, line }) => {
    const behind = bytes[next - 1] === 10 ? next - 1 : next
    const lastLine = Math.max(start, behind === start ? start : bytes.lastIndexOf(10, behind - 1) + 1)
    const long = behind - lastLine > maxLineBytes
    const text = decode(bytes.subarray(start, long ? lastLine + maxLineBytes : end))
    return { source, line: line + 1, offset: start, bytes: bytes.subarray(start, next), original: text, text, long, fields: new Map() }
  })
}

/** Rows and what is kept of them by the bytes of the file; their text line by line. */
function encodedRowsOf(
  { bytes, skip = 0 }: ReferenceFile,
  encoding: string,
  source: number,
  maxLineBytes: number,
  framing: ReferenceFraming | undefined,
): ReferenceRow[] {
  const unit = unitOf(encoding)
  const textOf = (start: number, end: number, cut = false): string =>
    decodeAs(encoding, bytes.subarray(start, end), cut)
  const lines = plainLines(bytes, skip, unit)
  const isHead = ({ start, next }: PlainLine): boolean => !framing || framing.isHead(Buffer.from(textOf(start, next).replace(/\r?\n$/, '')))
  return plainRecords(bytes, skip, isHead, framing?.reachBytes ?? 0, unit).map(({ start, next, line }) => {
    const own = lines.filter((each) => each.start >= start && each.start < next)
    const whole = own.map((each) => textOf(each.start, each.next)).join('')
    const last = own[own.length - 1]
    const ended = whole.endsWith('\n')
    const long = last.next - last.start - (ended ? unit(10).length : 0) > maxLineBytes
    const above = own.slice(0, -1).map((each) => textOf(each.start, each.next)).join('')
    // The newline decides what becomes of a character that has begun before it.
    const text = long ? above + textOf(last.start, last.start + maxLineBytes, true) : whole.replace(/\r?\n$/, '')
    return { source, line: line + 1, offset: start, bytes: Buffer.from(whole), original: text, text, long, fields: new Map() }
  })
}

/** Code units of an encoding as bytes. */
export function unitOf(encoding: string): PlainUnit {
  if (encoding === 'utf-16le') return (char) => [char & 0xff, char >> 8]
  if (encoding === 'utf-16be') return (char) => [char >> 8, char & 0xff]
  return (char) => [char]
}

function apply(node: StageNode, state: Omit<ReferenceResult, 'stages'>, maxLineBytes: number): Omit<ReferenceResult, 'stages'> {
  const { rows, columns } = state
  switch (node.name) {
    case 'search':
      return { ...state, rows: rows.filter((row) => holds((node as SearchNode).expr, row, maxLineBytes)) }
    case 'where':
      return { ...state, rows: rows.filter((row) => toField(plainExpression((node as WhereNode).expr, rowOf(row)).value) === 'true') }
    case 'eval': {
      const { assignments } = node as EvalNode
      const made = [...new Set(assignments.map(({ field }) => field))]
      return { ...state, columns: [...columns, ...made.filter((name) => !columns.includes(name))], rows: rows.map((row) => evaluated(node as EvalNode, row)) }
    }
    case 'regex': {
      const { field, negated, source, flags } = node as RegexNode
      const value: CompareValue = { type: 'regex', source, flags }
      const ofRaw: SearchExpr = { type: 'regex', source, flags, span: node.span }
      const ofField: SearchExpr = { type: 'compare', field, op: negated ? '!=' : '=', value, span: node.span }
      const keep = (row: ReferenceRow): boolean => (field === 'raw' ? holds(ofRaw, row, maxLineBytes) !== negated : holds(ofField, row, maxLineBytes))
      return { ...state, rows: rows.filter(keep) }
    }
    case 'rename': {
      const { renamings } = node as RenameNode
      const names = columns.flatMap((name) => {
        const to = renamings.find(({ from }) => from === name)?.to
        return to !== undefined ? [to] : renamings.some((each) => each.to === name) ? [] : [name]
      })
      const more = renamings.map(({ to }) => to).filter((name) => !names.includes(name))
      return { ...state, columns: [...names, ...more], rows: rows.map((row) => renamed(node as RenameNode, row)) }
    }
    case 'fillnull':
      return { ...state, rows: rows.map((row) => filled(node as FillnullNode, row)) }
    case 'parse': {
      const made = parsedNames(node as ParseNode)
      return {
        ...state,
        columns: [...columns, ...made.filter((name) => !columns.includes(name))],
        rows: rows.map((row) => parsed(node as ParseNode, made, row)),
      }
    }
    case 'fields': {
      const { mode, fields } = node as FieldsNode
      if (mode === 'keep') return { ...state, columns: fields, chosen: true }
      const left = columns.filter((name) => !fields.includes(name))
      return { ...state, columns: left, chosen: state.chosen || !left.includes('raw') }
    }
    case 'lines': {
      const { from, to = Infinity } = node as LinesNode
      return { ...state, rows: rows.filter(({ line }) => line >= from && line <= to) }
    }
    case 'head':
      return { ...state, rows: rows.slice(0, (node as HeadNode).rows) }
    case 'tail': {
      const { rows: count } = node as TailNode
      return { ...state, rows: count === 0 ? [] : rows.slice(-count) }
    }
    case 'stats':
      return stats(node as StatsNode, rows)
    default: {
      const made = plainTransform(node)
      if (!made) throw new Error(`the reference knows no '${node.name}'`)
      return { ...state, columns: [...columns, ...made.names.filter((name) => !columns.includes(name))], rows: rows.map((row) => ({ ...row, ...made.change(row) })) }
    }
  }
}

function rowOf(row: ReferenceRow): { field(name: string): Value } {
  return { field: (name) => valueOf(row, name) }
}

function evaluated({ assignments }: EvalNode, row: ReferenceRow): ReferenceRow {
  return assignments.reduce((before, { field, expr }) => {
    return { ...before, fields: new Map(before.fields).set(field, toField(plainExpression(expr, rowOf(before)).value)) }
  }, row)
}

function renamed({ renamings }: RenameNode, row: ReferenceRow): ReferenceRow {
  const fields = new Map(row.fields)
  for (const { from } of renamings) fields.set(from, undefined)
  for (const { from, to } of renamings) fields.set(to, rowOf(row).field(from))
  return { ...row, fields }
}

function filled({ fills }: FillnullNode, row: ReferenceRow): ReferenceRow {
  const fields = new Map(row.fields)
  for (const { field, expr } of fills) if (rowOf(row).field(field) === undefined) fields.set(field, toField(plainExpression(expr, rowOf(row)).value))
  return { ...row, fields }
}

/** A field's value: `raw` is the row's text, and `line` its number if it is one of a file. */
function valueOf(row: ReferenceRow, name: string): Value {
  if (row.fields.has(name)) return row.fields.get(name)
  if (name === 'line') return row.offset < 0 ? undefined : row.line
  return name === 'raw' ? row.text : undefined
}

/** The same as text. */
function fieldText(row: ReferenceRow, name: string): string | undefined {
  const value = valueOf(row, name)
  return value === undefined ? undefined : String(value)
}

function holds(expr: SearchExpr, row: ReferenceRow, maxLineBytes: number): boolean {
  switch (expr.type) {
    case 'all':
      return true
    case 'and':
      return expr.items.every((item) => holds(item, row, maxLineBytes))
    case 'or':
      return expr.items.some((item) => holds(item, row, maxLineBytes))
    case 'not':
      return !holds(expr.item, row, maxLineBytes)
    case 'compare': {
      const value = fieldText(row, expr.field)
      return value !== undefined && compares(expr, value)
    }
    default:
      // All of the bytes of a long line that nothing was done to, else the text.
      if (row.long && row.text === row.original) return longHolds(expr, row.bytes, maxLineBytes)
      return expr.type === 'regex' ? row.text.split(/\r?\n/).some((line) => regexHolds(expr, line)) : hasPhrase(row.text, expr.text)
  }
}

/** Only the last line of a row can be long. */
function longHolds(expr: SearchExpr, bytes: Uint8Array, maxLineBytes: number): boolean {
  const last = plainLines(bytes).at(-1)!.start
  return plainSearch(bytes.subarray(0, last), expr, Infinity).length > 0 || plainSearch(bytes.subarray(last), expr, maxLineBytes).length > 0
}

function regexHolds({ source, flags }: { source: string; flags: string }, text: string): boolean {
  return new RegExp(source, flags.replace(/[gyd]/g, '')).test(text)
}

function hasPhrase(text: string, phrase: string): boolean {
  const escaped = phrase.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return new RegExp(escaped, /\p{Uppercase}/u.test(phrase) ? 'u' : 'iu').test(text)
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function compares({ op, value }: Extract<SearchExpr, { type: 'compare' }>, text: string): boolean {
  if (value.type === 'any') return true
  if (value.type === 'regex') return regexHolds(value, text) !== (op === '!=')
  if (op === ':') return hasPhrase(text, value.text)
  const numeric = !value.quoted && NUMBER.test(text) && NUMBER.test(value.text)
  const [a, b] = numeric ? [Number(text), Number(value.text)] : [text, value.text]
  const results = { '=': a === b, '!=': a !== b, '>': a > b, '>=': a >= b, '<': a < b, '<=': a <= b }
  return results[op]
}

function parsedNames({ pattern }: ParseNode): readonly string[] {
  if (pattern.type === 'wildcards') return pattern.names
  const names = [...pattern.source.matchAll(/\(\?<([A-Za-z_$][\w$]*)>/g)].map((match) => match[1])
  return [...new Set(names)]
}

function parsed(node: ParseNode, names: readonly string[], row: ReferenceRow): ReferenceRow {
  const text = node.from === undefined ? row.text : fieldText(row, node.from)
  const fields = new Map(row.fields)
  const values = text === undefined ? undefined : parsedValues(node, names, text)
  names.forEach((name, i) => fields.set(name, values?.[i]))
  return { ...row, fields }
}

function parsedValues({ pattern }: ParseNode, names: readonly string[], text: string): (string | undefined)[] | undefined {
  if (pattern.type === 'regex') {
    const groups = new RegExp(pattern.source, pattern.flags.replace(/[gyd]/g, '')).exec(text)?.groups
    return groups && names.map((name) => groups[name])
  }
  // Each star as short as can be; one at the end takes all.
  let source = ''
  for (const [part] of pattern.text.matchAll(/\\[*\\]|[^]/g)) {
    source += part === '*' ? '([^]*?)' : (part.length > 1 ? part[1] : part).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
  }
  const regex = new RegExp(source.endsWith('([^]*?)') ? `${source}$` : source)
  return regex.exec(text)?.slice(1)
}

function stats(node: StatsNode, rows: readonly ReferenceRow[]): Omit<ReferenceResult, 'stages'> {
  const table = plainStats(node, rows.map((row) => (name) => fieldText(row, name)))
  return { columns: table.columns, chosen: true, table: true, rows: table.rows.map((cells) => tableRow(table.columns, cells)) }
}

function tableRow(columns: readonly string[], cells: readonly Value[]): ReferenceRow {
  const text = cells.map((cell) => cell ?? '').join('\t')
  const fields = new Map(columns.map((name, i) => [name, cells[i]]))
  return { source: -1, line: 0, offset: -1, bytes: new Uint8Array(), original: text, text, long: false, fields }
}

/** The text of a column of a row; undefined where it has none. */
export function cellOf(row: ReferenceRow, name: string): string | undefined {
  return fieldText(row, name)
}

/** The rows as text output has them, with the numbers of their lines if asked for. */
export function referenceText(result: ReferenceResult, numbered = false): Buffer {
  const { columns, chosen, rows } = result
  const joined = chosen && !(columns.length === 1 && columns[0] === 'raw')
  const bytesOf = (row: ReferenceRow): Buffer => {
    if (joined) return Buffer.from(`${columns.map((name) => cellOf(row, name) ?? '').join('\t')}\n`)
    if (row.offset < 0 || row.text !== row.original) return Buffer.from(`${row.text}\n`)
    return row.bytes.at(-1) === 10 ? Buffer.from(row.bytes) : Buffer.concat([row.bytes, Buffer.from('\n')])
  }
  const numberOf = (row: ReferenceRow): Buffer => Buffer.from(numbered && row.offset >= 0 ? `${row.line}:` : '')
  return Buffer.concat(rows.flatMap((row) => [numberOf(row), bytesOf(row)]))
}

/** The rows as JSON Lines output has them. */
export function referenceJson(result: ReferenceResult, files: readonly ReferenceFile[]): string {
  const { columns, table, rows } = result
  const lines = rows.map((row) => {
    const entries: [string, unknown][] = []
    if (!table && !columns.includes('line')) entries.push(['line', row.line])
    if (!table && files.length > 1 && !columns.includes('source')) entries.push(['source', files[row.source].name])
    for (const name of columns) {
      const own = valueOf(row, name)
      if (own !== undefined) entries.push([name, own])
      else if (table) entries.push([name, null])
    }
    return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}\n`
  })
  return lines.join('')
}

/** JSON Lines without the fields that the log's format gives where nobody chose some: the reference knows of none. */
export function withoutFields(json: string, { columns, table }: ReferenceResult): string {
  if (table) return json
  const kept = new Set(['line', 'source', ...columns])
  const lines = json.split('\n').slice(0, -1)
  return lines.map((line) => `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).filter(([name]) => kept.has(name))))}\n`).join('')
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
