/** What stages that remember something of each key give, as their documentation says it: by looking at all rows before each one. */
import { formatDuration } from '../../src/engine/query/expression/quantities.ts'

export interface KeyedRow {
  readonly a: string | undefined
  readonly b: string | undefined
  readonly n: number | undefined
  /** Milliseconds. */
  readonly time: number | undefined
  readonly level: 'info' | 'warning' | 'error' | undefined
}

export type KeyOfRow = (row: KeyedRow) => string | undefined

/** Indexes of the rows that `dedup` keeps. */
export function plainDedup(rows: readonly KeyedRow[], keyOf: KeyOfRow, most: number, keepEmpty: boolean): number[] {
  return [...rows.keys()].filter((i) => {
    const key = keyOf(rows[i])
    return key === undefined ? keepEmpty : rows.slice(0, i).filter((row) => keyOf(row) === key).length < most
  })
}

/** Count and sum of `n` that `streamstats` adds to each row. */
export function plainStreamstats(rows: readonly KeyedRow[], keyOf: KeyOfRow, current: boolean, window = Infinity): (readonly [number, number | undefined] | undefined)[] {
  return rows.map((row, i) => {
    const key = keyOf(row)
    if (key === undefined) return undefined
    const own = rows.slice(0, current ? i + 1 : i).filter((each) => keyOf(each) === key).slice(-window)
    const numbers = own.flatMap(({ n }) => (n === undefined ? [] : [n]))
    return [own.length, numbers.length === 0 ? undefined : numbers.reduce((a, b) => a + b, 0)]
  })
}

export function plainDelta(rows: readonly KeyedRow[], keyOf: KeyOfRow, sinceFirst: boolean): (number | undefined)[] {
  return rows.map((row, i) => {
    const key = keyOf(row)
    if (key === undefined || row.n === undefined) return undefined
    const before = rows.slice(0, i).filter((each) => keyOf(each) === key && each.n !== undefined)
    if (before.length === 0) return sinceFirst ? 0 : undefined
    return row.n - (sinceFirst ? before[0] : before.at(-1)!).n!
  })
}

interface PlainOpen {
  readonly key: string
  readonly rows: KeyedRow[]
  readonly firstRow: number
  lastRow: number
}

/** Duration, number of rows and worst level of each transaction, with its key, in the order in which they end. `batches`: where rows are looked at for pauses. */
export function plainTransactions(batches: readonly (readonly KeyedRow[])[], keyOf: KeyOfRow, maxPause = Infinity, maxSpan = Infinity): (string | number | undefined)[][] {
  let open: PlainOpen[] = []
  const ended: PlainOpen[] = []
  let number = 0
  for (const rows of batches) {
    for (const row of rows) {
      const key = keyOf(row)
      if (key === undefined) continue
      number++
      const known = open.find((each) => each.key === key)
      const times = known ? timesOf(known) : []
      const fits = row.time === undefined || times.length === 0 || (row.time - Math.max(...times) <= maxPause && row.time - Math.min(...times) <= maxSpan)
      if (known && fits) {
        known.rows.push(row)
        known.lastRow = number
        continue
      }
      if (known) ended.push(known)
      open = open.filter((each) => each !== known)
      open.push({ key, rows: [row], firstRow: number, lastRow: number })
    }
    const times = rows.flatMap(({ time }) => (time === undefined ? [] : [time]))
    if (times.length === 0) continue
    const now = Math.min(...times)
    const paused = open.filter((each) => timesOf(each).length > 0 && now - Math.max(...timesOf(each)) > maxPause)
    ended.push(...paused.sort((a, b) => a.lastRow - b.lastRow))
    open = open.filter((each) => !paused.includes(each))
  }
  ended.push(...open.sort((a, b) => (maxPause < Infinity ? a.lastRow - b.lastRow : a.firstRow - b.firstRow)))
  return ended.map((each) => {
    const times = timesOf(each)
    const worst = LEVELS.reduce<string | undefined>((found, level) => (each.rows.some((row) => row.level === level) ? level : found), undefined)
    return [each.key, times.length === 0 ? undefined : formatDuration(Math.max(...times) - Math.min(...times)), each.rows.length, worst]
  })
}

const LEVELS = ['info', 'warning', 'error']

function timesOf({ rows }: PlainOpen): number[] {
  return rows.flatMap(({ time }) => (time === undefined ? [] : [time]))
}
