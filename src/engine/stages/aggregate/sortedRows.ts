import { isNumber } from '../../query/number.ts'
import type { FieldValue } from '../../records/batch.ts'
import type { SavedGroups } from './groupIds.ts'
import type { GroupKey } from './groupKey.ts'
import { savedText, type SavedTexts } from './keyTable.ts'

/** A row of a table of groups, and what it is sorted by. */
export interface GroupRow {
  readonly cells: readonly FieldValue[]
  /** What tells its group from others: values, and starts of buckets. */
  readonly keys: readonly FieldValue[]
  /** The first result as a number, if it is one. */
  readonly rank: number | undefined
}

/**
 * The order of groups: the largest first result first, then by the values; `byKeys`: by the values alone. What is missing is last. `numeric`: whether all values of a
 * field are numbers.
 */
export function compareGroups(numeric: readonly boolean[], byKeys: boolean): (a: GroupRow, b: GroupRow) => number {
  return (a, b) => (byKeys ? 0 : compareResults(b.rank, a.rank)) || compareValues(a.keys, b.keys, numeric)
}

/** For each field whether all of its values are numbers. */
export function numericKeys(rows: readonly GroupRow[], keys: number): boolean[] {
  return Array.from({ length: keys }, (_, i) => rows.every((row) => row.keys[i] === undefined || isNumber(String(row.keys[i]))))
}

/** The same of saved groups; those do not count of which a key from `needed` on is missing. */
export function numericGroups(saved: readonly SavedGroups[], by: readonly GroupKey[], needed: number): boolean[] {
  return by.map(({ span }, key) => {
    if (span) return true
    return saved.every(({ count, fields }) => {
      const { texts, ids } = fields[key]
      const others = fields.slice(needed)
      for (let group = 0; group < count; group++) {
        const id = ids[group]
        if (id === texts.none || isNumberIn(texts, id)) continue
        if (others.every((field) => field.ids[group] !== field.texts.none)) return false
      }
      return true
    })
  })
}

/** Most texts that are none show it by the byte that they begin with. */
function isNumberIn(texts: SavedTexts, id: number): boolean {
  const first = texts.bytes[id === 0 ? 0 : texts.ends[id - 1]]
  return first <= NINE && isNumber(savedText(texts, id)!)
}

const NINE = 0x39

function compareResults(a: number | undefined, b: number | undefined): number {
  if (a === b) return 0
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  return a - b
}

/** As numbers where all of a field's are, else as texts. */
export function compareValues(a: readonly FieldValue[], b: readonly FieldValue[], numeric: readonly boolean[]): number {
  for (let i = 0; i < numeric.length; i++) {
    const [x, y] = [a[i], b[i]]
    if (x === y) continue
    if (x === undefined) return 1
    if (y === undefined) return -1
    const order = (numeric[i] ? compareNumbers(Number(x), Number(y)) : 0) || compareText(String(x), String(y))
    if (order !== 0) return order
  }
  return 0
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** By UTF-16 units: the same everywhere, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
