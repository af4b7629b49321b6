/** Functions of times. All times of day are in UTC. */
import { compileTime } from '../../../records/time/readers.ts'
import { LayoutReader } from '../../../records/time/layoutReader.ts'
import type { Quantity} from '../values.ts';
import { quantity, type Value } from '../values.ts'
import { each, param, type ExprFunction } from './declare.ts'
import { fullLayout, strftime, strftimeProblem } from './strftime.ts'

const PARTS = ['year', 'quarter', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const

export const timeFunctions: readonly ExprFunction[] = [
  {
    name: 'now',
    params: [],
    result: 'time',
    summary: 'The moment at which the query is run.',
    examples: [{ expression: "now() > strptime('2020', '%Y')", gives: 'true' }],
    lazy: true,
    create: each(() => null),
  },
  {
    name: 'strftime',
    params: [param('time', 'time'), param('format', 'string')],
    result: 'string',
    summary: 'A time as text: %Y %y %m %d %e %j %H %I %p %M %S, %f (.123), %s (seconds since 1970), %a %A %b %B, %z, %F (%Y-%m-%d), %T (%H:%M:%S), %%.',
    examples: [
      { expression: "strftime(strptime('2024-05-01 12:30', '%Y-%m-%d %H:%M'), '%b %e, %H h')", gives: 'May  1, 12 h' },
      { expression: "strftime(strptime('1714566600', '%s'), '%F %T%f')", gives: '2024-05-01 12:30:00.000' },
    ],
    create: each(([time, format]) => strftime((time as Quantity).value, format as string)),
    problem: ([, format]) => problemOf(typeof format === 'string' ? strftimeProblem(format) : undefined),
  },
  {
    name: 'strptime',
    params: [param('text', 'string'), param('format', 'string')],
    result: 'time',
    summary: 'The time that a text says, by a format as that of strftime (with a year); null where it does not fit.',
    examples: [
      { expression: "strptime('01/May/2024 12:30:05', '%d/%b/%Y %H:%M:%S')", gives: '2024-05-01T12:30:05.000Z' },
      { expression: "strptime('2024-05-01 12:30 +0200', '%F %H:%M %z')", gives: '2024-05-01T10:30:00.000Z' },
      { expression: "strptime('x', '%Y')", gives: '' },
    ],
    create: ([, format]) => {
      const fixed = typeof format === 'string' ? reader(format) : undefined
      return ([text, written]) => (fixed ?? reader(written as string))?.(text as string) ?? null
    },
    problem: ([, format]) => problemOf(typeof format === 'string' ? layoutProblem(format) : undefined),
  },
  {
    name: 'extract',
    params: [{ name: 'part', types: ['string'], words: PARTS }, param('time', 'time')],
    result: 'number',
    summary: `A part of a time: ${PARTS.join(', ')}.`,
    examples: [
      { expression: "extract(hour from strptime('2024-05-01 12:30', '%F %H:%M'))", gives: '12' },
      { expression: "extract(quarter from strptime('2024-05-01', '%F'))", gives: '2' },
    ],
    create: each(([part, time]) => extract(part as (typeof PARTS)[number], (time as Quantity).value)),
  },
  {
    name: 'span',
    params: [param('value', 'time', 'number', 'duration', 'bytes'), param('width', 'duration', 'number', 'bytes')],
    result: 'any',
    summary: 'The start of the bucket of this width that the value is in: of times by durations, counted from 1970, of others by their own kind.',
    examples: [
      { expression: "span(strptime('2024-05-01 12:34:56', '%F %T'), 15m)", gives: '2024-05-01T12:30:00.000Z' },
      { expression: 'span(47, 10)', gives: '40' },
      { expression: 'span(1.7s, 500ms)', gives: '1.5s' },
    ],
    create: each(([value, width]) => span(value as number | Quantity, width as number | Quantity)),
  },
]

function problemOf(message: string | undefined): { argument: number; message: string } | undefined {
  return message === undefined ? undefined : { argument: 1, message }
}

/** What stands for the parts that a format may leave out. */
const MISSING = [
  { part: /%-?m|%[bBj]/, layout: ' %m', text: ' 01' },
  { part: /%-?d|%[ej]/, layout: ' %d', text: ' 01' },
  { part: /%-?H|%[kI]/, layout: ' %H', text: ' 00' },
  { part: /%M/, layout: ' %M', text: ' 00' },
]

/** A format with all parts that a time has, and what to put behind texts for it. */
function completed(format: string): { readonly layout: string; readonly text: string } {
  const layout = fullLayout(format)
  const missing = /%s/.test(layout) ? [] : MISSING.filter(({ part }) => !part.test(layout))
  return { layout: layout + missing.map((each) => each.layout).join(''), text: missing.map(({ text }) => text).join('') }
}

function layoutProblem(format: string): string | undefined {
  const { layout } = completed(format)
  if (!/%[Yys]/.test(layout)) return 'expected a format with a year (%Y, %y) or %s'
  try {
    new LayoutReader(layout)
    return undefined
  } catch (error) {
    return `expected a format of times: ${error instanceof Error ? error.message : String(error)}`
  }
}

function reader(format: string): ((text: string) => Value) | undefined {
  if (layoutProblem(format) !== undefined) return undefined
  const { layout, text: rest } = completed(format)
  const stamps = compileTime([{ kind: 'text', text: layout }])
  return (text) => {
    const bytes = Buffer.from(text + rest)
    const ms = stamps.read(bytes, 0, bytes.length)
    return Number.isNaN(ms) || stamps.end !== bytes.length ? null : quantity('time', ms)
  }
}

function extract(part: (typeof PARTS)[number], ms: number): number | null {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return null
  switch (part) {
    case 'year':
      return date.getUTCFullYear()
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1
    case 'month':
      return date.getUTCMonth() + 1
    case 'day':
      return date.getUTCDate()
    case 'hour':
      return date.getUTCHours()
    case 'minute':
      return date.getUTCMinutes()
    case 'second':
      return date.getUTCSeconds()
    case 'millisecond':
      return date.getUTCMilliseconds()
  }
}

function span(value: number | Quantity, width: number | Quantity): Value {
  const wanted = typeof value === 'number' ? 'number' : value.type === 'time' ? 'duration' : value.type
  const found = typeof width === 'number' ? 'number' : width.type
  if (wanted !== found) return null
  const [of, by] = [typeof value === 'number' ? value : value.value, typeof width === 'number' ? width : width.value]
  if (!(by > 0)) return null
  const start = Math.floor(of / by) * by
  if (typeof value !== 'number') return quantity(value.type, start)
  return Number.isFinite(start) ? start : null
}

