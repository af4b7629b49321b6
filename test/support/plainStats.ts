/** The slow twin of `stats`: all rows in memory, sorted numbers, sums of fractions. */
import { formatBytes, formatDuration, parseBytes, parseDuration } from '../../src/engine/query/expression/quantities.ts'
import type { Aggregate, StatsNode } from '../../src/engine/stages/aggregate/stats.ts'

export type Cell = string | number | undefined

/** Rows as what gives the value of a field; times as ISO texts in the field `time`. */
export type ValueOf = (name: string) => Cell

export interface PlainTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

interface PlainGroup {
  readonly values: readonly (string | undefined)[]
  readonly rows: ValueOf[]
}

export function plainStats({ aggregates, by }: Pick<StatsNode, 'aggregates' | 'by'>, rows: readonly ValueOf[]): PlainTable {
  const groups = new Map<string, PlainGroup>()
  if (by.length === 0) groups.set('[]', { values: [], rows: [] })
  const keyOf = ({ field, span }: StatsNode['by'][number], row: ValueOf): string | undefined => (span ? plainBucket(textIn(row, field), field, Number(span.digits), span.unit) : textIn(row, field))
  for (const row of rows) {
    const values = by.map((each) => keyOf(each, row))
    const key = JSON.stringify(values.map((value) => value ?? null))
    const group = groups.get(key) ?? { values, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  const inBuckets = by.findIndex(({ span, field }) => span && field === 'time')
  const length = (group: PlainGroup): number | undefined => {
    const span = inBuckets < 0 ? undefined : by[inBuckets].span
    return span && group.values[inBuckets] !== undefined ? Number(span.digits) * (span.unit === 's' ? 1000 : 60_000) : undefined
  }
  const table = [...groups.values()].map((group) => ({ values: group.values, results: aggregates.map((each) => result(each, group.rows, length(group))) }))
  const numeric = by.map((_, i) => table.every(({ values }) => values[i] === undefined || NUMBER.test(values[i])))
  const byKeys = by.some(({ span }) => span)
  table.sort((a, b) => {
    const [x, y] = [a.results[0].rank, b.results[0].rank]
    if (x !== y && !byKeys) return x === undefined ? 1 : y === undefined ? -1 : y - x
    for (let i = 0; i < by.length; i++) {
      const [u, v] = [a.values[i], b.values[i]]
      if (u === v) continue
      if (u === undefined || v === undefined) return u === undefined ? 1 : -1
      if (numeric[i] && Number(u) !== Number(v)) return Number(u) < Number(v) ? -1 : 1
      return u < v ? -1 : 1
    }
    return 0
  })
  const shown = (value: string | undefined, i: number): Cell => (by[i].span && by[i].field !== 'time' && value !== undefined ? Number(value) : value)
  return { columns: [...by.map(keyColumn), ...aggregates.map(columnOf)], rows: table.map(({ values, results }) => [...values.map(shown), ...results.map(({ cell }) => cell)]) }
}

/** Of whole numbers, and of minutes and seconds. */
function plainBucket(text: string | undefined, field: string, digits: number, unit: string): string | undefined {
  if (text === undefined) return undefined
  if (field !== 'time') {
    const x = Number(text)
    if (!NUMBER.test(text) || Math.abs(x / digits) >= 2 ** 51) return undefined
    // The quotient of the least numbers is rounded to 0.
    return String(digits * (Math.floor(x / digits) - Number(digits * Math.floor(x / digits) > x)) + 0)
  }
  const time = Date.parse(text)
  const width = digits * (unit === 's' ? 1000 : 60_000)
  return Number.isNaN(time) ? undefined : new Date(time - (((time % width) + width) % width)).toISOString()
}

function keyColumn({ field, span, as }: StatsNode['by'][number]): string {
  return as ?? (span ? `span(${field}, ${span.digits}${span.unit})` : field)
}

function columnOf({ function: name, field, second, as }: Aggregate): string {
  if (as !== undefined) return as
  return second === undefined ? `${name}(${field ?? ''})` : `${name}(${field}, ${second})`
}

function textIn(row: ValueOf, name: string): string | undefined {
  const value = row(name)
  return value === undefined ? undefined : String(value)
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

interface Found {
  readonly cell: Cell
  readonly rank: number | undefined
}

function result(aggregate: Aggregate, all: readonly ValueOf[], bucket: number | undefined): Found {
  const { function: name, field, second } = aggregate
  const ranked = (cell: number | undefined): Found => ({ cell, rank: cell })
  const rows = field === undefined ? all : all.filter((row) => row(field) !== undefined)
  const values = field === undefined ? [] : rows.map((row) => row(field)!)
  const texts = values.map(String)
  switch (name) {
    case 'count':
      return ranked(rows.length)
    case 'dc':
    case 'distinct_count':
      return ranked(new Set(texts).size)
    case 'first':
      return { cell: values[0], rank: undefined }
    case 'last':
      return { cell: values.at(-1), rank: undefined }
    case 'earliest':
    case 'latest': {
      const timed = rows.map((row, at) => ({ value: row(field!), at, time: Date.parse(textIn(row, 'time') ?? '') })).filter(({ time }) => !Number.isNaN(time))
      timed.sort((a, b) => a.time - b.time || a.at - b.at)
      return { cell: (name === 'earliest' ? timed[0] : timed.at(-1))?.value, rank: undefined }
    }
    case 'list':
    case 'take':
      return { cell: values.length === 0 ? undefined : JSON.stringify(values.slice(0, name === 'list' ? 100 : (second ?? 10))), rank: undefined }
    case 'values':
      return { cell: texts.length === 0 ? undefined : JSON.stringify([...new Set(texts)].sort(compareTexts).slice(0, 100)), rank: undefined }
    case 'rate': {
      const times = all.map((row) => Date.parse(textIn(row, 'time') ?? '')).filter((time) => !Number.isNaN(time))
      const length = bucket ?? (times.length === 0 ? 0 : Math.max(...times) - Math.min(...times))
      const sum = field === undefined ? rows.length : (numbersOf(texts).length === 0 ? undefined : plainSum(numbersOf(texts).map(({ x }) => x)))
      return ranked(length > 0 && sum !== undefined ? to15Digits((sum * 1000) / length) : undefined)
    }
    default:
      return ofNumbers(name, second, numbersOf(texts))
  }
}

function compareTexts(a: string, b: string): number {
  const [x, y] = [NUMBER.test(a), NUMBER.test(b)]
  if (x !== y) return x ? -1 : 1
  return (x && Number(a) !== Number(b) ? Number(a) < Number(b) : a < b) ? -1 : 1
}

/** The numbers among texts, and what they are numbers of. */
function numbersOf(texts: readonly string[]): { x: number; unit: string }[] {
  const read = (text: string): { x: number; unit: string } => {
    if (NUMBER.test(text)) return { x: Number(text) + 0, unit: '' }
    const ms = parseDuration(text)
    return ms === undefined ? { x: (parseBytes(text) ?? NaN) + 0, unit: 'bytes' } : { x: ms + 0, unit: 'ms' }
  }
  return texts.map(read).filter(({ x }) => Number.isFinite(x))
}

function ofNumbers(name: string, second: number | undefined, found: readonly { x: number; unit: string }[]): Found {
  const numbers = found.map(({ x }) => x).sort((a, b) => a - b)
  if (numbers.length === 0) return { cell: undefined, rank: undefined }
  const rank = plainNumber(name, second, numbers)
  const unit = found.every((each) => each.unit === found[0].unit) ? found[0].unit : ''
  return { cell: unit === 'ms' ? formatDuration(rank) : unit === 'bytes' ? formatBytes(rank) : rank, rank }
}

function plainNumber(name: string, second: number | undefined, numbers: readonly number[]): number {
  switch (name) {
    case 'sum':
      return to15Digits(plainSum(numbers))
    case 'avg':
      return to15Digits(plainSum(numbers) / numbers.length)
    case 'min':
      return numbers[0]
    case 'max':
      return numbers[numbers.length - 1]
    case 'median':
      return plainPercentile(numbers, 50)
    default:
      return plainPercentile(numbers, second ?? Number(/[\d.]+$/.exec(name)![0]))
  }
}

/** What is not whole, to 15 significant digits. */
export function to15Digits(x: number): number {
  return x % 1 === 0 ? x : Number(x.toExponential(14))
}

/** The nearest rank, from 1, of a percentage. */
function rankIn(count: number, percent: number): number {
  // In millionths of a percent, of which every percentage that can be written is a whole number.
  const part = BigInt(Math.round(percent * 1e6))
  let rank = 1
  while (BigInt(rank) * 100_000_000n < part * BigInt(count)) rank++
  return rank
}

/** The number at the nearest rank. */
export function exactPercentile(sorted: readonly number[], percent: number): number {
  return sorted[rankIn(sorted.length, percent) - 1]
}

/** The same as `stats` gives it: of more than 64 numbers rounded to 9 binary digits, but for the first and the last. */
export function plainPercentile(sorted: readonly number[], percent: number): number {
  const rank = rankIn(sorted.length, percent)
  const exact = sorted[rank - 1]
  if (sorted.length <= 64 || rank === 1 || rank === sorted.length) return exact + 0
  const rounded = roundedTo9(Math.abs(exact)) * Math.sign(exact)
  return Math.max(sorted[0], Math.min(sorted[sorted.length - 1], rounded)) + 0
}

function roundedTo9(size: number): number {
  let step = 2 ** (-1022 - 8)
  while (step * 512 <= size) step *= 2
  return Math.floor(size / step + 0.5) * step
}

/** The number nearest to the exact sum. */
export function plainSum(numbers: readonly number[]): number {
  const exact = numbers.reduce((sum, x) => sum + scaled(x), 0n)
  const distance = (x: number): bigint => {
    const apart = exact - (Number.isFinite(x) ? scaled(x) : BigInt(Math.sign(x)) * (1n << 2098n))
    return apart < 0n ? -apart : apart
  }
  // Bisection over all numbers there are, in their order.
  let [low, high] = [orderOf(-Infinity), orderOf(Infinity)]
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle !== orderOf(Infinity) && scaled(numberAt(middle)) <= exact) low = middle
    else high = middle
  }
  const [below, above] = [numberAt(low), numberAt(high)]
  const [a, b] = [distance(below), distance(above)]
  // In the middle of two the even one is taken.
  return (a < b || (a === b && (low & 1n) === 0n) ? below : above) + 0
}

/** A number in units of 2 ** -1074. */
function scaled(x: number): bigint {
  let exponent = 0
  while (!Number.isInteger(x)) {
    x *= 2
    exponent++
  }
  return BigInt(x) << BigInt(1074 - exponent)
}

const view = new DataView(new ArrayBuffer(8))

/** Numbers in ascending order have ascending orders, each one more than the one before. */
function orderOf(x: number): bigint {
  view.setFloat64(0, Math.abs(x))
  return Math.sign(x) < 0 ? -view.getBigInt64(0) : view.getBigInt64(0)
}

function numberAt(order: bigint): number {
  view.setBigInt64(0, order < 0n ? -order : order)
  const size = view.getFloat64(0)
  return order < 0n ? -size : size
}

/** The mean of the squared distances to the mean, of fractions of whole numbers; `less`: what the divisor is less than their number. */
export function plainVariance(numbers: readonly number[], less: number): number | undefined {
  if (numbers.length <= less) return undefined
  const whole = numbers.map(scaled)
  const sum = whole.reduce((all, x) => all + x, 0n)
  const n = BigInt(numbers.length)
  // Each is n times its distance, in units.
  const squares = whole.reduce((all, x) => all + (n * x - sum) ** 2n, 0n)
  const divisor = n * n * BigInt(numbers.length - less)
  // In units of 2 ** -2148; a few hundred bits of it are enough, and no float64 holds all.
  const cut = Math.max(0, (squares / divisor).toString(2).length - 200)
  return (Number(squares / divisor >> BigInt(cut)) * 2 ** (cut - 1074)) * 2 ** -1074
}
