/** Queries to begin with, made from the fields of a log. */
import { defaultColumns } from '../../common/listColumns.ts'
import { MESSAGE_COLUMN, RAW_COLUMN } from '../../common/page.ts'
import type { FieldInfo } from '../../common/protocol.ts'
import { printName, printString } from '../../engine/query/printer.ts'
import { strings } from '../strings.ts'

export interface Example {
  readonly query: string
  /** What it answers, in a few words. */
  readonly about: string
}

const MOST = 3
/** Fields that requests are counted by, as logs call them. */
const PLACES = ['path', 'route', 'endpoint', 'url', 'uri', 'url_path']
/** Fields that stand in every row and say where it comes from, not what is in it. */
const NOT_COUNTED: readonly string[] = [RAW_COLUMN, MESSAGE_COLUMN, 'time', 'level', 'line', 'source', 'status', 'request']
/** A field is offered only if so many rows have it. */
const COMMON = 0.2

/** Widths of time that a chart is divided into, and how long they are in seconds. */
const SPANS: readonly (readonly [string, number])[] = [['1s', 1], ['10s', 10], ['1m', 60], ['10m', 600], ['1h', 3600], ['1d', 86_400]]
/** Points that a line of a chart may have, for people to see something in it. */
const MOST_POINTS = 200

/**
 * Three queries that give something on a log with these fields; without any known field those that every log can be asked. `files`: the names of those
 * that are analysed together. `duration`: of the log, in milliseconds, as far as it is known.
 */
export function examplesFor(fields: readonly FieldInfo[], files: readonly string[] = [], duration = MOST_POINTS * 60_000): readonly Example[] {
  const has = (name: string): boolean => (fields.find((field) => field.name === name)?.share ?? 0) >= COMMON
  const says = strings.guide.examples
  const level = has('level')
  const status = fields.find(({ name, example, share }) => name === 'status' && (share ?? 0) >= COMMON && /^[1-5]\d\d$/.test(example ?? ''))
  const by = countedBy(fields, status !== undefined)
  const found: Example[] = []
  if (status) found.push({ query: 'status>=500', about: says.failed })
  else if (level) found.push({ query: 'level>=warn', about: says.worse })
  if (files.length === 2) found.push({ query: `| patterns compare source ${files.map(printString).join(' with ')}`, about: says.compare })
  else if (by !== undefined) {
    const name = printName(by)
    found.push(status ? { query: `status>=400 | stats count() by ${name}`, about: says.where({ field: by }) } : { query: `| top ${name}`, about: says.most({ field: by }) })
  }
  const [span] = SPANS.find(([, seconds]) => duration <= seconds * 1000 * MOST_POINTS) ?? ['1w']
  if (has('time')) found.push({ query: `| timechart span=${span} count()${level ? ' by level' : status ? ' by status' : ''}`, about: says.overTime })
  found.push({ query: '| patterns', about: says.kinds }, { query: 'error OR fail OR exception', about: says.words }, { query: '| tail 100', about: says.last })
  return found.slice(0, MOST)
}

/** The field whose values people would count first. */
function countedBy(fields: readonly FieldInfo[], requests: boolean): string | undefined {
  const open = fields.filter(({ name, share = 0 }) => share >= COMMON && !NOT_COUNTED.includes(name) && !name.startsWith('raw.'))
  const place = requests ? PLACES.flatMap((last) => open.find(({ name }) => name.split('.').at(-1) === last) ?? []).at(0) : undefined
  if (place) return place.name
  const telling = defaultColumns(fields).find((name) => open.some((field) => field.name === name))
  return telling ?? open.find(({ variety = 1, longest = Infinity }) => variety > 0 && variety <= 0.5 && longest <= 28)?.name
}
