/** Which columns the list of a log's rows has: those that a person chose, or those by which its rows are told apart best. */
import { MESSAGE_COLUMN, RAW_COLUMN, REST_COLUMN } from './page.ts'
import type { FieldInfo, RunResult } from './protocol.ts'

/**
 * How times are shown: `short` is the time of the day, `full` all that the log has (or the setting `displayTimeZone` makes of it), `relative` to now,
 * `delta` to the selected row, `previous` to the row above.
 */
export type TimeForm = 'short' | 'full' | 'relative' | 'delta' | 'previous'

/** What a person chose for the list. */
export interface ListView {
  /** Names in order; undefined: the defaults. */
  readonly columns?: readonly string[]
  /** The text of the rows in the place of columns. */
  readonly raw?: boolean
  /** Fields made by stages are shown too, but not these. */
  readonly hidden?: readonly string[]
  /** The field by whose values rows are coloured. */
  readonly colorBy?: string
  readonly times?: TimeForm
  /** Records of several lines show all of them. */
  readonly unfolded?: boolean
}

/** They stay in view when the list is scrolled sideways, if they come first. */
export const PINNED: readonly string[] = ['line', 'source', 'time', 'level']

/** Fields that tell most about a row, as logs call them. */
const TELLING = [
  'service', 'app', 'component', 'logger', 'target', 'module', 'subsystem', 'tag', 'channel', 'command', 'class', 'category', 'container', 'pod', 'thread',
  'host', 'status', 'user', 'ip',
]
/** Fields that tell little of what happened, though their values are short, or say again what stands beside them. */
const QUIET = /^raw\.|(?:^|[._-])(?:pid|tid|uid|gid|procid|msgid|lineno|lines?|file|version|v|protocol|method|data|facility|severity|lvl|level|priority|msg|message|ts|.*(?:time|timestamp|date|id))$/i
/** Of another kind than those beside the text. */
const NOT_BESIDE: readonly string[] = [RAW_COLUMN, 'request', 'line', 'source']

const MOST_BESIDE = 3
/** Fields of which little is known but their values come only up to this number. */
const FEW_BESIDE = 2
const LONGEST_VALUE = 28
const LONGEST_TOGETHER = 56

/** The columns of a log with these fields; its text alone where nothing is known of it. */
export function defaultColumns(fields: readonly FieldInfo[]): readonly string[] {
  const known = new Map(fields.map((field) => [field.name, field]))
  const has = (name: string, share: number): boolean => (known.get(name)?.share ?? 0) >= share
  // Most rows would have nothing to read.
  if (!has(MESSAGE_COLUMN, 0.5)) return [RAW_COLUMN]
  const beside = fields
    .map((field, place) => ({ ...field, place, rank: rankOf(field) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.place - b.place)
  const taken: typeof beside = []
  let room = LONGEST_TOGETHER
  for (const field of beside) {
    const width = Math.max(field.longest ?? 0, field.name.length)
    if (width > room || taken.length >= (field.rank === TELLING.length ? FEW_BESIDE : MOST_BESIDE)) continue
    taken.push(field)
    room -= width
  }
  const names = taken.sort((a, b) => a.place - b.place).map(({ name }) => name)
  return [...(has('time', 0.01) ? ['time'] : []), ...(has('level', 0.01) ? ['level'] : []), ...names, MESSAGE_COLUMN]
}

/** How well a field stands beside the text, less is better; undefined for one that does not. */
function rankOf({ name, share = 0, longest = Infinity, variety = 1 }: FieldInfo): number | undefined {
  if (NOT_BESIDE.includes(name) || QUIET.test(name) || share < 0.6 || longest > LONGEST_VALUE) return undefined
  // The same in all rows, or another in each.
  if (variety === 0) return undefined
  const told = TELLING.indexOf(name.split('.').at(-1) ?? name)
  if (told >= 0) return told
  return variety > 0.5 ? undefined : TELLING.length
}

/** The columns of the list for the rows of a run; undefined where they are those of the run itself, in its order. */
export function listColumns(run: RunResult, fields: readonly FieldInfo[] | undefined, choice: ListView): readonly string[] | undefined {
  if (run.table || run.chosen || choice.raw) return undefined
  const base = choice.columns ?? (fields && defaultColumns(fields))
  if (!base || (base.length === 1 && base[0] === RAW_COLUMN)) return undefined
  // What stages have made comes before the text.
  const made = run.columns.filter((name) => name !== RAW_COLUMN && !base.includes(name) && !choice.hidden?.includes(name))
  const last = base.at(-1) ?? ''
  return isText(last) ? [...base.slice(0, -1), ...made, last] : [...base, ...made]
}

/** A column of text, which takes the rest of the width if it is the last. */
export function isText(name: string): boolean {
  return name === RAW_COLUMN || name === MESSAGE_COLUMN
}

/** What pages are asked for: the columns of the list, and what else its rows are drawn by. Undefined: those of the run. */
export function pageColumns(run: RunResult, fields: readonly FieldInfo[] | undefined, choice: ListView): readonly string[] | undefined {
  if (run.table) return undefined
  const shown = listColumns(run, fields, choice)
  const also = [...(choice.colorBy === undefined ? [] : [choice.colorBy]), ...(choice.unfolded ? [RAW_COLUMN] : []), ...(shown?.at(-1) === MESSAGE_COLUMN ? [REST_COLUMN] : [])]
  const more = also.filter((name) => !(shown ?? run.columns).includes(name))
  return more.length === 0 ? shown : [...(shown ?? run.columns), ...more]
}
