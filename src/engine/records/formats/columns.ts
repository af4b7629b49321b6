/**
 * Logs whose own lines name their columns: W3C extended (IIS and others), Zeek, and CSV. The names are choices of the format's name,
 * such as `w3c fields=date,time,c-ip`, so that who reads any part of a log knows them.
 */
import { columnName, columnOf, type Columns } from '../fields/columns.ts'
import { slashedTimes } from './dayOrder.ts'
import type { Format, TimeLayout } from './format.ts'

const DATES = ['date', 'date-local', 'date-utc']
const TIMES = ['time', 'time-local', 'time-utc']
const STAMPS = ['time', 'timestamp', '@timestamp', 'ts', 'datetime', 'date_time', 'timecreated', 'event_time', 'created_at', 'date', 'when']
const LEVELS = ['level', 'severity', 'lvl', 'loglevel', 'log_level', 'levelname', 'priority']
const MESSAGES = ['message', 'msg', 'text', 'description', 'content', 'event', 'request', 'uri', 'query', 'note', 'cs-uri-stem', 'cs-uri']

/** Two columns side by side, as fields of their own. */
const STAMP = 'date_time'
const REQUEST = 'request_line'

const stampLayouts: readonly TimeLayout[] = [{ kind: 'iso' }, { kind: 'common' }, { kind: 'epoch' }]

function base(name: string, title: string, layout: Omit<Columns, 'kind' | 'names'>): Format {
  return { name, title, heads: undefined, layout: { kind: 'columns', names: [], ...layout } }
}

/** Without names of columns: they are of no use as they are. */
export const columns: readonly Format[] = [
  base('w3c', 'W3C extended log (IIS)', { separator: ' ', quotes: true, notes: true }),
  base('zeek', 'Zeek (Bro)', { separator: '\t', quotes: false, notes: true }),
  base('csv', 'Comma-separated values', { separator: ',', quotes: true, notes: false }),
  base('csv-semicolon', 'Values with semicolons between them', { separator: ';', quotes: true, notes: false }),
  base('csv-pipe', 'Values with bars between them', { separator: '|', quotes: true, notes: false }),
  base('tsv', 'Tab-separated values', { separator: '\t', quotes: true, notes: false }),
]

/** The name of a format with names of columns. */
export function nameWithColumns(name: string, names: readonly string[]): string {
  return `${name} fields=${names.map((each) => encodeURIComponent(each)).join(',')}`
}

/** The format with the columns of its name, `fields` as nameWithColumns writes them; undefined where there can be none. */
export function withColumns(format: Format, fields: string): Format | undefined {
  if (format.layout.kind !== 'columns') return undefined
  let names: string[]
  try {
    names = fields.split(',').map((each) => decodeURIComponent(each))
  } catch {
    return undefined
  }
  const plain = { ...format.layout, names }
  const stamp = sideBySide(names, DATES, TIMES)
  const request = sideBySide(names, ['cs-method'], ['cs-uri-stem', 'cs-uri'])
  const joined = { ...(stamp ? { [STAMP]: stamp } : {}), ...(request ? { [REQUEST]: request } : {}) }
  const layout: Columns = { ...plain, joined }
  const times = stamp ? [STAMP] : present(layout, STAMPS)
  const levels = present(layout, LEVELS)
  const messages = [...(request ? [REQUEST] : []), ...present(layout, MESSAGES)]
  // The times of W3C logs are GMT, except for those that are called local.
  const isUtc = layout.notes && layout.separator === ' ' && !times.some((name) => name.includes('local')) && !stamp?.some((name) => /local/i.test(name))
  const level = levels.length > 0 ? { fields: levels } : columnOf(layout, 'status') >= 0 ? { status: 'status' } : undefined
  return {
    ...format,
    layout,
    ...(isUtc ? { isUtc } : {}),
    ...(times.length > 0 ? { time: { from: { fields: times }, layouts: layoutsOf(layout, stamp !== undefined) } } : {}),
    ...(level ? { level: { from: level } } : {}),
    ...(messages.length > 0 ? { message: { from: { fields: messages } } } : {}),
  }
}

/** The format with its time in a column whose name does not say so. */
export function withTimeColumn(format: Format, field: string): Format | undefined {
  return format.layout.kind === 'columns' ? { ...format, time: { from: { fields: [field] }, layouts: stampLayouts } } : undefined
}

/** The format with times that are written with slashes, in either order. */
export function withSlashes(format: Format): Format {
  const { layout, time } = format
  if (layout.kind !== 'columns' || !time || time.from === 'start') return format
  const gap = time.from.fields.includes(STAMP) ? gapOf(layout) : ' '
  const texts = [gap, ...(gap === ' ' ? [', '] : [])].flatMap(slashedTimes)
  return { ...format, time: { ...time, layouts: texts.map((text) => ({ kind: 'text', text })) } }
}

/** Between two columns side by side. */
function gapOf({ separator }: Columns): string {
  return separator === ' ' ? '%n' : separator
}

function layoutsOf(layout: Columns, isJoined: boolean): readonly TimeLayout[] {
  const { separator, notes } = layout
  // In W3C logs a time without a date is of the day that a note above it says.
  if (!isJoined) return notes && separator === ' ' ? [...stampLayouts, { kind: 'text', text: '%H:%M:%S%f' }] : stampLayouts
  return [...(separator === ' ' ? [{ kind: 'iso' } as const] : []), { kind: 'text', text: `%Y-%m-%d${gapOf(layout)}%H:%M:%S%f%z` }]
}

/** The names of two columns of which the second stands behind the first. */
function sideBySide(names: readonly string[], firsts: readonly string[], seconds: readonly string[]): readonly [string, string] | undefined {
  const at = names.findIndex((name, i) => {
    return firsts.includes(name.toLowerCase()) && i + 1 < names.length && seconds.includes(names[i + 1].toLowerCase())
  })
  return at < 0 ? undefined : [names[at], names[at + 1]]
}

/** Of the usual names, in any case, those that columns have. */
function present({ names }: Columns, usual: readonly string[]): readonly string[] {
  const shown = names.map(columnName)
  return usual.flatMap((name) => shown.find((each) => each.toLowerCase() === name) ?? [])
}
