/** Functions of numbers, durations and sizes. */
import { durationOf, DURATION_UNITS } from '../../../query/expression/quantities.ts'
import { numberOrNull, Quantity, quantity, readAs, type Value } from '../values.ts'
import { each, optional, param, type ExprFunction } from './declare.ts'

const number = param('number', 'number')

export const numberFunctions: readonly ExprFunction[] = [
  {
    name: 'round',
    params: [number, optional('digits', 'number')],
    result: 'number',
    summary: 'The nearest number with so many digits behind the point (0 if not said); halves are rounded away from zero.',
    examples: [
      { expression: 'round(2.5)', gives: '3' },
      { expression: 'round(-1.255, 2)', gives: '-1.26' },
      { expression: 'round(1234, -2)', gives: '1200' },
    ],
    create: each(([value, digits]) => round(value as number, Math.trunc((digits as number | undefined) ?? 0))),
  },
  {
    name: 'floor',
    params: [number],
    result: 'number',
    summary: 'The greatest whole number that is not greater.',
    examples: [{ expression: 'floor(-1.5)', gives: '-2' }],
    create: each(([value]) => Math.floor(value as number)),
  },
  {
    name: 'ceil',
    aliases: ['ceiling'],
    params: [number],
    result: 'number',
    summary: 'The least whole number that is not less.',
    examples: [{ expression: 'ceil(1.2)', gives: '2' }],
    create: each(([value]) => Math.ceil(value as number)),
  },
  {
    name: 'abs',
    params: [number],
    result: 'number',
    summary: 'The number without its sign.',
    examples: [{ expression: 'abs(-3)', gives: '3' }],
    create: each(([value]) => Math.abs(value as number)),
  },
  {
    name: 'log',
    params: [param('number', 'number'), optional('of', 'number')],
    result: 'number',
    summary: 'The natural logarithm; of two numbers, the first is the base. Null where there is none.',
    examples: [
      { expression: 'round(log(100), 2)', gives: '4.61' },
      { expression: 'log(2, 8)', gives: '3' },
      { expression: 'log(0)', gives: '' },
    ],
    create: each(([value, of]) => log(value as number, of as number | undefined)),
  },
  {
    name: 'tonumber',
    params: [param('value'), optional('base', 'number')],
    result: 'number',
    summary: 'The value as a number: a text that is one, with a base of 2 to 36 if not decimal; of a duration the milliseconds, of a time those since 1970. Null for any other.',
    examples: [
      { expression: "tonumber('1e3')", gives: '1000' },
      { expression: "tonumber('ff', 16)", gives: '255' },
      { expression: 'tonumber(1.5s)', gives: '1500' },
      { expression: "tonumber('x')", gives: '' },
    ],
    create: each(([value, base]) => toNumber(value, base as number | undefined)),
  },
  {
    name: 'duration',
    params: [param('value', 'duration', 'number', 'string'), optional('unit', 'string')],
    result: 'duration',
    summary: `A text as 1.5s as a duration, or a number of a unit (${DURATION_UNITS.join(', ')}; ms if not said). Null for a text that is none.`,
    examples: [
      { expression: "duration('1.5s')", gives: '1.5s' },
      { expression: "duration(90, 's')", gives: '1m30s' },
      { expression: "duration('250')", gives: '250ms' },
    ],
    create: each(([value, unit]) => toDuration(value as string | number | Quantity, (unit as string | undefined) ?? 'ms')),
    problem: ([, unit]) => (typeof unit !== 'string' || DURATION_UNITS.includes(unit) ? undefined : { argument: 1, message: `expected one of ${DURATION_UNITS.join(', ')}` }),
  },
  {
    name: 'bytes',
    params: [param('value', 'bytes', 'number', 'string')],
    result: 'bytes',
    summary: 'A text as 10KB, or a number of bytes, as a size. Null for a text that is none.',
    examples: [
      { expression: "bytes('1.5KB')", gives: '1500B' },
      { expression: 'bytes(2048)', gives: '2KiB' },
      { expression: "bytes('10 MB') > 1MiB", gives: 'true' },
    ],
    create: each(([value]) => (typeof value === 'object' ? value : typeof value === 'number' ? new Quantity('bytes', value) : toBytes(value as string))),
  },
]

function round(value: number, digits: number): Value {
  const places = Math.max(-300, Math.min(300, digits))
  const shifted = shift(Math.abs(value), places)
  // Beyond these there is nothing to round.
  if (!Number.isFinite(shifted) || shifted >= 2 ** 52) return value
  const rounded = shift(Math.round(shifted), -places)
  return numberOrNull(value < 0 && rounded !== 0 ? -rounded : rounded)
}

/** Moves the decimal point in the number's text, so that 1.255 is 125.5 and not next to it. */
function shift(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}

function log(first: number, second: number | undefined): number | null {
  if (second === undefined) return numberOrNull(Math.log(first))
  const byBase = first === 2 ? Math.log2(second) : first === 10 ? Math.log10(second) : Math.log(second) / Math.log(first)
  return numberOrNull(byBase)
}

function toNumber(value: Value, base: number | undefined): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'object' && value !== null) return value.value
  if (typeof value !== 'string') return null
  if (base === undefined || base === 10) return readAs(value, 'number') as number | undefined ?? null
  if (!Number.isInteger(base) || base < 2 || base > 36) return null
  const digits = '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base)
  const all = value.toLowerCase()
  return all !== '' && [...all].every((digit) => digits.includes(digit)) ? numberOrNull(parseInt(all, base)) : null
}

function toDuration(value: string | number | Quantity, unit: string): Value {
  if (typeof value === 'object') return value
  if (typeof value === 'string') {
    const read = readAs(value, 'duration') ?? null
    if (read !== null || readAs(value, 'number') === undefined) return read
  }
  if (!DURATION_UNITS.includes(unit)) return null
  const ms = durationOf(String(Math.abs(Number(value))), unit)
  return quantity('duration', Number(value) < 0 ? -ms : ms)
}

function toBytes(text: string): Value {
  const read = readAs(text, 'bytes') ?? null
  if (read !== null) return read
  const number = readAs(text, 'number')
  return typeof number === 'number' ? new Quantity('bytes', number) : null
}
