/** Functions of texts. */
import { testLines } from '../../filter/expression.ts'
import { textOf, type Value } from '../values.ts'
import { each, optional, param, type ExprFunction } from './declare.ts'
import { cidrTest } from './cidr.ts'

const text = param('text', 'string')

export const textFunctions: readonly ExprFunction[] = [
  {
    name: 'match',
    aliases: ['regexp_match'],
    params: [text, { ...param('regex'), regex: true }],
    result: 'boolean',
    summary: 'Whether a regular expression matches in a line of the text.',
    examples: [
      { expression: "match('GET /a.png', /\\.(png|gif)$/)", gives: 'true' },
      { expression: "match('Timeout', /timeout/)", gives: 'false' },
      { expression: "match('Timeout', /timeout/i)", gives: 'true' },
    ],
    create([, regex]) {
      return ([value]) => testLines(regex as RegExp, value as string)
    },
  },
  {
    name: 'lower',
    params: [text],
    result: 'string',
    summary: 'The text in small letters.',
    examples: [{ expression: "lower('Error')", gives: 'error' }],
    create: each(([value]) => (value as string).toLowerCase()),
  },
  {
    name: 'upper',
    params: [text],
    result: 'string',
    summary: 'The text in capital letters.',
    examples: [{ expression: "upper('get')", gives: 'GET' }],
    create: each(([value]) => (value as string).toUpperCase()),
  },
  {
    name: 'len',
    aliases: ['length'],
    params: [text],
    result: 'number',
    summary: 'How long the text is, in UTF-16 units.',
    examples: [{ expression: "len('error')", gives: '5' }],
    create: each(([value]) => (value as string).length),
  },
  {
    name: 'substr',
    aliases: ['substring'],
    params: [text, param('start', 'number'), optional('length', 'number')],
    result: 'string',
    summary: 'A part of the text. The first character is 1; a negative start counts from the end.',
    examples: [
      { expression: "substr('timeout', 5)", gives: 'out' },
      { expression: "substr('timeout', 1, 4)", gives: 'time' },
      { expression: "substr('timeout', -3, 2)", gives: 'ou' },
    ],
    create: each(([value, start, length]) => substr(value as string, start as number, length as number | undefined)),
  },
  {
    name: 'trim',
    params: [text],
    result: 'string',
    summary: 'The text without white space around it.',
    examples: [{ expression: "concat('<', trim('  x '), '>')", gives: '<x>' }],
    create: each(([value]) => (value as string).trim()),
  },
  {
    name: 'concat',
    params: [param('value')],
    repeats: 1,
    result: 'string',
    summary: 'The values as one text; null if one of them is.',
    examples: [
      { expression: "concat('a', 'b', 1)", gives: 'ab1' },
      { expression: "concat('took ', 1.5s)", gives: 'took 1.5s' },
      { expression: "concat('a', null)", gives: '' },
    ],
    create: each((values) => values.map((value) => textOf(value!)).join('')),
  },
  {
    name: 'tostring',
    params: [param('value')],
    result: 'string',
    summary: 'The value as text.',
    examples: [
      { expression: 'tostring(5.50)', gives: '5.5' },
      { expression: 'tostring(90s)', gives: '1m30s' },
    ],
    create: each(([value]) => textOf(value!)),
  },
  {
    name: 'cidrmatch',
    params: [param('ip', 'string'), param('range', 'string')],
    result: 'boolean',
    summary: 'Whether an IPv4 or IPv6 address is in a range; null for what is no address.',
    examples: [
      { expression: "cidrmatch('10.1.2.3', '10.0.0.0/8')", gives: 'true' },
      { expression: "cidrmatch('11.1.2.3', '10.0.0.0/8')", gives: 'false' },
      { expression: "cidrmatch('2001:db8::1', '2001:db8::/32')", gives: 'true' },
    ],
    create: ([, range]) => {
      const fixed = typeof range === 'string' ? cidrTest(range) : undefined
      return ([ip, written]): Value => (fixed ?? cidrTest(written as string))?.(ip as string) ?? null
    },
    problem: ([, range]) => (typeof range !== 'string' || cidrTest(range) ? undefined : { argument: 1, message: "expected a range of addresses, as '10.0.0.0/8'" }),
  },
]

function substr(text: string, start: number, length: number | undefined): string {
  const from = start > 0 ? Math.trunc(start) - 1 : start < 0 ? text.length + Math.trunc(start) : text.length
  if (from < 0) return ''
  return text.slice(from, length === undefined ? undefined : from + Math.max(0, Math.trunc(length)))
}
