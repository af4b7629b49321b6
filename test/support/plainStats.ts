/** The slow twin of `stats`: all rows in memory, sorted numbers, sums of fractions. */
import type { Aggregate, StatsNode } from '../../src/engine/stages/aggregate/stats.ts'

export type Cell = string | number | undefined

/** Rows as what gives the text of a field. */
export type TextOf = (name: string) => string | undefined

export interface PlainTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export function plainStats({ aggregates, by }: Pick<StatsNode, 'aggregates' | 'by'>, rows: readonly TextOf[]): PlainTable {
  const groups = new Map<string, { values: (string | undefined)[]; rows: TextOf[] }>()
  if (by.length === 0) groups.set('[]', { values: [], rows: [] })
  for (const row of rows) {
    const values = by.map(row)
    const key = JSON.stringify(values.map((value) => value ?? null))
    const group = groups.get(key) ?? { values, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  const table = [...groups.values()].map((group) => ({ values: group.values, results: aggregates.map((each) => result(each, group.rows)) }))
  const numeric = by.map((_, i) => table.every(({ values }) => values[i] === undefined || NUMBER.test(values[i])))
  table.sort((a, b) => {
    const [x, y] = [a.results[0], b.results[0]]
    if (x !== y) return x === undefined ? 1 : y === undefined ? -1 : y - x
    for (let i = 0; i < by.length; i++) {
      const [u, v] = [a.values[i], b.values[i]]
      if (u === v) continue
      if (u === undefined || v === undefined) return u === undefined ? 1 : -1
      if (numeric[i] && Number(u) !== Number(v)) return Number(u) < Number(v) ? -1 : 1
      return u < v ? -1 : 1
    }
    return 0
  })
  return { columns: [...by, ...aggregates.map(columnOf)], rows: table.map(({ values, results }) => [...values, ...results]) }
}

function columnOf({ function: name, field, percent, as }: Aggregate): string {
  if (as !== undefined) return as
  return percent === undefined ? `${name}(${field ?? ''})` : `${name}(${field}, ${percent})`
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function result({ function: name, field, percent }: Aggregate, rows: readonly TextOf[]): number | undefined {
  if (name === 'count') return rows.filter((row) => field === undefined || row(field) !== undefined).length
  const numbers = rows
    .map((row) => row(field!))
    .filter((text) => text !== undefined && NUMBER.test(text))
    .map((text) => Number(text) + 0)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  if (numbers.length === 0) return undefined
  switch (name) {
    case 'sum':
      return plainSum(numbers)
    case 'avg':
      return plainSum(numbers) / numbers.length
    case 'min':
      return numbers[0]
    case 'max':
      return numbers[numbers.length - 1]
    case 'median':
      return plainPercentile(numbers, 50)
    default:
      return plainPercentile(numbers, percent ?? Number(/[\d.]+$/.exec(name)![0]))
  }
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
