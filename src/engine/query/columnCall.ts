/**
 * Columns that are called as what computed them: `count()`, `avg(ms)`, `percentile(ms, 95)`. Their names need no back quotes.
 *   call = function ( [ name | call ] [ , digits ] )
 * without a blank before the parenthesis. The column of a call is the call as `stats` names it: the function in lower case, a blank behind the comma.
 */
import { lazily } from '../../common/lazily.ts'
import { scanQuotedName, skipBlank } from './lexer.ts'

/** What may stand between the parentheses: a field may be left out (`possible`); `second`: a number may follow it. */
interface Arguments {
  readonly field: 'needed' | 'possible'
  readonly second?: true
}

const FIELD: Arguments = { field: 'needed' }
const PERHAPS: Arguments = { field: 'possible' }
const TWO: Arguments = { field: 'needed', second: true }

/** Functions that columns are called by. A test holds the list equal to what `stats` knows; percentiles as `p95` come on top. */
export const COLUMN_FUNCTIONS: ReadonlyMap<string, Arguments> = new Map([
  ...['count', 'rate', 'per_second', 'per_minute', 'per_hour', 'per_day'].map((name) => [name, PERHAPS] as const),
  ...['percentile', 'percentile_approx', 'take'].map((name) => [name, TWO] as const),
  ...['sum', 'avg', 'min', 'max', 'median', 'stddev', 'stddev_samp', 'stddev_pop', 'var', 'var_samp', 'var_pop', 'dc', 'distinct_count', 'distinct_count_approx',
    'first', 'last', 'earliest', 'latest', 'list', 'values'].map((name) => [name, FIELD] as const),
])

/** Calls inside each other; a text has more only to do harm. */
const MAX_DEPTH = 10

const FUNCTION = /([A-Za-z_][\w.]*)\(/y
const PERCENTILE = /^p(?:erc)?\d+(?:\.\d+)?$/
const SECOND = /\d+(?:\.\d+)?/y
const asciiName = /[A-Za-z_@][\w.@-]*/y
const anyName = lazily(() => /[\p{L}_@][\p{L}\p{M}\p{N}_.@-]*/uy)

/** The column whose name is written as a call at `start`, and where that ends. */
export function scanColumnCall(text: string, start: number, end: number, depth = 0): { readonly name: string; readonly end: number } | undefined {
  const written = match(FUNCTION, text, start, end)
  if (written === undefined || depth >= MAX_DEPTH) return undefined
  const name = written.slice(0, -1).toLowerCase()
  const takes = PERCENTILE.test(name) ? FIELD : COLUMN_FUNCTIONS.get(name)
  if (!takes) return undefined
  let at = skipBlank(text, start + written.length, end)
  const field = scanField(text, at, end, depth)
  if (!field && takes.field === 'needed') return undefined
  let column = name + '(' + (field?.name ?? '')
  at = skipBlank(text, field?.end ?? at, end)
  if (takes.second && text[at] === ',' && at < end) {
    at = skipBlank(text, at + 1, end)
    const second = match(SECOND, text, at, end)
    if (second === undefined) return undefined
    column += `, ${Number(second)}`
    at = skipBlank(text, at + second.length, end)
  }
  return text[at] === ')' && at < end ? { name: `${column})`, end: at + 1 } : undefined
}

/** Whether a name is read as it stands, being that of a call. */
export function isColumnCall(name: string): boolean {
  const call = scanColumnCall(name, 0, name.length)
  return call?.end === name.length && call.name === name
}

function scanField(text: string, at: number, end: number, depth: number): { readonly name: string; readonly end: number } | undefined {
  if (text[at] === '`' && at < end) {
    const quoted = scanQuotedName(text, at, end)
    return quoted.closed && quoted.text !== '' ? { name: quoted.text, end: quoted.end } : undefined
  }
  const call = scanColumnCall(text, at, end, depth + 1)
  if (call) return call
  const ascii = match(asciiName, text, at, end)
  const name = text.charCodeAt(at + (ascii?.length ?? 0)) > 0x7f ? match(anyName(), text, at, end) : ascii
  return name === undefined ? undefined : { name, end: at + name.length }
}

function match(pattern: RegExp, text: string, at: number, end: number): string | undefined {
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0]
  return found !== undefined && at + found.length <= end ? found : undefined
}
