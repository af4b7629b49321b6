/** What `facets` gives, worked out from all rows at once and without anything clever. */
import { isNumber } from '../../src/engine/query/number.ts'
import type { FieldValue } from '../../src/engine/records/batch.ts'
import { quantityText, readQuantity } from '../../src/engine/stages/aggregate/quantities.ts'

/** The fields of a row in their order; undefined: there is none. */
export type PlainRow = readonly (readonly [name: string, value: FieldValue])[]

export interface PlainFacets {
  readonly fields?: readonly string[]
  readonly limit: number
  readonly budget: number
  /** Names that come before all others, in this order. */
  readonly named?: readonly string[]
}

const LEFT_OUT = ['raw', 'line', 'time', 'message', '']

/** The table; `distinct` is exact where the stage would only estimate it, and where that has frequent values there is the row of the kind many. */
export function plainFacets(rows: readonly PlainRow[], { fields, limit, budget, named = [] }: PlainFacets): FieldValue[][] {
  const all = new Map<string, string[]>(named.map((name) => [name, []]))
  for (const row of rows) {
    for (const [name, value] of row) {
      if (value === undefined || (fields ? !fields.includes(name) : LEFT_OUT.includes(name))) continue
      all.set(name, [...(all.get(name) ?? []), String(value)])
    }
  }
  const names = (fields ?? ['level', 'source', ...[...all.keys()].filter((name) => name !== 'level' && name !== 'source')]).filter((name) => (all.get(name)?.length ?? 0) > 0)
  const share = Math.floor(budget / Math.max(1, fields?.length ?? names.length))
  return names.flatMap((name) => {
    const values = all.get(name)!
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    if (!fields && name === 'source' && counts.size === 1) return []
    let weight = 0
    for (const value of counts.keys()) weight += 64 + value.length
    const isMany = weight > share
    const line = (value: FieldValue, count: number, kind: string, from?: FieldValue, to?: FieldValue): FieldValue[] => {
      const percent = Math.round((10_000 * count) / values.length) / 100
      return [name, value, count, percent, counts.size, values.length, rows.length, kind, from, to, String(!isMany), undefined]
    }
    const numbers = (isMany || counts.size > limit) && name !== 'time' ? numbersOf(values) : undefined
    if (numbers) {
      return plainRanges(numbers.numbers, limit).map(([low, high, count]) => {
        const [from, to] = [low, high].map((bound) => (bound === undefined ? undefined : quantityText(numbers.kind, bound)))
        const text = from === undefined ? (to === undefined ? '*' : `< ${to}`) : to === undefined ? `>= ${from}` : `${from} .. ${to}`
        return line(text, count, 'range', from, to)
      })
    }
    if (isMany) return [line(undefined, values.length, 'many')]
    const isNumeric = [...counts.keys()].every(isNumber)
    const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
    const order = (a: string, b: string): number => (isNumeric && Number(a) < Number(b) ? -1 : isNumeric && Number(a) > Number(b) ? 1 : byText(a, b))
    return [...counts].sort((a, b) => b[1] - a[1] || order(a[0], b[0])).slice(0, limit).map(([value, count]) => line(value, count, 'value'))
  })
}

/** All values as numbers, if they are all numbers of one kind. */
function numbersOf(values: readonly string[]): { readonly numbers: readonly number[]; readonly kind: number } | undefined {
  const read = values.map((value) => (isNumber(value) ? { kind: 0, value: Number(value) } : readQuantity(value)))
  const kind = read[0]?.kind
  if (kind === undefined || !read.every((each) => each?.kind === kind && (each.value === 0 || (Math.abs(each.value) >= 1e-300 && Math.abs(each.value) < 1e300)))) return undefined
  return { numbers: read.map((each) => each!.value), kind }
}

type PlainRange = [from: number | undefined, to: number | undefined, count: number]

/** The ranges that niceRanges has, of the numbers themselves. */
export function plainRanges(numbers: readonly number[], limit: number): PlainRange[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  const cells = sorted.map((x) => ({ x, ...cellOf(x) }))
  const [first, last] = [cells[0], cells[cells.length - 1]]
  const isNear = first.from > 0 ? last.to <= 8 * first.from : last.to <= 0 && first.from >= 8 * last.to
  const width = isNear ? stepWidth(first, last, limit) : undefined
  const ranges: PlainRange[] = []
  for (const cell of cells) {
    const [from, to] = width === undefined ? decadeRange(cell, cells.find(({ x }) => x > 0)) : stepOf(cell.from, width)
    const known = ranges.find((range) => range[0] === from)
    if (known) known[2]++
    else ranges.push([from, to === Infinity ? undefined : to, 1])
  }
  while (ranges.length > limit) {
    const [lowest, highest] = [ranges[0], ranges[ranges.length - 1]]
    if (lowest[2] <= highest[2]) ranges.splice(0, 2, [undefined, ranges[1][1], lowest[2] + ranges[1][2]])
    else ranges.splice(-2, 2, [ranges[ranges.length - 2][0], undefined, ranges[ranges.length - 2][2] + highest[2]])
  }
  return ranges
}

interface PlainCell {
  readonly from: number
  readonly to: number
  readonly digits: number
  readonly exponent: number
}

/** The range between numbers of three digits that a number is in. */
function cellOf(x: number): PlainCell {
  if (x === 0) return { from: 0, to: Number.MIN_VALUE, digits: 0, exponent: 0 }
  const size = Math.abs(x)
  const near = Math.floor(Math.log10(size))
  for (let exponent = near + 1; ; exponent--) {
    for (let digits = 999; digits >= 100; digits--) {
      const from = Number(`${digits}e${exponent - 2}`)
      const to = Number(`${digits + 1}e${exponent - 2}`)
      if (x > 0 && from <= size && size < to) return { from, to, digits, exponent }
      if (x < 0 && from < size && size <= to) return { from: -to, to: -from, digits, exponent }
    }
  }
}

function decadeRange({ from, digits, exponent }: PlainCell, positive: PlainCell | undefined): [number, number] {
  if (digits === 0) return [0, positive ? decadeRange(positive, undefined)[0] : Infinity]
  const [low, high] = digits < 200 ? [1, 2] : digits < 500 ? [2, 5] : [5, 10]
  const bounds = [Number(`${low}e${exponent}`), Number(`${high}e${exponent}`)]
  return from >= 0 ? [bounds[0], bounds[1]] : [-bounds[1], -bounds[0]]
}

/** The least width of 1, 2 or 5 times a power of ten of which `limit` steps are enough; no finer than cells are. */
function stepWidth(first: PlainCell, last: PlainCell, limit: number): [digits: number, exponent: number] | undefined {
  const greatest = Math.max(first.exponent, last.exponent)
  for (let exponent = Math.max(-300, greatest - 2); exponent <= greatest; exponent++) {
    for (const digits of [1, 2, 5]) {
      let steps = 1
      for (let to = stepOf(first.from, [digits, exponent])[1]; to <= last.from; to = stepOf(to, [digits, exponent])[1]) steps++
      if (steps <= limit) return [digits, exponent]
    }
  }
  return undefined
}

/** The step that a number is in. */
function stepOf(x: number, [digits, exponent]: readonly [number, number]): [number, number] {
  const start = (step: number): number => Number(`${step * digits}e${exponent}`) + 0
  let step = Math.floor(x / Number(`${digits}e${exponent}`)) - 1
  while (start(step + 1) <= x) step++
  return [start(step), start(step + 1)]
}
