/** What of a table can be drawn: a line for each number over time, or a bar for each row. */
import type { SideTable } from '../panel/sideTable.ts'

export interface Series {
  readonly name: string
  /** One for each place on the axis; undefined where there is none. */
  readonly values: readonly (number | undefined)[]
}

export type ChartData =
  | { readonly kind: 'line'; /** Milliseconds since 1970 in UTC, rising. */ readonly times: readonly number[]; readonly series: readonly Series[] }
  | { readonly kind: 'bars'; readonly labels: readonly string[]; readonly series: Series; /** Rows that are not drawn. */ readonly more: number }

/** More lines cannot be told apart. */
const MOST_SERIES = 8
const MOST_BARS = 30

/** Undefined for a table without numbers. */
export function chartData({ columns, rows = [] }: Pick<SideTable, 'columns' | 'rows'>): ChartData | undefined {
  if (rows.length === 0) return undefined
  const cells = (column: number): (string | undefined)[] => rows.map((row) => row[column])
  const times = columns.findIndex((_, column) => cells(column).every(isTime))
  const numbers = columns.map((_, column) => column).filter((column) => column !== times && isNumbers(cells(column)))
  if (numbers.length === 0) return undefined
  const labels = columns.map((_, column) => column).filter((column) => column !== times && !numbers.includes(column))
  if (times >= 0) {
    // Where a time comes again, what stands before the values tells its rows apart, also if it is a number as a status is.
    while (numbers.length > 1 && new Set(rows.map((row) => [times, ...labels].map((column) => row[column]).join('\n'))).size < rows.length) labels.push(...numbers.splice(0, 1))
    return overTime(columns, rows, times, numbers, labels)
  }
  const { value, named } = valueAndLabels(columns, numbers, labels)
  const shown = rows.slice(0, MOST_BARS)
  return {
    kind: 'bars',
    labels: shown.map((row, i) => (named.length > 0 ? named.map((column) => row[column] ?? '').join(' · ') : String(i + 1))),
    series: { name: columns[value], values: shown.map((row) => numberOf(row[value])) },
    more: rows.length - shown.length,
  }
}

/** A table of numbers alone is told apart by its first, or by the bounds of a range. */
function valueAndLabels(columns: readonly string[], numbers: readonly number[], labels: readonly number[]): { value: number; named: readonly number[] } {
  if (labels.length > 0 || numbers.length === 1) return { value: numbers[0], named: labels }
  const isRange = columns[0] === 'from' && columns[1] === 'to' && numbers.length > 2
  return isRange ? { value: numbers[2], named: [0, 1] } : { value: numbers[1], named: [numbers[0]] }
}

/** With labels beside the time there is a line for each of them, of the first number; else one for each number. */
function overTime(columns: readonly string[], rows: NonNullable<SideTable['rows']>, time: number, numbers: readonly number[], labels: readonly number[]): ChartData {
  const times = [...new Set(rows.map((row) => Date.parse(row[time] ?? '')))].sort((a, b) => a - b)
  const place = new Map(times.map((each, i) => [each, i]))
  const lines = new Map<string, (number | undefined)[]>()
  for (const row of rows) {
    const at = place.get(Date.parse(row[time] ?? '')) ?? 0
    const named = labels.length > 0 ? [[labels.map((column) => row[column] ?? '').join(' · '), numbers[0]] as const] : numbers.map((column) => [columns[column], column] as const)
    for (const [name, column] of named) {
      const values = lines.get(name) ?? times.map(() => undefined)
      values[at] = numberOf(row[column])
      lines.set(name, values)
    }
  }
  const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((total, value) => total + Math.abs(value ?? 0), 0)
  const series = [...lines].map(([name, values]): Series => ({ name, values }))
  const largest = series.length > MOST_SERIES ? [...series].sort((a, b) => sum(b.values) - sum(a.values)).slice(0, MOST_SERIES) : series
  return { kind: 'line', times, series: largest }
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

function isNumbers(cells: readonly (string | undefined)[]): boolean {
  const filled = cells.filter((cell) => cell !== undefined && cell !== '')
  return filled.length > 0 && filled.every((cell) => numberOf(cell) !== undefined)
}

function isTime(cell: string | undefined): boolean {
  return cell !== undefined && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(cell) && Number.isFinite(Date.parse(cell))
}

/** Round numbers from zero (or below) to the greatest and beyond: about `count` of them. */
export function ticks(least: number, greatest: number, count: number): readonly number[] {
  const low = Math.min(0, least)
  const high = Math.max(greatest, low)
  // Less is nothing that a number as large as its bounds can be divided by.
  if (high - low < 1e-200) return [low, low + 1]
  const rough = (high - low) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough * 0.999) ?? 10 * power
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step - 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}
